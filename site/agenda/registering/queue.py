"""Seats taken, freed, and offered to whoever has waited longest: never more than there are, in the order of asking.

Whatever changes who sits where holds the lock on all the seats of the event (``lock_seats``), so that nobody who comes
sees a seat before those who wait for it. A seat itself is taken by one statement that looks again
(``take_seat``), under a constraint of the database: each of the three would do alone.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta
from functools import wraps
from pathlib import Path
from threading import Lock
from typing import ParamSpec, TypeVar

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from agenda.models import EventPage, Registration, Seats
from agenda.registering import letters
from agenda.vocabulary import RegistrationState, Status

Verb = ParamSpec("Verb")
Done = TypeVar("Done")
_GATE = Lock()
CONFIRM_WITHIN = timedelta(hours=48)
"""How long a seat is kept for an address that nobody has confirmed."""
LONGEST_OFFER, SHORTEST_OFFER = timedelta(hours=48), timedelta(hours=1)
PART_OF_WHAT_IS_LEFT = 4
"""An offer lasts this part of the time before the event: those who wait behind must have their turn."""
AT_A_TIME = 20
"""Offers of one transaction: those who register meanwhile wait for its end."""


def in_turn(verb: Callable[Verb, Done]) -> Callable[Verb, Done]:
    """Have a verb be a transaction, and all who ask for one take turns where the database is SQLite.

    SQLite has one writer, and gives its lock to whoever happens to ask at the right instant: those who wait sleep, up
    to a tenth of a second at a time, and of a crowd one may ask in vain until it is told that the database is locked.
    PostgreSQL has those who wait stand in line.
    """

    @wraps(verb)
    def one_after_the_other(*args: Verb.args, **kwargs: Verb.kwargs) -> Done:
        waits = connection.vendor == "sqlite" and not connection.in_atomic_block  # who is inside writes already
        with _turn() if waits else nullcontext(), transaction.atomic():
            return verb(*args, **kwargs)

    return one_after_the_other


@contextmanager
def _turn() -> Iterator[None]:
    """Wait for one's turn among the threads of this process, then among the processes of this machine.

    They hold a lock on a file beside the database, which the end of a process gives back.
    """
    database = Path(str(connection.settings_dict["NAME"]))
    with _GATE:
        if not database.is_file():  # in memory: of this process alone
            yield
            return
        with database.with_name(f"{database.name}-turn").open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def lock_seats(event_pk: int) -> dict[int, Seats]:
    """The seats of an event (in its first language), by key, kept from others until the end of the transaction."""
    rows = Seats.objects.filter(event=event_pk).order_by("pk").select_for_update(no_key=True)
    return {row.pk: row for row in rows}


def take_seat(seats_pk: int) -> bool:
    """Take one of these seats; whether there was one."""
    return bool(Seats.objects.filter(pk=seats_pk).with_room().update(taken=F("taken") + 1))


def free_seat(seats_pk: int) -> None:
    """Give one of these seats back."""
    Seats.objects.filter(pk=seats_pk, taken__gt=0).update(taken=F("taken") - 1)


def takes_place(event: EventPage, now: datetime) -> bool:
    """Whether an event that was announced is still to come, so that its seats are worth having."""
    return event.live and event.status == Status.CONFIRMED and now < event.starts_at


def confirm_by(event: EventPage, now: datetime) -> datetime:
    """Until when an address may be confirmed: before the event begins, or ends for who comes once it has begun."""
    return min(now + CONFIRM_WITHIN, event.starts_at if now < event.starts_at else event.ends_at)


def offer_until(event: EventPage, now: datetime) -> datetime:
    """Until when an offered seat is kept: two days at most, less when the event is near, never past its beginning."""
    share = (event.starts_at - now) / PART_OF_WHAT_IS_LEFT
    return min(now + min(max(share, SHORTEST_OFFER), LONGEST_OFFER), event.starts_at)


def serve_waiting(event: EventPage, seats_pk: int, most: int = AT_A_TIME) -> int:
    """Offer what is free of these seats to those who wait, first come first served; return how many offers.

    Under the lock. Nothing is offered of what the page offers no more, or of an event that does not take place.
    """
    now = timezone.now()
    if not takes_place(event, now) or not Seats.objects.filter(pk=seats_pk).offered().with_room().exists():
        return 0
    served = 0
    while served < most:
        first = Registration.objects.filter(seats=seats_pk).waiting().first()
        if first is None or not take_seat(seats_pk):
            break
        offer(first, event, now)
        served += 1
    return served


def take_after_those_who_wait(event: EventPage, seats_pk: int) -> bool:
    """Take one of these seats for who comes now; whether there was one that nobody waits for. Under the lock."""
    waiting = Registration.objects.filter(seats=seats_pk).waiting()
    if waiting.exists() and serve_waiting(event, seats_pk, AT_A_TIME) == AT_A_TIME and waiting.exists():
        return False  # of many seats added at once, the task offers the rest
    return take_seat(seats_pk)


def offer(row: Registration, event: EventPage, now: datetime) -> None:
    """Offer someone who waits the seat that was taken for them; without an address to answer from, it is theirs."""
    row.confirm_by = None
    if row.email:
        row.state, row.offered_until = RegistrationState.OFFERED, offer_until(event, now)
    else:
        row.state, row.confirmed_at = RegistrationState.CONFIRMED, row.confirmed_at or now
    row.save(update_fields=["state", "offered_until", "confirm_by", "confirmed_at"])
    letters.write(row, "agenda_offered")
