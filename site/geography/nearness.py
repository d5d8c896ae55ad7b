"""Whether a place on the map has one of some others near it, asked many times: the others are kept by squares."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from math import floor

from geography.distance import Box, Point, box_around, distance_km

_KM_OF_A_DEGREE = 60.0
"""At least, of longitude up to 57° of latitude, where one may be missed farther north; of latitude it has 111."""


class Nearness:
    """Some points, to ask which others have one of them within ``km`` kilometres."""

    def __init__(self, points: Iterable[Point], km: float) -> None:
        self.km = km
        self._step = km / _KM_OF_A_DEGREE
        self._squares: dict[tuple[int, int], list[Point]] = defaultdict(list)
        for point in points:
            self._squares[self._square(point)].append(point)

    def has_near(self, point: Point) -> bool:
        """Whether one of them is at most that far from this one."""
        row, column = self._square(point)
        return any(
            distance_km(point, other) <= self.km
            for i in (row - 1, row, row + 1)
            for j in (column - 1, column, column + 1)
            for other in self._squares.get((i, j), ())
        )

    def _square(self, point: Point) -> tuple[int, int]:
        return floor(point.latitude / self._step), floor(point.longitude / self._step)


def box_about(points: Iterable[Point], km: float) -> Box:
    """A box that holds every point, of which there is one at least, and ``km`` kilometres around it."""
    boxes = [box_around(point, km) for point in points]
    return Box(
        min(box.west for box in boxes),
        min(box.south for box in boxes),
        max(box.east for box in boxes),
        max(box.north for box in boxes),
    )
