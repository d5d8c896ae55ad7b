"""What time does: reminders, ends, the purge; each once, on its day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from listings.contact import actions
from listings.contact.models import ContactLink, Conversation, Message, Side, State
from listings.contact.retention import CLOSE_AFTER, CONFIRM_WITHIN, KEPT, REMIND_AFTER, Done, run
from tests.factories.contact import answered, mails, write_to

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
BIT = timedelta(seconds=1)
NOTHING = Done(0, 0, 0, 0)


def aged(conversation: Conversation) -> Conversation:
    """The conversation, begun at ``START``."""
    Conversation.objects.filter(pk=conversation.pk).update(created_at=START, last_at=START)
    Conversation.objects.filter(pk=conversation.pk).exclude(sent_at=None).update(sent_at=START)
    Message.objects.filter(conversation=conversation).update(sent_at=START)
    conversation.refresh_from_db()
    return conversation


class TestReminder:
    def test_once_after_five_days(self) -> None:
        conversation = aged(write_to())
        address = conversation.recipient.email
        assert run(START + REMIND_AFTER - BIT) == NOTHING
        assert run(START + REMIND_AFTER) == Done(1, 0, 0, 0)
        assert run(START + REMIND_AFTER) == NOTHING
        assert run(START + REMIND_AFTER + timedelta(days=9)) == NOTHING
        assert [("Rappel" in mail.subject) for mail in mails(address)] == [False, True]

    @pytest.mark.parametrize("state", [State.OPEN, State.INTERESTED, State.NOT_NOW, State.DECLINED])
    def test_not_of_what_is_answered(self, state: State) -> None:
        aged(answered(state, text="Bonjour"))
        assert run(START + REMIND_AFTER) == NOTHING

    def test_not_of_what_is_closed_or_blocked(self) -> None:
        aged(actions.close(write_to(), Side.SENDER))
        aged(actions.block(write_to()))
        assert run(START + CLOSE_AFTER) == NOTHING

    def test_after_a_month_without_the_command_it_closes_without_a_reminder(self) -> None:
        aged(write_to())
        assert run(START + CLOSE_AFTER) == Done(0, 1, 0, 0)


class TestClosing:
    def test_once_after_thirty_days_and_the_sender_is_told(self) -> None:
        conversation = aged(write_to())
        run(START + REMIND_AFTER)
        assert run(START + CLOSE_AFTER - BIT).closed == 0
        assert run(START + CLOSE_AFTER) == Done(0, 1, 0, 0)
        assert run(START + CLOSE_AFTER) == NOTHING
        conversation.refresh_from_db()
        assert (conversation.state, conversation.closed_at) == (State.CLOSED, START + CLOSE_AFTER)
        assert [mail.subject for mail in mails(conversation.sender.email)] == [
            f"Pas de réponse de « {conversation.listing_name} »"
        ]

    def test_not_what_is_answered(self) -> None:
        conversation = aged(answered(State.OPEN, text="Bonjour"))
        assert run(START + CLOSE_AFTER).closed == 0
        conversation.refresh_from_db()
        assert conversation.state == State.OPEN


class TestPurge:
    def test_everything_after_twelve_months(self) -> None:
        conversation = aged(answered(text="Bonjour"))
        actions.report(conversation, Side.SENDER, "Des mots")
        other = write_to()
        assert run(START + KEPT).purged == 0
        assert run(START + KEPT + BIT).purged == 1
        assert run(START + KEPT + BIT).purged == 0
        assert not Conversation.objects.filter(pk=conversation.pk).exists()
        assert {link.conversation_id for link in ContactLink.objects.all()} == {other.pk}
        assert all(mail.key.startswith(f"contact:{other.pk}:") for mail in mails())

    def test_old_words_of_a_conversation_that_goes_on(self) -> None:
        conversation = aged(answered())
        late = actions.say(conversation, Side.SENDER, "Toujours là", uuid4())
        Message.objects.filter(text="Toujours là").update(sent_at=START + KEPT)
        run(START + KEPT + BIT)
        late.refresh_from_db()
        assert [message.text for message in late.messages.all()] == ["Toujours là"]
        assert (late.introduction, late.subject, late.wanted_by) == ("", "", None)

    def test_what_was_erased_of_one_side_goes_in_its_turn(self) -> None:
        conversation = aged(write_to())
        actions.forget(conversation, Side.SENDER)
        assert run(START + KEPT + BIT).purged == 1
        assert not Conversation.objects.exists()


def test_what_nobody_confirmed_goes_after_three_days() -> None:
    aged(write_to(email="camille@exemple.fr"))
    assert run(START + CONFIRM_WITHIN - BIT) == NOTHING
    assert run(START + CONFIRM_WITHIN) == Done(0, 0, 0, 1)
    assert run(START + CONFIRM_WITHIN) == NOTHING
    assert not Conversation.objects.exists()
    assert not mails()


def test_nothing_is_due_of_what_is_young() -> None:
    write_to()
    answered()
    write_to(email="camille@exemple.fr")
    assert run(datetime.now(UTC)) == NOTHING
