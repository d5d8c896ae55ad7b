"""Who may check in whom: an agency the whole list of its event, the host of a relay place those who come there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from agenda.half_days import HalfDay, half_day_at, half_days_of
from agenda.models import EventPage, Registration, RelayDoor, Seats
from agenda.moments import on_the_wall
from cms.translating import source_of

OPEN_FOR = timedelta(days=7)
"""After an event has ended, its relay places may still tell who was there."""


@dataclass(frozen=True)
class Door:
    """A list of an event that someone may see and tick: of all its seats, or of one relay place's."""

    event: EventPage
    path: str
    relay: Seats | None = None
    sync_path: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sync_path", f"{self.path}synchro/")

    @cached_property
    def half_days(self) -> list[HalfDay]:
        """The half-days of the event."""
        return half_days_of(self.event)

    @cached_property
    def codes(self) -> set[str]:
        """Their codes."""
        return {one.code for one in self.half_days}

    def half_day(self, code: str, now: datetime | None = None) -> HalfDay:
        """The half-day of a code; without one of them, that of the moment."""
        known = {one.code: one for one in self.half_days}
        return known.get(code) or half_day_at(self.half_days, on_the_wall(now or timezone.now(), self.event.zone))

    @cached_property
    def seats(self) -> list[Seats]:
        """What its people sit on, in the order of the page; also what is offered no more, while someone sits there."""
        rows = Seats.objects.of_event(self.event)
        return [seats for seats in rows if self.relay in (None, seats) and (seats.is_offered or seats.taken)]

    def registrations(self) -> QuerySet[Registration]:
        """Those of its list: who comes or hopes to, in no order."""
        rows = Registration.objects.of_event(self.event).active().filter(anonymised_at=None)
        return rows.filter(seats=self.relay) if self.relay else rows


def desk_door(user: Any, pk: int) -> Door:
    """The door of an agency to one of its events. Raises ``Http404`` for another's."""
    event = source_of(get_object_or_404(EventPage.objects.for_user(user), pk=pk))
    return Door(event, reverse("attendance_desk:check_in", args=[event.pk]))


def relay_door(token: str, now: datetime | None = None) -> Door:
    """The door of a relay place. Raises ``Http404`` for an unknown secret, and ``OPEN_FOR`` after the event."""
    rows = RelayDoor.objects.select_related("seats__event")
    door = get_object_or_404(rows, token=token)
    event = door.seats.event
    if not event.live or event.ends_at + OPEN_FOR < (now or timezone.now()):
        raise Http404
    return Door(event, reverse("agenda:relay_check_in", args=[token]), door.seats)
