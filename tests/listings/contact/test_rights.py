"""Taking one's messages along; erasing an account leaves nothing of it with the other side."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.test import Client

from accounts.models import User
from accounts.rights import erasing, exporting
from listings.contact import actions
from listings.contact.models import ContactBlock, Conversation, Message, Side, State
from listings.contact.rights import connect, export
from listings.contact.rights import erase as erase_messages
from listings.teams import TeamMember
from places.models import Place
from tests.factories.contact import answered, last_link, mails, make_held_place, write_to
from tests.factories.listings import make_user

pytestmark = pytest.mark.django_db


def exported(user: Any) -> str:
    """What the messages' section of an export says."""
    answers = [sections for receiver, sections in exporting.send(User, user=user) if "contact" in receiver.__module__]
    return str([list(section.rows) for sections in answers for section in sections])


def erase(user: Any) -> None:
    """Ask every owner of personal data to erase, then delete the account."""
    erasing.send(User, user=user)
    user.delete()


def everywhere(words: str) -> list[str]:
    """The columns of our tables where some words still are."""
    found = []
    for model in apps.get_models():
        if model._meta.app_label in {"listings", "mail"}:
            for row in model._default_manager.values():
                found += [f"{model._meta.label}.{name}" for name, value in row.items() if words in str(value)]
    return found


def test_both_signals_are_heard_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for signal in (exporting, erasing):
        monkeypatch.setattr(signal, "receivers", [])
    connect(), connect()
    assert [known() for _key, known, *_rest in exporting.receivers] == [export]
    assert [known() for _key, known, *_rest in erasing.receivers] == [erase_messages]


class TestExport:
    def test_holds_both_sides_words_and_no_address(self) -> None:
        conversation = answered(text="Venez mardi")
        for mine, theirs in (
            (conversation.sender, conversation.recipient),
            (conversation.recipient, conversation.sender),
        ):
            text = exported(mine)
            assert "Venez mardi" in text
            assert "deux jours" in text
            assert theirs.email not in text

    def test_says_of_each_message_who_when_and_about_what(self) -> None:
        conversation = answered(text="Venez mardi", wanted_by=date(2026, 12, 1))
        first, second = conversation.messages.all()
        about = {
            "a_propos_de": conversation.listing_name,
            "objet": conversation.subject,
            "presentation": conversation.introduction,
            "pour_quand": date(2026, 12, 1),
            "etat": "Intéressé",
        }
        for user, authors in (
            (conversation.sender, ("vous", conversation.listing_name)),
            (conversation.recipient, (conversation.sender_name, "vous")),
        ):
            (section,) = export(user=user)
            assert section.rows == [
                {**about, "de": author, "date": message.sent_at, "message": message.text}
                for author, message in zip(authors, (first, second), strict=True)
            ]

    def test_holds_nothing_of_others(self) -> None:
        answered(text="Venez mardi")
        assert "mardi" not in exported(make_user())


class TestErasure:
    def test_of_who_wrote(self, client: Client) -> None:
        conversation = answered(
            text="Venez mardi", account=make_user(), introduction="Jardinière", subject="Un bureau rare"
        )
        actions.say(conversation, Side.SENDER, "Avec mon cheval", conversation.submission.__class__(int=5))
        sender, name = conversation.sender, conversation.sender_name
        link, mine = last_link(conversation.recipient.email), last_link(sender.email)
        email = sender.email
        erase(sender)
        for words in ("cheval", "Jardinière", "Un bureau rare", name, email):
            assert not everywhere(words)
        assert client.get(mine).status_code == 404
        client.force_login(conversation.recipient)
        for page in (link, f"/mon-espace/messages/{conversation.pk}/"):
            text = client.get(page).content.decode()
            assert "Ce compte n’existe plus" in text
            assert "Venez mardi" in text, "what the other wrote is theirs"
        conversation.refresh_from_db()
        assert conversation.state == State.CLOSED

    def test_of_who_received(self, client: Client) -> None:
        conversation = answered(text="Venez mardi", place=make_held_place(name="Chez Zoé la comptable"))
        recipient, sender = conversation.recipient, conversation.sender
        email, listing = recipient.email, conversation.listing
        name = listing.name
        erase(recipient)
        listing.delete()
        for words in ("Venez mardi", email, name):
            assert not everywhere(words)
        client.force_login(sender)
        text = client.get(f"/mon-espace/messages/{conversation.pk}/").content.decode()
        assert "Ce compte n’existe plus" in text
        assert "calme deux jours" in text

    def test_of_both_leaves_nothing(self) -> None:
        conversation = answered(text="Venez mardi")
        erase(conversation.sender)
        erase(conversation.recipient)
        assert not Conversation.objects.exists()
        assert not mails()

    def test_of_what_was_written_from_the_address_alone(self) -> None:
        member = make_user()
        write_to(email=member.email.upper())
        other = write_to(email=f"x{member.email}")
        erase(member)
        assert [row.pk for row in Conversation.objects.all()] == [other.pk]
        assert not everywhere(member.email.upper())

    def test_of_a_report_s_words(self) -> None:
        conversation = answered()
        actions.report(conversation, Side.SENDER, "Il insiste")
        actions.report(conversation, Side.RECIPIENT, "Elle insiste")
        erase(conversation.sender)
        assert not everywhere("Il insiste")
        assert everywhere("Elle insiste")

    def test_keeps_a_block_against_who_left_and_drops_who_left_s_own(self) -> None:
        conversation, other = actions.block(answered()), actions.block(answered())
        erase(conversation.sender)
        assert ContactBlock.objects.count() == 2
        erase(conversation.recipient)
        assert [block.recipient_key for block in ContactBlock.objects.all()] == [other.recipient_key]

    def test_of_an_address_leaves_what_another_account_wrote_from_it(self) -> None:
        member, conversation = make_user(), answered()
        Conversation.objects.filter(pk=conversation.pk).update(sender_email=member.email)
        erase(member)
        conversation.refresh_from_db()
        assert (conversation.sender_gone, conversation.state) == (False, State.INTERESTED)

    def test_leaves_others_alone(self) -> None:
        conversation, other = answered(text="Venez mardi"), answered(text="Venez jeudi")
        erase(conversation.sender)
        other.refresh_from_db()
        assert (other.state, other.messages.count()) == (State.INTERESTED, 2)
        assert len(mails()) == 2


class TestTeams:
    def test_whatever_a_colleague_did_is_forgotten_and_who_received_goes_on(self) -> None:
        user = make_user()
        wrote, replied, shared = answered(), answered(), answered()
        Message.objects.create(conversation=wrote, side=Side.RECIPIENT, colleague=user, text="x", submission=uuid4())
        Conversation.objects.filter(pk=replied.pk).update(answered_by=user)
        Conversation.objects.filter(pk=shared.pk).update(
            state=State.SHARED, shared_by=user, sender_shares=True, recipient_shares=True
        )
        erase_messages(user=user)
        assert not Message.objects.filter(colleague=user).exists()
        assert not Conversation.objects.filter(answered_by=user).exists()
        shared.refresh_from_db()
        assert (shared.state, shared.shared_by, shared.recipient_shares) == (State.INTERESTED, None, False)

    def test_what_was_written_to_its_last_owner_is_not_its_team_s(self) -> None:
        conversation = answered(text="Venez mardi")
        TeamMember.objects.create(listing=conversation.listing, user=make_user())
        Place.objects.filter(pk=conversation.object_id).update(owner=make_user())
        erase(conversation.recipient)
        conversation.refresh_from_db()
        assert (conversation.recipient, conversation.state) == (None, State.CLOSED)
        assert not everywhere("Venez mardi")
