"""What time does to conversations: a reminder, an end without answer, the purge. Run every hour, idempotent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from accounts.one_by_one import OneByOne
from listings.contact.letters import forget_letters, write_letter
from listings.contact.models import Conversation, Message, Side, State

CONFIRM_WITHIN = timedelta(days=3)
REMIND_AFTER = timedelta(days=5)
CLOSE_AFTER = timedelta(days=30)
KEPT = timedelta(days=365)


@dataclass(frozen=True)
class Done:
    """How many conversations were reminded, closed, purged, and how many never confirmed ones were dropped."""

    reminded: int
    closed: int
    purged: int
    dropped: int


def run(now: datetime) -> Done:
    """Remind, close, purge and drop what is due at an instant; return how many of each. Idempotent.

    A conversation that fails keeps no other back: raises ``accounts.one_by_one.NotAll`` at the end, which names them.
    """
    rounds = OneByOne()
    chores = (remind, close_unanswered, purge, drop_unconfirmed)
    done = Done(*(chore(now, rounds) for chore in chores))
    rounds.finish()
    return done


def remind(now: datetime, rounds: OneByOne | None = None) -> int:
    """Remind once the recipients who have not answered ``REMIND_AFTER`` the message left."""
    due = Conversation.objects.unanswered().filter(
        reminded_at=None, sent_at__lte=now - REMIND_AFTER, sent_at__gt=now - CLOSE_AFTER
    )
    return _each("reminder of conversation", due, lambda row: _remind(row, now), rounds)


def _remind(row: Conversation, now: datetime) -> bool:
    if row.is_answered or row.state != State.OPEN or row.reminded_at:
        return False
    row.reminded_at = now
    row.save(update_fields=["reminded_at"])
    write_letter(row, Side.RECIPIENT, "contact_reminder")
    return True


def close_unanswered(now: datetime, rounds: OneByOne | None = None) -> int:
    """Close what nobody answered ``CLOSE_AFTER`` it left, and tell who wrote."""
    due = Conversation.objects.unanswered().filter(sent_at__lte=now - CLOSE_AFTER)
    return _each("end of conversation", due, lambda row: _close(row, now), rounds)


def _close(row: Conversation, now: datetime) -> bool:
    if row.is_answered or row.state != State.OPEN:
        return False
    row.state, row.closed_at = State.CLOSED, now
    row.save(update_fields=["state", "closed_at"])
    write_letter(row, Side.SENDER, "contact_unanswered")
    return True


def purge(now: datetime, rounds: OneByOne | None = None) -> int:
    """Delete messages older than ``KEPT``, and what else was said in a conversation of that age.

    A conversation goes whole, with its links, reports and mails, when its last message does.
    """
    limit = now - KEPT
    old = Conversation.objects.filter(pk__in=Message.objects.before(limit).order_by().values("conversation"))
    silent = Conversation.objects.filter(created_at__lt=limit, messages__isnull=True)
    purged = (_each("conversation", rows, lambda row: _purge(row, limit), rounds) for rows in (old, silent))
    return sum(purged)


def _purge(row: Conversation, limit: datetime) -> bool:
    row.messages.filter(sent_at__lt=limit).delete()
    forget_letters(row)
    if row.messages.exists():
        row.introduction = row.subject = ""
        row.wanted_by = None
        row.save(update_fields=["introduction", "subject", "wanted_by"])
    else:
        row.delete()
    return True


def drop_unconfirmed(now: datetime, rounds: OneByOne | None = None) -> int:
    """Delete what was written from an address that nobody confirmed within ``CONFIRM_WITHIN``."""
    due = Conversation.objects.filter(state=State.TO_CONFIRM, created_at__lte=now - CONFIRM_WITHIN)
    return _each("conversation to confirm", due, _drop, rounds)


def _drop(row: Conversation) -> bool:
    if row.state != State.TO_CONFIRM:
        return False
    forget_letters(row)
    row.delete()
    return True


def _each(what: str, due: Any, act: Callable[[Conversation], bool], rounds: OneByOne | None) -> int:
    """Act on each due conversation under its lock, in a transaction of its own; return on how many.

    What fails is left to ``rounds``, whose owner tells it; without one, it is told here.
    """
    own = rounds or OneByOne()

    def act_on(pk: int) -> bool:
        row = Conversation.objects.select_for_update(of=("self",)).filter(pk=pk).first()
        return row is not None and act(row)

    done = own.each(what, list(due.order_by("pk").values_list("pk", flat=True).distinct()), act_on)
    if rounds is None:
        own.finish()
    return done
