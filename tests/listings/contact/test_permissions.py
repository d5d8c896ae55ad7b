"""Who may read and do what: every address, every act, every person who is not of the conversation."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from listings.contact import actions
from listings.contact.models import Conversation, Message, Side, State
from listings.contact.permissions import Act, acts_of, shared_address
from listings.contact.rates import rates_for
from tests.factories.contact import answered, last_link, mails, make_held_place, write_to
from tests.factories.listings import make_moderator, make_superuser, make_user
from tests.factories.places import mende

pytestmark = pytest.mark.django_db
A, W, S, C, B, R, D = Act.ANSWER, Act.WRITE, Act.SHARE, Act.CLOSE, Act.BLOCK, Act.REPORT, Act.REVOKE

TABLE = {
    "waits": ({C, D}, {A, C, B, R, D}),
    "in words": ({W, S, C, R, D}, {A, W, S, C, B, R, D}),
    "yes": ({W, S, C, R, D}, {W, S, C, B, R, D}),
    "not now": ({C, R, D}, {A, C, B, R, D}),
    "no": ({R, D}, {A, B, R, D}),
    "shared": ({W, C, R, D}, {W, C, B, R, D}),
    "closed": ({R, D}, {B, R, D}),
    "blocked": ({R, D}, {R, D}),
    "sender gone": (set(), {R, D}),
    "recipient gone": ({R, D}, set()),
    "to confirm": ({Act.CONFIRM}, set()),
}


def in_state(name: str) -> Conversation:
    if name == "to confirm":
        return write_to(email="camille@exemple.fr")
    if name == "waits":
        return write_to()
    states = {"in words": State.OPEN, "not now": State.NOT_NOW, "no": State.DECLINED}
    row = answered(states.get(name, State.INTERESTED), text="Bonjour")
    if name == "shared":
        row = actions.share(actions.share(row, Side.SENDER), Side.RECIPIENT)
    if name == "closed":
        row = actions.close(row, Side.SENDER)
    if name == "blocked":
        row = actions.block(row)
    if name.endswith("gone"):
        actions.forget(row, Side.SENDER if name == "sender gone" else Side.RECIPIENT)
        row.refresh_from_db()
    return row


@pytest.mark.parametrize("name", TABLE)
def test_who_may_do_what(name: str) -> None:
    conversation = in_state(name)
    sender, recipient = TABLE[name]
    if not name.startswith("sender gone"):
        assert acts_of(conversation, Side.SENDER) == sender
    if not name.startswith("recipient gone"):
        assert acts_of(conversation, Side.RECIPIENT) == recipient


@pytest.mark.parametrize("name", [name for name in TABLE if "gone" not in name])
@pytest.mark.parametrize("side", Side)
def test_pages_offer_and_actions_allow_the_same(client: Client, post: Any, name: str, side: Side) -> None:
    """What the table leaves out changes nothing when it is posted all the same."""
    conversation = in_state(name)
    address = conversation.address_of(side)
    if not mails(address):
        return
    link = last_link(address)
    page = client.get(link).content.decode()
    may = TABLE[name][0 if side == Side.SENDER else 1]
    for act in Act:
        assert (f'action="{link}{act}/"' in page) == (act in may) or (act == W and A in may)
    answers = {"state": "interested", "text": "x", "agreed": "on"}
    for act in set(Act) - may:
        before = str([list(Conversation.objects.values()), list(Message.objects.values())])
        assert post(client, link, act, **answers).status_code in {302, 404}
        assert str([list(Conversation.objects.values()), list(Message.objects.values())]) == before, act


def test_addresses_are_exchanged_once_both_agree_and_until_one_is_gone() -> None:
    row = answered()
    for side in (None, Side.SENDER):
        row = actions.share(row, side) if side else row
        assert [shared_address(row, each) for each in Side] == ["", ""]
    row = actions.share(row, Side.RECIPIENT)
    assert shared_address(row, Side.SENDER) == row.recipient.email
    assert shared_address(row, Side.RECIPIENT) == row.sender.email
    row.sender_gone = True
    assert [shared_address(row, each) for each in Side] == ["", ""]


class TestStrangers:
    @pytest.fixture
    def conversation(self) -> Conversation:
        return answered()

    @pytest.mark.parametrize("who", ["member", "another sender", "moderator", "superuser", "suspended"])
    def test_someone_elses_thread_is_not_found(self, client: Client, conversation: Conversation, who: str) -> None:
        people: dict[str, Any] = {
            "member": make_user,
            "another sender": lambda: write_to(conversation.listing).sender,
            "moderator": lambda: make_moderator(mende()),
            "superuser": make_superuser,
            "suspended": lambda: make_user(),
        }
        client.force_login(people[who]())
        thread = f"/mon-espace/messages/{conversation.pk}/"
        assert client.get(thread).status_code == 404
        for act in Act:
            assert client.post(f"{thread}{act}/", {f"{act}-text": "x", f"{act}-agreed": "on"}).status_code == 404
        inbox = client.get("/mon-espace/messages/").content.decode()
        assert f"/messages/{conversation.pk}/" not in inbox

    def test_a_visitor_signs_in_first(self, client: Client, conversation: Conversation) -> None:
        for path in ("/mon-espace/messages/", f"/mon-espace/messages/{conversation.pk}/"):
            assert client.get(path).status_code == 302
        assert client.post(f"/mon-espace/messages/{conversation.pk}/bloquer/").status_code == 302
        conversation.refresh_from_db()
        assert conversation.state == State.INTERESTED

    @pytest.mark.parametrize("side", Side)
    def test_who_is_suspended_reads_nothing_not_even_by_a_link(
        self, client: Client, conversation: Conversation, side: Side
    ) -> None:
        person = conversation.sender if side == Side.SENDER else conversation.recipient
        link = last_link(person.email)
        assert client.get(link).status_code == 200
        person.is_active = False
        person.save()
        assert client.get(link).status_code == 404
        assert client.post(f"{link}signaler/").status_code == 404
        assert not Conversation.objects.of_person(person).exists()

    def test_a_suspended_sender_has_no_conversations(self, conversation: Conversation) -> None:
        conversation.sender.is_active = False
        assert not Conversation.objects.of_person(conversation.sender).exists()

    @pytest.mark.parametrize("pk", ["0", "999999", "9" * 30])
    def test_a_number_that_is_nobodys(self, client: Client, pk: str) -> None:
        client.force_login(make_user())
        assert client.get(f"/mon-espace/messages/{pk}/").status_code == 404

    def test_a_link_opens_its_own_side_whoever_is_signed_in(self, client: Client, conversation: Conversation) -> None:
        client.force_login(conversation.recipient)
        page = client.get(last_link(conversation.sender.email)).content.decode()
        assert "Votre message à" in page
        assert "/bloquer/" not in page

    def test_a_word_that_is_no_act(self, client: Client, conversation: Conversation) -> None:
        link = last_link(conversation.sender.email)
        assert client.post(f"{link}effacer/").status_code == 404
        client.force_login(conversation.sender)
        assert client.post(f"/mon-espace/messages/{conversation.pk}/effacer/").status_code == 404

    def test_another_conversations_submission_says_nothing(self, conversation: Conversation) -> None:
        theirs = Message.objects.filter(conversation=conversation).first()
        mine = answered()
        actions.say(mine, Side.SENDER, "x", theirs.submission)
        assert not mine.messages.filter(text="x").exists()

    def test_acts_need_the_pages_own_token_against_forgery(self, conversation: Conversation) -> None:
        client = Client(enforce_csrf_checks=True)
        assert client.post(f"{last_link(conversation.recipient.email)}bloquer/").status_code == 403


class TestAgency:
    def test_counts_answers_of_its_territory_only(self) -> None:
        from tests.factories.listings import millau

        place, elsewhere = make_held_place(), make_held_place(commune=millau())
        answered(place=place)
        answered(State.DECLINED, place=place)
        write_to(place)
        write_to(elsewhere)
        write_to(place, email="camille@exemple.fr")
        Conversation.objects.filter(answered_at=None).exclude(sent_at=None).update(sent_at="2026-01-02T08:00Z")
        from datetime import UTC, datetime

        now = datetime(2026, 6, 1, tzinfo=UTC)
        Conversation.objects.exclude(answered_at=None).update(
            sent_at="2026-01-02T08:00Z", answered_at="2026-01-04T20:00Z"
        )
        (rate,) = rates_for(make_moderator(mende()), now)
        assert (rate.kind, rate.sent, rate.answered, rate.percent, rate.median_days) == ("lieux", 3, 2, 67, 2.5)
        (other,) = rates_for(make_moderator(millau()), now)
        assert (other.sent, other.answered, other.percent, other.median_days) == (1, 0, 0, None)
        assert rates_for(make_superuser(), now)[0].sent == 4
        assert rates_for(make_user(), now) == []

    def test_a_message_of_today_is_not_held_against_anyone(self) -> None:
        write_to()
        (rate,) = rates_for(make_superuser())
        assert (rate.sent, rate.waiting, rate.percent) == (1, 1, None)

    def test_a_rate_holds_no_words(self) -> None:
        conversation = answered(text="Un secret")
        shown = str(rates_for(make_superuser()))
        for words in ("secret", conversation.sender_name, conversation.subject, conversation.listing_name):
            assert words not in shown
