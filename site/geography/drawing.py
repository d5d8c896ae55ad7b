"""Outlines drawn as inline SVG: one path for the ground, its outer edge, and one for the borders inside, each once.

The projection is equirectangular at the mean latitude (Snyder 1987, "Map Projections", p. 90): over a few départements,
shapes and distances are true to the eye. Numbers are whole, so that no language can put a comma in them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from geography.distance import EARTH_RADIUS_KM, Box, Point, checked_km
from geography.main_towns import epci_of_communes
from geography.models import Territory
from geography.outlines import (
    box_of,
    commune_boxes,
    communes_of,
    departement_boxes,
    departements,
    has_communes,
)
from geography.svg import Track, chained, path, thinned
from geography.topology import GRID, Coverage, Line

WIDTH, MARGIN = 520, 6
"""Units of a territory's drawing; as high as needed, at most ``_TALLEST`` times its width."""
AROUND, REACH = 450, 193
"""Units of a drawing around a point: a square with a circle of that radius in the middle."""
_TALLEST = 1.4
_EDGE, _BORDER = 1.0, 1.6
"""Units by which the thinned outer edge and inner borders may depart from the data."""
_MANY, _LOTS = 260, 2500
"""From so many communes on, only the borders of EPCI are drawn; then only those of départements."""
_FAR_KM = 60
"""From this radius on, the country's coarse outlines are enough."""

Group = Callable[[str], str]


@dataclass(frozen=True)
class Projection:
    """Degrees to units: x to the right and y down, from the north-west corner of what is drawn."""

    west: float
    north: float
    squeeze: float
    """Cosine of the mean latitude: a degree of longitude is that much shorter."""
    scale: float
    """Units in a degree of latitude."""

    def exact(self, latitude: float, longitude: float) -> tuple[float, float]:
        """The position in units."""
        return (longitude - self.west) * self.squeeze * self.scale, (self.north - latitude) * self.scale

    def line(self, line: Line) -> Track:
        """A line of the grid in units."""
        return [self.exact(northing / GRID, easting / GRID) for easting, northing in line]


@dataclass(frozen=True)
class Drawing:
    """What an ``<svg class="drawn">`` needs: ``ground`` and ``borders`` are the ``d`` of two paths."""

    view_box: str
    ground: str
    borders: str
    box: Box
    """What is seen, in degrees."""
    projection: Projection

    def project(self, point: Point) -> tuple[int, int]:
        """Where a point is in the drawing, to the unit; outside of its view box for a point outside ``box``."""
        x, y = self.projection.exact(*point)
        return round(x), round(y)


def draw_territory(territory: Territory) -> Drawing | None:
    """The communes of a territory, across départements; ``None`` when none has an outline."""
    codes = territory.communes.order_by().values_list("pk", flat=True)
    return draw_communes(frozenset(codes))


@lru_cache(maxsize=128)
def draw_communes(codes: frozenset[str]) -> Drawing | None:
    """Any set of communes; those without an outline are left out, and it is ``None`` when all are."""
    coverages = [communes_of(code) for code in sorted({_departement(code) for code in codes}) if has_communes(code)]
    return _fitted(coverages, codes, _group(codes))


@lru_cache(maxsize=128)
def draw_departement(code: str) -> Drawing | None:
    """A département with its communes; ``None`` when it has no outline."""
    return draw_communes(frozenset(communes_of(code).areas)) if has_communes(code) else None


@lru_cache(maxsize=1)
def draw_france() -> Drawing:
    """Metropolitan France and its départements."""
    drawing = _fitted([departements()], {code for code in departements().areas if len(code) == 2}, _itself)
    if drawing is None:
        raise LookupError("the shipped outlines are empty")
    return drawing


@lru_cache(maxsize=256)
def draw_around(point: Point, km: float) -> Drawing:
    """The communes around a point (EPCI or départements when far), with ``km`` being ``REACH`` units at the centre.

    Where there is no land, or none with an outline, its paths are empty.
    """
    scale = REACH / math.degrees(max(checked_km(km), 0.1) / EARTH_RADIUS_KM)
    squeeze = max(math.cos(math.radians(point.latitude)), 0.01)
    half = AROUND / 2 / scale
    projection = Projection(point.longitude - half / squeeze, point.latitude + half, squeeze, scale)
    box = Box(
        max(-180, projection.west),
        max(-90, point.latitude - half),
        min(180, point.longitude + half / squeeze),
        min(90, projection.north),
    )
    near = [code for code, other in departement_boxes().items() if _touch(box, other)]
    if km >= _FAR_KM:
        return _drawing([departements()], set(near), _itself, projection, f"0 0 {AROUND} {AROUND}", box)
    coverages = [communes_of(code) for code in near]
    codes = {code for departement in near for code, other in commune_boxes(departement).items() if _touch(box, other)}
    group = _group(codes)
    return _drawing(coverages, codes, group, projection, f"0 0 {AROUND} {AROUND}", box)


def _departement(code: str) -> str:
    return code[:3] if code.startswith(("97", "98")) else code[:2]


def _itself(code: str) -> str:
    return code


def _group(codes: Collection[str]) -> Group:
    """What the drawn borders separate: communes, EPCI or départements, by the number of communes."""
    if len(codes) < _MANY:
        return _itself
    if len(codes) >= _LOTS:
        return _departement
    epci = epci_of_communes()
    return lambda code: epci.get(code, _departement(code))


def _touch(box: Box, other: Box) -> bool:
    return box.west <= other.east and other.west <= box.east and box.south <= other.north and other.south <= box.north


def _fitted(coverages: Iterable[Coverage], codes: Collection[str], group: Group) -> Drawing | None:
    """The areas in a drawing of ``WIDTH`` units, less when they are tall."""
    coverages = list(coverages)
    polygons = [
        polygon
        for coverage in coverages
        for code in coverage.areas
        if code in codes
        for polygon in coverage.polygons(code)
    ]
    if not polygons:
        return None
    box = box_of(polygons)
    squeeze = math.cos(math.radians(box.centre.latitude))
    wide, high = (box.east - box.west) * squeeze, box.north - box.south
    scale = min(WIDTH / wide, WIDTH * _TALLEST / high)
    view = (-MARGIN, -MARGIN, math.ceil(wide * scale) + 2 * MARGIN, math.ceil(high * scale) + 2 * MARGIN)
    projection = Projection(box.west, box.north, squeeze, scale)
    return _drawing(coverages, codes, group, projection, " ".join(map(str, view)), box)


def _drawing(
    coverages: Iterable[Coverage],
    codes: Collection[str],
    group: Group,
    projection: Projection,
    view_box: str,
    box: Box,
) -> Drawing:
    """Sort the arcs into edge and borders, thin them, chain them, write them."""
    edge_lines, border_lines = _walked(coverages, codes, group)
    edges = [thinned(projection.line(line), _EDGE) for line in edge_lines]
    borders = [thinned(projection.line(line), _BORDER) for line in border_lines]
    return Drawing(
        view_box,
        path(chained(edges, closed=True), closed=True),
        path(chained(borders, closed=False), closed=False),
        box,
        projection,
    )


def _walked(coverages: Iterable[Coverage], codes: Collection[str], group: Group) -> tuple[list[Line], list[Line]]:
    """The arcs with an area on one side only, in the direction it walks, and those between areas of two groups.

    The same arc in two coverages, on the border of two départements, is one.
    """
    edges: dict[Line, str] = {}
    borders = []
    for coverage in coverages:
        sides: dict[int, str] = {}
        for number, side in _sides(coverage, codes, group):
            other = sides.pop(~number, None)
            if other is None:
                sides[number] = side
            elif other != side:
                borders.append(coverage.arc(number))
        for number, side in sides.items():
            line = coverage.arc(number)
            other_side = edges.pop(line[::-1], None)
            if other_side is None:
                edges[line] = side
            elif other_side != side:
                borders.append(line)
    return list(edges), borders


def _sides(coverage: Coverage, codes: Collection[str], group: Group) -> Iterator[tuple[int, str]]:
    """Each step of the rings of the areas, with the group of the area."""
    for code, polygons in coverage.areas.items():
        if code in codes:
            side = group(code)
            for polygon in polygons:
                for ring in polygon:
                    for number in ring:
                        yield number, side
