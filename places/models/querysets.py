"""Which places: one named method for each question of the locator."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from geography.querysets import LocatedQuerySet
from listings.models import ListingQuerySet
from places.models.opening import Schedule
from places.vocabulary import Wheelchair


class PlaceQuerySet(ListingQuerySet, LocatedQuerySet):  # type: ignore[override]
    """Places. Each filter of the locator is a method here; several values are codes of ``places.vocabulary``."""

    def of_types(self, codes: Iterable[str]) -> Self:
        """Of at least one of the types."""
        return self.filter(types__any=list(codes))

    def with_services(self, codes: Iterable[str]) -> Self:
        """With each of the services."""
        return self.filter(services__all=list(codes))

    def with_internet(self, codes: Iterable[str]) -> Self:
        """With at least one of these ways to get on line."""
        return self.filter(internet__any=list(codes))

    def with_access(self, codes: Iterable[str]) -> Self:
        """Under at least one of these conditions."""
        return self.filter(access__any=list(codes))

    def accessible_by(self, codes: Iterable[str]) -> Self:
        """With each of these arrangements."""
        return self.filter(accessibility__all=list(codes))

    def wheelchair_accessible(self) -> Self:
        """Where a wheelchair enters and moves without help."""
        return self.filter(wheelchair=Wheelchair.YES)

    def free(self) -> Self:
        """Where one pays nothing."""
        return self.filter(is_free=True)

    def with_desks(self, number: int) -> Self:
        """With at least so many desks."""
        return self.filter(desks__gte=number)

    def with_closed_office(self) -> Self:
        """With at least one office whose door closes."""
        return self.filter(closed_offices__gte=1)

    def with_meeting_room(self) -> Self:
        """With at least one meeting room."""
        return self.filter(meeting_rooms__gte=1)

    def open_at(self, instant: datetime) -> Self:
        """Open at an instant of the coming days (see ``places.schedules`` for how many)."""
        return self.filter(schedule__in=Schedule.objects.open_at(instant).order_by().values("pk"))

    def open_at_weekends(self) -> Self:
        """Open on some Saturday or Sunday of the coming days."""
        return self.filter(schedule__in=Schedule.objects.open_at_weekends().order_by().values("pk"))

    def for_cards(self) -> Self:
        """What a card of a list shows, in one query."""
        return self.select_related("commune__departement")
