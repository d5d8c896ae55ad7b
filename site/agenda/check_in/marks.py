"""What is noted at a door: someone is there, someone comes who had not registered, that was a mistake.

Each act is one that a phone may tell twice, late, and after another phone: the same act twice is one, and of two that
contradict each other the one pressed last counts. Nobody who stands in the room is refused for lack of a seat: one is
added, and counted above.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from agenda.check_in.doors import Door
from agenda.models import Admission, Arrival, Registration, Seats
from agenda.registering import queue
from agenda.vocabulary import Origin, RegistrationState


class UnknownPerson(Exception):
    """Whoever an act speaks of is not of this list, or no more."""


@transaction.atomic
def mark(door: Door, who: str, half_day: str, *, is_present: bool, at: datetime | None = None) -> Registration:
    """Note that someone of a door's list is there on a half-day, or is not; ``at`` is when it was pressed.

    Who was waiting, or had not answered an offer, is let in: their seat is one that is free, else one more.
    Raises ``UnknownPerson``.
    """
    registration = find(door, who)
    if is_present and registration.state != RegistrationState.CONFIRMED:
        registration = _let_in(door, who)
    moment = min(at or timezone.now(), timezone.now())
    row, is_new = Arrival.objects.get_or_create(
        registration=registration,
        half_day=half_day,
        defaults={"is_present": is_present, "marked_at": moment},
    )
    if not is_new:  # one statement: another phone may be telling the same
        Arrival.objects.filter(pk=row.pk, marked_at__lt=moment).update(is_present=is_present, marked_at=moment)
    return registration


@transaction.atomic
def admit(door: Door, key: UUID, seats: Seats, *, half_day: str, **who: Any) -> Registration:
    """Let in someone who had not registered (``name``, ``organisation``), and note that they are there.

    Told again with its ``key``, it is known already, though it was taken back since.
    """
    queue.lock_seats(door.event.pk)  # two phones, or a phone twice, wait here for each other
    known = Registration.objects.of_event(door.event).filter(admission__key=key).first()
    if known is not None:
        return known
    is_above = _sit(seats.pk)
    now = timezone.now()
    registration = Registration.objects.create(
        event=door.event,
        seats=seats,
        state=RegistrationState.CONFIRMED,
        origin=Origin.WALK_IN,
        confirmed_at=now,
        **who,
    )
    Admission.objects.create(registration=registration, key=key, is_above=is_above)
    Arrival.objects.create(registration=registration, half_day=half_day, marked_at=now)
    return registration


@transaction.atomic
def take_back(door: Door, who: str) -> None:
    """Undo ``admit``: the seat is given back, and nothing is kept of who it was. Raises ``UnknownPerson``."""
    queue.lock_seats(door.event.pk)
    registration = find(door, who)
    if registration.origin != Origin.WALK_IN:
        raise UnknownPerson
    changed = Registration.objects.filter(pk=registration.pk, state=RegistrationState.CONFIRMED).update(
        state=RegistrationState.CANCELLED, cancelled_at=timezone.now(), name="", email="", organisation=""
    )
    if changed:
        admission = Admission.objects.filter(registration=registration).first()
        _stand_up(registration.seats_id, was_added=bool(admission and admission.is_above))
        Arrival.objects.filter(registration=registration).delete()


def find(door: Door, who: str) -> Registration:
    """Someone of a door's list, by their number, or by the key of who was let in on the day."""
    rows = door.registrations()
    found = rows.filter(pk=int(who)).first() if who.isdecimal() and len(who) < 18 else None
    if found is None and not who.isdecimal():
        found = rows.filter(admission__key=who).first()
    if found is None:
        raise UnknownPerson
    return found


def _sit(seats_pk: int) -> bool:
    """Take a seat; with none free, add one. Returns whether it was added."""
    if queue.take_seat(seats_pk):
        return False
    Seats.objects.filter(pk=seats_pk).update(taken=F("taken") + 1, capacity=F("capacity") + 1)
    return True


def _stand_up(seats_pk: int, *, was_added: bool) -> None:
    if was_added:
        Seats.objects.filter(pk=seats_pk).update(taken=F("taken") - 1, capacity=F("capacity") - 1)
    else:
        queue.free_seat(seats_pk)


def _let_in(door: Door, who: str) -> Registration:
    """Confirm who stands in the room without having confirmed, or while they were waiting."""
    queue.lock_seats(door.event.pk)
    registration = find(door, who)  # as it is now, under the lock
    if not registration.has_seat:
        is_above = _sit(registration.seats_id)
        Admission.objects.create(registration=registration, key=uuid4(), is_above=is_above)
    registration.state = RegistrationState.CONFIRMED
    registration.confirmed_at = registration.confirmed_at or timezone.now()
    registration.offered_until = registration.confirm_by = None
    registration.save(update_fields=["state", "confirmed_at", "offered_until", "confirm_by"])
    return registration
