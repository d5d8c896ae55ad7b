"""What time does to registrations: seats that nobody confirmed are given back, those who come are reminded.

Run every hour, idempotent: each row is one transaction, and each mail one occasion.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q

from accounts.one_by_one import OneByOne
from agenda.calendars import Method
from agenda.models import EventPage, Registration
from agenda.registering import letters, queue
from agenda.registering.actions import leave, locked
from agenda.vocabulary import RegistrationState, Status

State = RegistrationState
WEEK, DAY = timedelta(days=7), timedelta(days=1)


@dataclass(frozen=True)
class Done:
    """How many registrations ended, were offered a seat that nobody had offered yet, were reminded."""

    ended: int
    offered: int
    reminded: int


def run(now: datetime) -> Done:
    """End what was not answered in time, offer the seats that are free, remind who comes.

    Raises ``accounts.one_by_one.NotAll`` at the end, which names the rows that failed.
    """
    rounds = OneByOne()
    done = Done(end_unanswered(now, rounds), serve_all(now, rounds), remind(now, rounds))
    rounds.finish()
    return done


def end_unanswered(now: datetime, rounds: OneByOne) -> int:
    """End the registrations that nobody confirmed, and the offers that nobody answered, in time.

    Not of an event that is cancelled or postponed: nobody may answer then.
    """
    late = Q(state=State.OFFERED, offered_until__lte=now)
    late |= Q(state__in=[State.UNCONFIRMED, State.WAITING], confirm_by__lte=now)
    rows = Registration.objects.filter(late, event__status=Status.CONFIRMED)
    keys = list(rows.order_by("asked_at", "pk").values_list("pk", flat=True))
    return rounds.each("registration", keys, lambda pk: _end(pk, now))


def _end(pk: int, now: datetime) -> bool:
    row = locked(Registration.objects.get(pk=pk))
    was_offered = row.state == State.OFFERED
    limit = row.offered_until if was_offered else row.confirm_by
    if row.state not in {State.OFFERED, State.UNCONFIRMED, State.WAITING} or limit is None or limit > now:
        return False  # answered meanwhile
    leave(row, State.EXPIRED)
    if was_offered:  # who never confirmed was written to once, and that is enough
        letters.write(row, "agenda_offer_expired")
    return True


def serve_all(now: datetime, rounds: OneByOne, event_pk: int | None = None) -> int:
    """Offer the seats that are free while someone waits: after more were added, or a worker was killed.

    Of all events, or of one. A transaction for each of their seats.
    """
    waiting = Registration.objects.filter(state=State.WAITING, event__starts_at__gt=now, event__live=True)
    waiting = waiting.filter(event__status=Status.CONFIRMED, seats__is_offered=True)
    free = waiting.filter(Q(seats__capacity=None) | Q(seats__taken__lt=F("seats__capacity")))
    if event_pk is not None:
        free = free.filter(event=event_pk)
    keys = list(free.order_by("seats").values_list("seats", flat=True).distinct())
    return rounds.each("seats", keys, _serve)


def _serve(seats_pk: int) -> int:
    event = EventPage.objects.select_related("place", "commune").get(seats=seats_pk)
    queue.lock_seats(event.pk)
    event.refresh_from_db()
    return queue.serve_waiting(event, seats_pk, most=1000)


def remind(now: datetime, rounds: OneByOne) -> int:
    """Remind who comes, a week and a day before; not who registered since, nor who has just been told of a change."""
    return _remind(now, rounds, "week", WEEK, DAY) + _remind(now, rounds, "day", DAY, timedelta())


def _remind(now: datetime, rounds: OneByOne, step: str, opens: timedelta, closes: timedelta) -> int:
    soon = EventPage.objects.filter(live=True, status=Status.CONFIRMED)
    soon = soon.filter(starts_at__gt=now + closes, starts_at__lte=now + opens)
    due = Registration.objects.filter(event__in=soon.order_by().values("pk"), state=State.CONFIRMED)
    due = due.filter(confirmed_at__lt=F("event__starts_at") - opens).filter(_not_since(opens)).exclude(email="")
    keys = list(due.order_by("pk").values_list("pk", flat=True))
    return rounds.each("reminder of registration", keys, lambda pk: _remind_one(pk, now, step, opens))


def _not_since(before: timedelta) -> Q:
    """Those whom no reminder has reached since this long before the event."""
    return Q(reminded_at=None) | Q(reminded_at__lt=F("event__starts_at") - before)


def _remind_one(pk: int, now: datetime, step: str, opens: timedelta) -> bool:
    """One statement says whose reminder it is; the mail is written with it, or not at all."""
    this = Registration.objects.filter(pk=pk, state=State.CONFIRMED)
    mine = this.filter(pk__in=this.filter(_not_since(opens)).order_by().values("pk"))
    if not mine.update(reminded_at=now):
        return False
    row = Registration.objects.select_related("event__place", "event__commune", "seats").get(pk=pk)
    letters.write(row, "agenda_reminder", f"{step}:{row.event.starts_at:%Y%m%d}", step=step)
    return True


Telling = Callable[[Registration], Any]


def tell_all(event: EventPage, tell: Telling, rounds: OneByOne) -> int:
    """Tell each of those who come to an event, or hope to, one by one; return how many.

    Who was told, and when the task is killed, is told once: each mail is one occasion.
    """
    keys = list(Registration.objects.filter(event=event).active().order_by("pk").values_list("pk", flat=True))

    def one(pk: int) -> bool:
        row = Registration.objects.select_related("event__place", "event__commune", "seats").filter(pk=pk).first()
        return row is not None and row.is_active and tell(row) is not None

    return rounds.each("registration", keys, one)


def method_for(row: Registration, *, is_on: bool) -> Method | None:
    """What is done with the entry in the calendar of someone: they have one since they were confirmed."""
    if row.state != State.CONFIRMED:
        return None
    return Method.REQUEST if is_on else Method.CANCEL
