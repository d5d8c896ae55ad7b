"""The thread: answers, words, sharing, ending, blocking, reporting, for both sides, by link and by account."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from listings.contact import actions, limits
from listings.contact.actions import Refused
from listings.contact.models import ContactLink, Conversation, Message, Side, State
from mail.models import OutgoingMail
from tests.factories.contact import (
    PROPOSAL,
    answered,
    last_link,
    link_in,
    mails,
    make_held_place,
    write_to,
)
from tests.factories.listings import make_user

pytestmark = pytest.mark.django_db


def recipient_link(conversation: Conversation) -> str:
    return last_link(conversation.address_of(Side.RECIPIENT))


def sender_link(conversation: Conversation) -> str:
    return last_link(conversation.address_of(Side.SENDER))


class TestAnswer:
    @pytest.mark.parametrize(
        ("answers", "state", "heard"),
        [
            ({"state": "interested"}, "interested", "oui, parlons-en"),
            ({"state": "not_now"}, "not_now", "pas pour le moment"),
            ({"state": "declined", "reason": "far"}, "declined", "C’est trop loin"),
            ({"state": "open", "text": "Quel jour ?"}, "open", "Quel jour ?"),
            ({"state": "interested", "reason": "far", "text": "Venez voir"}, "interested", "Venez voir"),
        ],
    )
    def test_from_the_mail_without_an_account(
        self, client: Client, post: Any, answers: dict[str, str], state: str, heard: str
    ) -> None:
        conversation = write_to()
        link = recipient_link(conversation)
        page = client.get(link).content.decode()
        assert PROPOSAL in page
        assert "Votre réponse est attendue" in page
        assert post(client, link, "repondre", **answers)["Location"] == link
        conversation.refresh_from_db()
        assert conversation.state == state
        assert conversation.answered_at
        assert (conversation.reason == "far") == (state == "declined")
        assert heard in client.get(sender_link(conversation)).content.decode()

    @pytest.mark.parametrize(
        ("answers", "words"),
        [
            ({}, "Choisissez une réponse"),
            ({"state": "shared"}, "réponse de la liste"),
            ({"state": "declined"}, "la raison de votre non"),
            ({"state": "declined", "reason": "x"}, "raison de la liste"),
            ({"state": "open"}, "Écrivez votre réponse"),
            ({"state": "interested", "text": "a" * 3001}, "3000 caractères"),
        ],
    )
    def test_a_wrong_answer_says_what_to_do(
        self, client: Client, post: Any, answers: dict[str, str], words: str
    ) -> None:
        conversation = write_to()
        answer = post(client, recipient_link(conversation), "repondre", **answers)
        assert answer.status_code == 200
        page = answer.content.decode()
        assert words in page
        assert "data-error-summary" in page
        conversation.refresh_from_db()
        assert conversation.state == State.OPEN
        assert not conversation.is_answered

    def test_a_double_click_is_one_answer_and_one_mail(self, client: Client, post: Any) -> None:
        conversation = write_to()
        link, submission = recipient_link(conversation), str(uuid4())
        for _ in range(2):
            answers = {"state": "interested", "text": "Venez", "submission": submission}
            assert post(client, link, "repondre", **answers).status_code == 302
        assert conversation.messages.count() == 2
        assert len(mails(conversation.sender.email)) == 1

    def test_two_clicks_without_words_neither(self, client: Client, post: Any) -> None:
        conversation = write_to()
        for _ in range(2):
            post(client, recipient_link(conversation), "repondre", state="not_now")
        assert len(mails(conversation.sender.email)) == 1

    def test_a_no_can_become_a_yes(self) -> None:
        conversation = answered(State.DECLINED)
        changed = actions.answer(conversation, State.INTERESTED, uuid4())
        assert (changed.state, changed.reason) == (State.INTERESTED, "")

    def test_the_sender_cannot_answer_in_their_place(self, client: Client, post: Any) -> None:
        conversation = answered(State.NOT_NOW)
        assert post(client, sender_link(conversation), "repondre", state="interested").status_code == 404
        conversation.refresh_from_db()
        assert conversation.state == State.NOT_NOW


class TestWords:
    def test_silence_is_no_reason_to_insist(self, client: Client, post: Any) -> None:
        conversation = write_to()
        client.force_login(conversation.sender)
        thread = f"/mon-espace/messages/{conversation.pk}/"
        assert "ecrire-text" not in client.get(thread).content.decode()
        answer = client.post(f"{thread}ecrire/", {"ecrire-text": "Alors ?"}, follow=True)
        assert "plus possible" in answer.content.decode()
        assert conversation.messages.count() == 1

    def test_go_to_and_fro(self, client: Client, post: Any) -> None:
        conversation = answered()
        post(client, sender_link(conversation), "ecrire", text="Mardi ?")
        post(client, recipient_link(conversation), "ecrire", text="Oui, à neuf heures.")
        page = client.get(sender_link(conversation)).content.decode()
        assert page.index("Mardi ?") < page.index("à neuf heures")
        assert conversation.messages.count() == 3

    def test_a_double_click_is_one_message(self, client: Client, post: Any) -> None:
        conversation, submission = answered(), str(uuid4())
        for _ in range(2):
            post(client, sender_link(conversation), "ecrire", text="Mardi ?", submission=submission)
        assert conversation.messages.filter(text="Mardi ?").count() == 1
        assert len(mails(conversation.recipient.email)) == 2, "the first message, and this one"

    def test_fifty_messages_are_too_many(self) -> None:
        conversation = answered()
        written = 0
        for rank in range(50):
            try:
                actions.say(conversation, Side.SENDER, f"Message {rank}", uuid4())
                written += 1
            except Refused:
                pass
        assert written == limits.WORDS_A_DAY - 1, "the first message counts"

    @pytest.mark.parametrize("state", [State.NOT_NOW, State.DECLINED])
    def test_nobody_writes_after_a_no(self, state: State) -> None:
        for side in Side:
            with pytest.raises(Refused):
                actions.say(answered(state), side, "Et si", uuid4())

    def test_opening_signed_in_reads_opening_a_link_does_not(self, client: Client) -> None:
        conversation = write_to()
        client.get(recipient_link(conversation))
        assert Message.objects.get().read_at is None, "a mail scanner opens links too"
        client.force_login(conversation.sender)
        client.get(f"/mon-espace/messages/{conversation.pk}/")
        assert Message.objects.get().read_at is None, "one's own words are not read by oneself"
        client.force_login(conversation.recipient)
        client.get(f"/mon-espace/messages/{conversation.pk}/")
        assert Message.objects.get().read_at


class TestAddresses:
    def everything_shown(self, conversation: Conversation) -> tuple[str, str]:
        """All that the sender, then the recipient, can read: mails and pages."""
        shown = []
        for side in (Side.SENDER, Side.RECIPIENT):
            account = conversation.sender if side == Side.SENDER else conversation.recipient
            client = Client()
            client.force_login(account)
            pages = [f"/mon-espace/messages/{conversation.pk}/", "/mon-espace/messages/", "/mon-espace/"]
            pages += [link_in(mail) for mail in mails(account.email)]
            texts = [client.get(page).content.decode() for page in pages]
            texts += [f"{mail.subject} {mail.text} {mail.html} {mail.headers}" for mail in mails(account.email)]
            shown.append("\n".join(texts))
        return shown[0], shown[1]

    def test_neither_is_shown_before_both_share_both_are_after(self, client: Client, post: Any) -> None:
        conversation = write_to()
        sender, recipient = conversation.sender.email, conversation.recipient.email

        def hidden() -> None:
            to_sender, to_recipient = self.everything_shown(conversation)
            assert recipient not in to_sender
            assert sender not in to_recipient

        hidden()
        post(client, recipient_link(conversation), "repondre", state="interested", text="Oui")
        hidden()
        post(client, sender_link(conversation), "ecrire", text="Mardi ?")
        hidden()
        post(client, sender_link(conversation), "partager", agreed="on")
        hidden()
        conversation.refresh_from_db()
        assert conversation.state == State.INTERESTED
        post(client, recipient_link(conversation), "partager", agreed="on")
        conversation.refresh_from_db()
        assert conversation.state == State.SHARED
        to_sender, to_recipient = self.everything_shown(conversation)
        assert f'href="mailto:{recipient}"' in to_sender
        assert f'href="mailto:{sender}"' in to_recipient
        assert not any(address in mail.text + mail.html for mail in mails() for address in {sender, recipient}), (
            "addresses stand on the page, never in a mail"
        )

    def test_an_address_alone_is_shared_in_the_same_way(self, client: Client, post: Any) -> None:
        conversation = actions.confirm(write_to(email="camille@exemple.fr"))
        actions.answer(conversation, State.INTERESTED, uuid4())
        assert "camille@exemple.fr" not in client.get(recipient_link(conversation)).content.decode()
        for side in Side:
            actions.share(conversation, side)
        assert "camille@exemple.fr" in client.get(recipient_link(conversation)).content.decode()

    def test_the_box_must_be_ticked(self, client: Client, post: Any) -> None:
        conversation = answered()
        answer = post(client, sender_link(conversation), "partager")
        assert "Cochez la case" in answer.content.decode()
        conversation.refresh_from_db()
        assert not conversation.sender_shares

    def test_one_does_not_share_for_the_other(self) -> None:
        conversation = actions.share(actions.share(answered(), Side.SENDER), Side.SENDER)
        assert conversation.state == State.INTERESTED
        assert not conversation.recipient_shares

    @pytest.mark.parametrize("state", [State.NOT_NOW, State.DECLINED])
    def test_nothing_is_shared_after_a_no(self, state: State) -> None:
        for side in Side:
            with pytest.raises(Refused):
                actions.share(answered(state), side)


class TestEnds:
    @pytest.mark.parametrize("side", Side)
    def test_either_side_ends_it_and_the_other_is_told(self, side: Side) -> None:
        conversation = actions.close(answered(), side)
        assert conversation.closed_at
        assert "terminé" in mails(conversation.address_of(side.other))[-1].subject
        for other in Side:
            with pytest.raises(Refused):
                actions.say(conversation, other, "Encore", uuid4())
        assert actions.close(conversation, side.other).state == State.CLOSED, "twice is once"

    def test_who_is_blocked_cannot_write_again_nor_knows(self, client: Client, post: Any) -> None:
        conversation = answered()
        place, sender = conversation.listing, conversation.sender
        before = len(mails(sender.email))
        post(client, recipient_link(conversation), "bloquer")
        assert len(mails(sender.email)) == before
        page = client.get(sender_link(conversation)).content.decode()
        assert "terminée" in page
        assert "loqué" not in page
        for attempt in (
            lambda: write_to(place, sender),
            lambda: write_to(make_held_place(owner=place.owner), sender),
            lambda: actions.confirm(write_to(place, email=sender.email.replace("@", "+bis@"))),
        ):
            with pytest.raises(Refused):
                attempt()
        assert write_to(place, make_user()).sent_at, "another person can"
        assert write_to(make_held_place(), sender).sent_at, "to another person they can"

    def test_a_block_outlives_a_change_of_hands_where_the_listing_itself_was_written_to(self) -> None:
        place, sender = make_held_place(owner=None, email="bonjour@filature.exemple"), make_user()
        actions.block(write_to(place, sender))
        place.owner = make_user()
        place.save()
        with pytest.raises(Refused):
            write_to(place, sender)

    def test_only_the_recipient_blocks(self, client: Client, post: Any) -> None:
        conversation = answered()
        assert post(client, sender_link(conversation), "bloquer").status_code == 404
        conversation.refresh_from_db()
        assert conversation.state == State.INTERESTED


class TestLinks:
    def test_each_mail_has_its_own_and_none_is_kept_in_clear(self) -> None:
        conversation = answered()
        tokens = [link_in(mail).split("/")[3] for mail in mails()]
        assert len(set(tokens)) == len(tokens) == ContactLink.objects.count()
        stored = str(list(ContactLink.objects.values()))
        assert not any(token in stored for token in tokens)
        assert all(len(token) >= 43 for token in tokens), "256 bits"
        assert conversation.links.filter(side=Side.SENDER).count() == 1

    def test_an_older_mail_still_opens_the_thread(self, client: Client) -> None:
        conversation = answered()
        first = recipient_link(conversation)
        actions.say(conversation, Side.SENDER, "Mardi ?", uuid4())
        assert recipient_link(conversation) != first
        assert "Mardi ?" in client.get(first).content.decode()

    def test_one_that_expired_says_so_and_gives_another_to_its_owner(self, client: Client, post: Any) -> None:
        conversation = write_to()
        link = recipient_link(conversation)
        ContactLink.objects.update(expires_at=timezone.now())
        answer = client.get(link)
        assert answer.status_code == 410
        page = answer.content.decode()
        assert "Recevoir un nouveau lien" in page
        assert PROPOSAL not in page
        assert post(client, link, "repondre", state="interested").status_code == 410
        before = len(mails())
        for _ in range(3):
            assert client.post(f"{link}nouveau-lien/").status_code == 200
        assert len(mails()) == before + 1, "one a day"
        assert mails()[-1].to == conversation.recipient.email
        assert client.get(recipient_link(conversation)).status_code == 200

    def test_reading_an_expired_link_sends_nothing(self, client: Client) -> None:
        conversation = write_to()
        ContactLink.objects.update(expires_at=timezone.now())
        before = len(mails())
        assert client.get(f"{recipient_link(conversation)}nouveau-lien/").status_code == 405
        assert len(mails()) == before

    def test_revoking_ends_one_sides_links_only(self, client: Client, post: Any) -> None:
        conversation = answered()
        mine, theirs = recipient_link(conversation), sender_link(conversation)
        assert post(client, mine, "desactiver").status_code == 302
        answer = client.get(mine)
        assert answer.status_code == 410
        assert "désactivé" in answer.content.decode()
        assert client.post(f"{mine}nouveau-lien/").status_code == 410
        assert post(client, mine, "ecrire", text="x").status_code == 410
        assert client.get(theirs).status_code == 200
        actions.say(conversation, Side.SENDER, "Mardi ?", uuid4())
        assert client.get(recipient_link(conversation)).status_code == 200

    @pytest.mark.parametrize("token", ["x", "a" * 43, "é", "%00", "a" * 5000])
    def test_one_that_never_was(self, client: Client, token: str) -> None:
        assert client.get(f"/contact/fil/{token}/").status_code == 404
        assert client.post(f"/contact/fil/{token}/repondre/").status_code == 404

    def test_it_stays_out_of_caches_indexes_and_other_sites(self, client: Client) -> None:
        answer = client.get(recipient_link(write_to()))
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "same-origin"
        page = answer.content.decode()
        assert 'content="noindex"' in page
        assert 'rel="canonical"' not in page

    def test_reading_acts_on_nothing(self, client: Client) -> None:
        conversation = answered()
        before = list(Conversation.objects.values()), list(Message.objects.values()), OutgoingMail.objects.count()
        for link in (sender_link(conversation), recipient_link(conversation)):
            client.get(link)
            client.head(link)
            for word in ("repondre", "ecrire", "partager", "terminer", "bloquer", "signaler", "desactiver"):
                assert client.get(f"{link}{word}/").status_code == 405
        after = list(Conversation.objects.values()), list(Message.objects.values()), OutgoingMail.objects.count()
        assert before == after
