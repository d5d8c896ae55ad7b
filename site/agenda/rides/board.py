"""What the board of an event shows to everyone: communes, ways, days and seats; no name, no address, no point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agenda.half_days import HalfDay, half_days_of
from agenda.models import EventPage
from agenda.models.rides import Ride
from agenda.rides.vocabulary import Direction, RideKind
from agenda.vocabulary import Status
from cms.translating import source_of

SHOWN = 5
"""On the event's own page; the board has them all."""


@dataclass(frozen=True)
class Line:
    """One of them, in words."""

    ride: Ride
    when: str

    @property
    def way(self) -> str:
        """« depuis Mende, aller et retour »."""
        return way_of(self.ride)

    @property
    def seats(self) -> str:
        """« 3 places »."""
        return ngettext("%(count)s place", "%(count)s places", self.ride.seats) % {"count": self.ride.seats}


@dataclass(frozen=True)
class Board:
    """The offers and the requests of an event."""

    event: EventPage
    offers: list[Line]
    requests: list[Line]

    @property
    def number(self) -> int:
        """How many there are."""
        return len(self.offers) + len(self.requests)


def has_board(event: EventPage) -> bool:
    """Whether one shares cars to an event: one goes there, it takes place, and is not over."""
    is_coming = event.live and event.ends_at >= timezone.now()
    return bool(is_coming and event.is_on_site and event.status == Status.CONFIRMED)


def board_of(event: EventPage) -> Board | None:
    """The board of an event, whichever of its languages is at hand; ``None`` where it has none."""
    if not has_board(event):
        return None
    source: Any = source_of(event)
    labels = {half.code: half.label for half in half_days_of(source)}
    rides = Ride.objects.published().of_event(event).select_related("commune__departement")
    # Of an event that was moved since, it is told for which day they were written.
    lines = [Line(ride, labels.get(ride.half_day) or HalfDay.of_code(ride.half_day).label) for ride in rides]
    by_kind = {kind: [line for line in lines if line.ride.kind == kind] for kind in RideKind}
    return Board(source, by_kind[RideKind.OFFER], by_kind[RideKind.REQUEST])


def way_of(ride: Ride) -> str:
    """« depuis Mende, aller et retour », « vers Mende, retour »."""
    told = {"commune": ride.commune.name, "way": str(Direction(ride.direction).label).lower()}
    if ride.direction == Direction.BACK:
        return _("vers %(commune)s, %(way)s") % told
    return _("depuis %(commune)s, %(way)s") % told


def words_of(ride: Ride) -> str:
    """« Je propose des places : depuis Mende, aller et retour »."""
    return _("%(kind)s : %(way)s") % {"kind": RideKind(ride.kind).label, "way": way_of(ride)}
