"""Which territories are near another: those that share a commune with it, or whose communes are close to its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import floor
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db.models import QuerySet

from geography.distance import Box, Point, box_around, distance_km
from geography.models import Territory

NEAR_KM = 15
"""Between two town halls on either side of the border: communes that touch are nearly all nearer than that."""
LIFETIME = 600  # seconds
_STEP = 0.25  # degrees: more than NEAR_KM in latitude everywhere, in longitude below 57°


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
    squares: dict[tuple[int, int], list[Point]] = defaultdict(list)
    for point in points:
        squares[_square(point)].append(point)
    box = _box_of(points)
    rows = others.filter(
        commune__latitude__range=(box.south, box.north), commune__longitude__range=(box.west, box.east)
    )
    found: set[int] = set()
    for pk, latitude, longitude in rows.values_list("territory", "commune__latitude", "commune__longitude"):
        if pk not in found and _is_near(Point(latitude, longitude), squares):
            found.add(pk)
    return found


def _box_of(points: Sequence[Point]) -> Box:
    """A box that holds every point and ``NEAR_KM`` around it."""
    boxes = [box_around(point, NEAR_KM) for point in points]
    return Box(
        min(box.west for box in boxes),
        min(box.south for box in boxes),
        max(box.east for box in boxes),
        max(box.north for box in boxes),
    )


def _square(point: Point) -> tuple[int, int]:
    return floor(point.latitude / _STEP), floor(point.longitude / _STEP)


def _is_near(point: Point, squares: dict[tuple[int, int], list[Point]]) -> bool:
    row, column = _square(point)
    return any(
        distance_km(point, other) <= NEAR_KM
        for i in (row - 1, row, row + 1)
        for j in (column - 1, column, column + 1)
        for other in squares.get((i, j), ())
    )
