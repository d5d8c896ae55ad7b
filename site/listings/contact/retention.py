"""What time does to conversations: a reminder, an end without answer, the purge. Run every hour, idempotent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

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
    """Remind, close, purge and drop what is due at an instant; return how many of each. Idempotent."""
    return Done(remind(now), close_unanswered(now), purge(now), drop_unconfirmed(now))


def remind(now: datetime) -> int:
    """Remind once the recipients who have not answered ``REMIND_AFTER`` the message left."""
    due = Conversation.objects.unanswered().filter(
        reminded_at=None, sent_at__lte=now - REMIND_AFTER, sent_at__gt=now - CLOSE_AFTER
    )
    return _each(due, lambda row: _remind(row, now))


def _remind(row: Conversation, now: datetime) -> bool:
    if row.is_answered or row.state != State.OPEN or row.reminded_at:
        return False
    row.reminded_at = now
    row.save(update_fields=["reminded_at"])
    write_letter(row, Side.RECIPIENT, "contact_reminder")
    return True


def close_unanswered(now: datetime) -> int:
    """Close what nobody answered ``CLOSE_AFTER`` it left, and tell who wrote."""
    due = Conversation.objects.unanswered().filter(sent_at__lte=now - CLOSE_AFTER)
    return _each(due, lambda row: _close(row, now))


def _close(row: Conversation, now: datetime) -> bool:
    if row.is_answered or row.state != State.OPEN:
        return False
    row.state, row.closed_at = State.CLOSED, now
    row.save(update_fields=["state", "closed_at"])
    write_letter(row, Side.SENDER, "contact_unanswered")
    return True


def purge(now: datetime) -> int:
    """Delete messages older than ``KEPT``, and what else was said in a conversation of that age.

    A conversation goes whole, with its links, reports and mails, when its last message does.
    """
    limit = now - KEPT
    old = Conversation.objects.filter(pk__in=Message.objects.before(limit).order_by().values("conversation"))
    silent = Conversation.objects.filter(created_at__lt=limit, messages__isnull=True)
    return sum(_each(rows, lambda row: _purge(row, limit)) for rows in (old, silent))


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


def drop_unconfirmed(now: datetime) -> int:
    """Delete what was written from an address that nobody confirmed within ``CONFIRM_WITHIN``."""
    due = Conversation.objects.filter(state=State.TO_CONFIRM, created_at__lte=now - CONFIRM_WITHIN)
    return _each(due, _drop)


def _drop(row: Conversation) -> bool:
    if row.state != State.TO_CONFIRM:
        return False
    forget_letters(row)
    row.delete()
    return True


def _each(due: Any, act: Callable[[Conversation], bool]) -> int:
    """Act on each due conversation under its lock, in a transaction of its own; return on how many."""
    done = 0
    for pk in list(due.order_by("pk").values_list("pk", flat=True).distinct()):
        with transaction.atomic():
            row = Conversation.objects.select_for_update(of=("self",)).filter(pk=pk).first()
            done += row is not None and act(row)
    return done
