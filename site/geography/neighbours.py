"""Which territories are near another: those that share a commune with it, or whose communes are close to its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db.models import QuerySet

from geography.distance import Point
from geography.models import Territory
from geography.nearness import Nearness, box_about

NEAR_KM = 15
"""Between two town halls on either side of the border: communes that touch are nearly all nearer than that."""
LIFETIME = 600  # seconds


class Neighbour(NamedTuple):
    """A territory near another."""

    pk: int
    name: str


def neighbours_of(territory: Territory) -> tuple[Neighbour, ...]:
    """The territories near one, by name; no query while they are known."""
    key = f"geography.neighbours.{territory.pk}"
    found: tuple[Neighbour, ...] | None = cache.get(key)
    if found is None:
        found = find_neighbours(territory)
        cache.set(key, found, LIFETIME)
    return found


def find_neighbours(territory: Territory) -> tuple[Neighbour, ...]:
    """The same, from the database. A commune without a point is near what shares it, and nothing else."""
    rows = territory.communes.order_by().values_list("latitude", "longitude")
    points = [
        Point(latitude, longitude) for latitude, longitude in rows if latitude is not None and longitude is not None
    ]
    others: QuerySet[Any] = Territory.communes.through.objects.exclude(territory=territory).order_by()
    near = set(
        others.filter(commune__in=territory.communes.order_by().values("pk")).values_list("territory", flat=True)
    )
    if points:
        near |= _around(points, others)
    names = Territory.objects.filter(pk__in=near).order_by("name", "pk").values_list("pk", "name")
    return tuple(Neighbour(pk, name) for pk, name in names)


def _around(points: Sequence[Point], others: QuerySet[Any]) -> set[int]:
    """The other territories with a commune at most ``NEAR_KM`` from one of the points."""
    here, box = Nearness(points, NEAR_KM), box_about(points, NEAR_KM)
    rows = others.filter(
        commune__latitude__range=(box.south, box.north), commune__longitude__range=(box.west, box.east)
    )
    found: set[int] = set()
    for pk, latitude, longitude in rows.values_list("territory", "commune__latitude", "commune__longitude"):
        if pk not in found and here.has_near(Point(latitude, longitude)):
            found.add(pk)
    return found
