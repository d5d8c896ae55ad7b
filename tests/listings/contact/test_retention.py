"""What time does: reminders, ends, the purge; each once, on its day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from accounts.one_by_one import NotAll
from listings.contact import actions, retention
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
        conversation = aged(answered(wanted_by=date(2026, 4, 1)))
        late = actions.say(conversation, Side.SENDER, "Toujours là", uuid4())
        Message.objects.filter(text="Toujours là").update(sent_at=START + KEPT)
        assert [run(START + KEPT + BIT).purged for _time in range(2)] == [1, 0]
        late.refresh_from_db()
        assert [message.text for message in late.messages.all()] == ["Toujours là"]
        assert (late.introduction, late.subject, late.wanted_by) == ("", "", None)

    def test_what_was_erased_of_one_side_goes_in_its_turn(self) -> None:
        conversation = aged(write_to())
        actions.forget(conversation, Side.SENDER)
        assert run(START + KEPT + BIT).purged == 1
        assert not Conversation.objects.exists()

    def test_what_is_as_old_as_may_be_stays(self) -> None:
        conversation = aged(answered())
        silent = aged(write_to())
        actions.forget(silent, Side.SENDER)
        Message.objects.filter(conversation=conversation, side=Side.RECIPIENT).delete()
        late = actions.say(conversation, Side.SENDER, "Toujours là", uuid4())
        Message.objects.filter(text="Toujours là").update(sent_at=START + BIT)
        assert run(START + KEPT).purged == 0
        run(START + KEPT + BIT)
        assert [message.text for message in late.messages.all()] == ["Toujours là"]


def test_what_nobody_confirmed_goes_after_three_days() -> None:
    aged(write_to(email="camille@exemple.fr"))
    assert run(START + CONFIRM_WITHIN - BIT) == NOTHING
    assert run(START + CONFIRM_WITHIN) == Done(0, 0, 0, 1)
    assert run(START + CONFIRM_WITHIN) == NOTHING
    assert not Conversation.objects.exists()
    assert not mails()


class TestTwoAtOnce:
    """Someone acts, or another run comes by, between the moment a run finds what is due and its turn."""

    @pytest.mark.parametrize(
        ("age", "done", "step"),
        [
            (REMIND_AFTER, Done(1, 0, 0, 0), "write_letter"),
            (CLOSE_AFTER, Done(0, 1, 0, 0), "write_letter"),
            (KEPT + BIT, Done(0, 0, 1, 0), "forget_letters"),
        ],
    )
    def test_two_runs_do_each_once(
        self, monkeypatch: pytest.MonkeyPatch, age: timedelta, done: Done, step: str
    ) -> None:
        state = State.CLOSED if step == "forget_letters" else State.OPEN
        for _rank in range(2):
            row = aged(write_to())
            Conversation.objects.filter(pk=row.pk).update(state=state, closed_at=START)
        self.interrupt(monkeypatch, step, lambda: run(START + age))
        before = len(mails())
        assert run(START + age) == done
        assert len(mails()) == (0 if step == "forget_letters" else before + 2)

    def test_two_runs_drop_each_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for _rank in range(2):
            aged(write_to(email="camille@exemple.fr"))
        self.interrupt(monkeypatch, "forget_letters", lambda: run(START + CONFIRM_WITHIN))
        assert run(START + CONFIRM_WITHIN) == Done(0, 0, 0, 1)
        assert not Conversation.objects.exists()

    @pytest.mark.parametrize("age", [REMIND_AFTER, CLOSE_AFTER])
    @pytest.mark.parametrize("meanwhile", [{"answered_at": START}, {"state": State.CLOSED, "closed_at": START}])
    def test_what_is_answered_or_ended_meanwhile_is_left(
        self, monkeypatch: pytest.MonkeyPatch, age: timedelta, meanwhile: dict[str, Any]
    ) -> None:
        aged(write_to())
        other = aged(write_to())
        before = len(mails())
        self.interrupt(
            monkeypatch, "write_letter", lambda: Conversation.objects.filter(pk=other.pk).update(**meanwhile)
        )
        assert run(START + age) == (Done(1, 0, 0, 0) if age == REMIND_AFTER else Done(0, 1, 0, 0))
        assert len(mails()) == before + 1
        other.refresh_from_db()
        assert other.closed_at == meanwhile.get("closed_at")

    def test_what_is_confirmed_meanwhile_stays(self, monkeypatch: pytest.MonkeyPatch) -> None:
        aged(write_to(email="camille@exemple.fr"))
        other = aged(write_to(email="dominique@exemple.fr"))
        confirmed = {"state": State.OPEN, "sent_at": START}
        self.interrupt(
            monkeypatch, "forget_letters", lambda: Conversation.objects.filter(pk=other.pk).update(**confirmed)
        )
        assert run(START + CONFIRM_WITHIN) == Done(0, 0, 0, 1)
        assert Conversation.objects.get() == other

    @staticmethod
    def interrupt(monkeypatch: pytest.MonkeyPatch, step: str, meanwhile: Any) -> None:
        """Do something the first time a step is reached, before it."""
        real = getattr(retention, step)

        def interrupted(*told: Any, **named: Any) -> None:
            monkeypatch.setattr(retention, step, real)
            meanwhile()
            real(*told, **named)

        monkeypatch.setattr(retention, step, interrupted)


def test_nothing_is_due_of_what_is_young() -> None:
    write_to()
    answered()
    write_to(email="camille@exemple.fr")
    assert run(datetime.now(UTC)) == NOTHING


class TestFailures:
    """One conversation that fails keeps no other back, of its chore or of the next, and is told at the end."""

    def test_of_a_reminder(self, monkeypatch: pytest.MonkeyPatch) -> None:
        bad, good, to_drop = aged(write_to()), aged(write_to()), aged(write_to(email="ana@exemple.fr"))
        real = retention.write_letter

        def write_letter(row: Conversation, *args: Any, **kwargs: Any) -> None:
            if row.pk == bad.pk:
                raise ValueError("no such address")
            real(row, *args, **kwargs)

        monkeypatch.setattr(retention, "write_letter", write_letter)
        with pytest.raises(NotAll, match=rf"reminder of conversation {bad.pk} \(ValueError"):
            run(START + REMIND_AFTER)
        reminded = dict(Conversation.objects.values_list("pk", "reminded_at"))
        assert reminded == {bad.pk: None, good.pk: START + REMIND_AFTER}, "and the never confirmed one is dropped"
        assert to_drop.pk not in reminded
        monkeypatch.setattr(retention, "write_letter", real)
        assert run(START + REMIND_AFTER) == Done(1, 0, 0, 0), "it is tried again"

    def test_of_the_purge_alone(self, monkeypatch: pytest.MonkeyPatch) -> None:
        bad, good = aged(answered(text="Venez")), aged(answered(text="Venez"))
        real = retention.forget_letters

        def forget_letters(row: Conversation) -> None:
            if row.pk == bad.pk:
                raise ValueError("broken")
            real(row)

        monkeypatch.setattr(retention, "forget_letters", forget_letters)
        with pytest.raises(NotAll, match=rf"conversation {bad.pk} "):
            retention.purge(START + KEPT + BIT)
        assert [row.pk for row in Conversation.objects.all()] == [bad.pk]
        assert bad.messages.count() == 2, "nothing of it is half done"
        assert good.pk != bad.pk
