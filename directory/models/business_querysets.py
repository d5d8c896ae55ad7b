"""Which businesses: one named method for each question of the list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Least

from directory.crowd import Home, homes_of
from geography.distance import Point
from geography.models import Commune, communes_of_territories
from geography.querysets import Haversine
from listings.among import Among
from listings.models import ListingQuerySet

_FARTHER_THAN_ALL = Value(2.0)
"""sin²(d / 2R) is at most 1: what has no point is beyond."""


def _to_commune(point: Point) -> Coalesce:
    return Coalesce(Haversine(point, "commune__latitude", "commune__longitude"), _FARTHER_THAN_ALL)


class BusinessQuerySet(ListingQuerySet):
    """Businesses. They are in the commune of their main site and in those of their other sites."""

    def in_sectors(self, codes: Iterable[str]) -> Self:
        """In one of these sectors."""
        return self.filter(sector__in=list(codes))

    def of_sizes(self, codes: Iterable[str]) -> Self:
        """In one of these size classes."""
        return self.filter(size__in=list(codes))

    def working(self, codes: Iterable[str]) -> Self:
        """Where people work in at least one of these modes."""
        return self.filter(modes__any=list(codes))

    def hiring_remotely(self) -> Self:
        """Those that hire people who work elsewhere."""
        return self.filter(hires_remotely=True)

    @property
    def _sites(self) -> Any:
        """The other sites of all businesses."""
        return self.model._meta.get_field("sites").related_model._default_manager

    def _somewhere_in(self, communes: Any) -> Self:
        """With a site in one of the communes of a subquery."""
        elsewhere = self._sites.filter(commune__in=communes).order_by().values("business")
        return self.filter(Q(commune__in=communes) | Q(pk__in=elsewhere))

    def in_territories(self, keys: Iterable[int]) -> Self:
        """With a site in a commune of one of some territories."""
        return self._somewhere_in(communes_of_territories(keys))

    def in_commune(self, commune: Commune) -> Self:
        """With a site in a commune."""
        return self._somewhere_in([commune.pk])

    def with_distance(self, point: Point) -> Self:
        """Annotate ``haversine``: from a point to the commune of the nearest site; 2 where no site has a point."""
        nearest = self._sites.filter(business=OuterRef("pk")).annotate(haversine=_to_commune(point))
        nearest = nearest.order_by("haversine").values("haversine")[:1]
        return self.annotate(haversine=Least(_to_commune(point), Coalesce(Subquery(nearest), _FARTHER_THAN_ALL)))

    def near(self, point: Point, km: float) -> Self:
        """Those with a site in a commune at most ``km`` from a point."""
        return self._somewhere_in(Commune.objects.within(point, km).order_by().values("pk"))

    def within(self, point: Point, km: float) -> Self:
        """The same, with ``haversine``, for an order by distance."""
        return self.near(point, km).with_distance(point)

    def other_sites(self, keys: Iterable[int]) -> list[tuple[int, str]]:
        """The primary key of each of some businesses with the commune of each of its sites but the main one."""
        sites = self._sites.filter(Among("business_id", keys)).order_by()
        return list(sites.values_list("business_id", "commune_id").distinct())

    def by_commune(self) -> list[Home]:
        """How many have a site in each commune, each counted once there: one query, whatever their number."""
        sites = self._sites.filter(business__in=self.order_by().values("pk"))
        return homes_of(self, (sites.exclude(commune=F("business__commune")), "business"))

    def for_cards(self) -> Self:
        """What a card of a list shows, in one query."""
        return self.select_related("commune__departement")
