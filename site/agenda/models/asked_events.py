"""The questions that visitors ask of events: what, for whom, how, where, when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Self

from django.db.models import Q

from agenda.vocabulary import Attendance
from cms.models.asked_pages import AskedPageQuerySet
from geography.distance import Point, box_around, haversine_from_km
from geography.querysets import Haversine


class AskedEventQuerySet(AskedPageQuerySet):
    """Events that answer a visitor's choices; days and points are those of ``EventFacts``."""

    def on_site(self) -> Self:
        """Those where one may come."""
        return self.exclude(attendance=Attendance.ONLINE)  # type: ignore[no-any-return]

    def online(self) -> Self:
        """Those that one may follow from home."""
        return self.exclude(attendance=Attendance.ON_SITE)  # type: ignore[no-any-return]

    def free_of_charge(self) -> Self:
        """Those where nothing is to be paid to come in."""
        return self.filter(price_amount=0)  # type: ignore[no-any-return]

    def held_at(self, place: Any) -> Self:
        """Those held at a place of the directory, or followed there."""
        return self.filter(Q(place=place) | Q(pk__in=self._relayed_at(place)))  # type: ignore[no-any-return]

    def _relayed_at(self, place: Any) -> Any:
        relays = self.model._meta.get_field("relay_sites").related_model
        return relays._default_manager.filter(place=place).order_by().values("page")

    def organised_by(self, slug: str) -> Self:
        """Those of an organiser, by what names it in addresses."""
        return self.filter(facts__organiser_slug=slug)  # type: ignore[no-any-return]

    def ending_from(self, moment: datetime) -> Self:
        """Those that end at a moment or after."""
        return self.filter(ends_at__gte=moment)  # type: ignore[no-any-return]

    def ended_before(self, moment: datetime) -> Self:
        """Those that ended before."""
        return self.filter(ends_at__lt=moment)  # type: ignore[no-any-return]

    def on_days(self, first: date | None, last: date | None) -> Self:
        """Those that are held, by the clock on their wall, on one of these days; ``None`` is no limit."""
        asked = Q()
        if first:
            asked &= Q(facts__last_day__gte=first)
        if last:
            asked &= Q(facts__first_day__lte=last)
        return self.filter(asked)  # type: ignore[no-any-return]

    def with_distance(self, point: Point) -> Self:
        """Annotate ``haversine``: nothing where there is no room to come to."""
        return self.annotate(haversine=Haversine(point, "facts__latitude", "facts__longitude"))  # type: ignore[no-any-return]

    def within(self, point: Point, km: float) -> Self:
        """At most ``km`` from a point, great circle, with ``haversine``."""
        box = box_around(point, km)
        near = self.filter(facts__latitude__range=(box.south, box.north), facts__longitude__range=(box.west, box.east))
        return near.with_distance(point).filter(haversine__lte=haversine_from_km(km))  # type: ignore[no-any-return]
