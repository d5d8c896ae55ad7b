"""The mails of a conversation: to whom, once, and gone with what they were about."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from accounts.models import User
from listings.contact.letters import forget_letters, one_line, write_letter, write_to_all, write_to_colleague
from listings.contact.models import ContactLink, Conversation, Message, Side
from listings.teams import TeamMember
from mail.models import OutgoingMail
from tests.factories.contact import mails, write_to
from tests.factories.listings import make_user
from tests.factories.places import make_place
from tests.factories.workers import make_worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def conversation() -> Conversation:
    found = write_to()
    OutgoingMail.objects.all().delete()
    ContactLink.objects.all().delete()
    return found


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("Camille  Roux", "Camille Roux"),
        ("Camille\r\nBcc: x@exemple.fr", "Camille Bcc: x@exemple.fr"),
        ("a\x00b\u2028c\u2029d\te", "a b c d e"),
        ("\u202egrebmaG\u200b", "grebmaG"),
        ("\ud800Zoé", "Zoé"),
        ("  ", ""),
    ],
)
def test_a_name_is_one_line_that_reads_as_it_is_written(typed: str, line: str) -> None:
    assert one_line(typed) == line


def test_an_occasion_is_one_mail_and_one_link_however_often_it_is_told(conversation: Conversation) -> None:
    for _ in range(2):
        write_letter(conversation, Side.RECIPIENT, "contact_reminder")
    assert [mail.to for mail in mails()] == [conversation.recipient.email]
    assert [link.side for link in ContactLink.objects.all()] == [Side.RECIPIENT]
    write_letter(conversation, Side.RECIPIENT, "contact_reminder", occasion="again")
    assert len(mails()) == 2


def test_nobody_is_written_to_whose_account_is_suspended(conversation: Conversation) -> None:
    conversation.recipient.is_active = False
    write_letter(conversation, Side.RECIPIENT, "contact_reminder")
    assert not mails()
    assert not ContactLink.objects.exists()


def test_a_side_s_mails_go_and_the_other_s_stay(conversation: Conversation) -> None:
    other = write_to()
    OutgoingMail.objects.all().delete()
    for each in (conversation, other):
        write_letter(each, Side.RECIPIENT, "contact_reminder")
        write_letter(each, Side.SENDER, "contact_unanswered")
    forget_letters(conversation, Side.SENDER)
    assert {mail.to for mail in mails()} == {
        conversation.recipient.email,
        other.recipient.email,
        other.sender.email,
    }
    forget_letters(conversation)
    assert {mail.to for mail in mails()} == {other.recipient.email, other.sender.email}


def test_the_mails_of_conversation_12_are_not_those_of_1(conversation: Conversation) -> None:
    OutgoingMail.objects.create(
        key=f"contact:{conversation.pk}2:sender:unanswered:", to="x@exemple.fr", subject="x", text="x", template="x"
    )
    forget_letters(conversation)
    assert [mail.to for mail in mails()] == ["x@exemple.fr"]


def test_each_side_is_written_to_in_its_language(conversation: Conversation) -> None:
    conversation.recipient.language = "en"
    conversation.recipient.save()
    write_letter(conversation, Side.RECIPIENT, "contact_ended")
    write_letter(conversation, Side.SENDER, "contact_ended")
    to_recipient, to_sender = mails()
    assert "Hello," in to_recipient.text
    assert "/en/contact/" in to_recipient.text
    assert "Bonjour," in to_sender.text
    assert "/en/contact/" not in to_sender.text


def test_each_side_is_told_what_the_other_did(conversation: Conversation) -> None:
    """Who holds no account is written to in French, at the public address of the listing."""
    conversation.recipient, conversation.recipient_email = None, "accueil@exemple.fr"
    for side in Side:
        write_letter(conversation, side, "contact_ended")
    words = {mail.to: " ".join(mail.text.split()) for mail in mails()}
    assert f"{conversation.sender_name} a terminé la conversation" in words["accueil@exemple.fr"]
    assert "» a terminé la conversation." in words[conversation.sender.email]
    assert ":8000/contact/" in words["accueil@exemple.fr"]
    assert (
        OutgoingMail.objects.get(to="accueil@exemple.fr").key == f"contact:{conversation.pk}:recipient:contact_ended:"
    )


def test_a_sender_without_an_account_is_written_to_in_the_language_of_the_page(conversation: Conversation) -> None:
    conversation.sender = None
    conversation.sender_email, conversation.sender_language = "passante@exemple.fr", "en"
    write_letter(conversation, Side.SENDER, "contact_ended")
    write_letter(conversation, Side.RECIPIENT, "contact_ended")
    assert {mail.to: "/en/contact/" in mail.text for mail in mails()} == {
        "passante@exemple.fr": True,
        conversation.recipient.email: False,
    }


def test_agencies_see_to_mails_to_a_listing_and_to_no_other(conversation: Conversation) -> None:
    """Who writes to whom is no affair of theirs."""
    for side in Side:
        write_letter(conversation, side, "contact_ended")
    about = {mail.to: mail.about for mail in mails()}
    assert about == {conversation.recipient.email: conversation.listing, conversation.sender.email: None}


class TestColleagues:
    def join(self, conversation: Conversation, **fields: Any) -> User:
        user = make_user(**fields)
        TeamMember.objects.create(listing=conversation.listing, user=user)
        return user

    def told(self, conversation: Conversation) -> set[str]:
        OutgoingMail.objects.all().delete()
        write_to_all(conversation, Side.RECIPIENT, "contact_ended")
        return {mail.to for mail in mails()} - {conversation.recipient.email}

    def write(self, conversation: Conversation, user: User) -> None:
        Message.objects.create(
            conversation=conversation, side=Side.RECIPIENT, colleague=user, text="x", submission=uuid4()
        )

    def test_one_mail_an_occasion_that_goes_with_the_side_s(self, conversation: Conversation) -> None:
        colleague = self.join(conversation)
        for _time in range(2):
            write_to_colleague(conversation, colleague, "contact_ended", "x")
        (mail,) = mails()
        assert mail.key == f"contact:{conversation.pk}:recipient:contact_ended:x:{colleague.pk}"
        assert f"{conversation.sender_name} a terminé la conversation" in mail.text
        assert mail.about == conversation.listing
        forget_letters(conversation, Side.SENDER)
        assert mails() == [mail]
        forget_letters(conversation, Side.RECIPIENT)
        assert not mails()

    def test_who_answered_wrote_or_shared_is_told_once_and_no_one_else(self, conversation: Conversation) -> None:
        answering, writing, sharing, _idle = (self.join(conversation) for _rank in range(4))
        conversation.answered_by, conversation.shared_by = answering, sharing
        self.write(conversation, writing)
        self.write(conversation, answering)
        assert self.told(conversation) == {answering.email, writing.email, sharing.email}
        assert len(mails()) == 4

    def test_neither_who_left_nor_who_is_suspended_nor_who_received(self, conversation: Conversation) -> None:
        left, suspended, elsewhere = make_user(), self.join(conversation, is_active=False), make_user()
        worker = make_worker(pk=conversation.object_id)
        TeamMember.objects.create(listing=make_place(), user=elsewhere)
        TeamMember.objects.create(listing=worker, user=elsewhere)
        TeamMember.objects.create(listing=conversation.listing, user=conversation.recipient)
        for user in (left, suspended, elsewhere, conversation.recipient):
            self.write(conversation, user)
        assert self.told(conversation) == set()
        assert len(mails()) == 1
