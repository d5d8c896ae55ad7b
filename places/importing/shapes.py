"""Whether a point lies in a commune: the shipped outlines, in plane kilometres around the point."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from geography import outlines
from geography.distance import EARTH_RADIUS_KM, Box, Point
from geography.topology import GRID, Polygons

_KM_OF_DEGREE = math.radians(1) * EARTH_RADIUS_KM


def km_outside(commune: str, departement: str, point: Point) -> float | None:
    """How far the point is outside the commune's simplified outline, km; 0 inside, ``None`` without an outline."""
    polygons = _shape(commune, departement)
    return _distance(polygons, point) if polygons else None


def commune_at(point: Point, among: Iterable[tuple[str, str]] | None = None) -> str | None:
    """The code of the commune that holds the point, ``among`` pairs of commune and département when given."""
    if among is not None:
        return next((commune for commune, departement in among if km_outside(commune, departement, point) == 0), None)
    for departement, box in outlines.departement_boxes().items():
        if _holds(box, point):
            for commune, (polygons, commune_box) in _shapes(departement).items():
                if _holds(commune_box, point) and _distance(polygons, point) == 0:
                    return commune
    return None


@lru_cache(maxsize=4096)
def _shape(commune: str, departement: str) -> Polygons | None:
    """The polygons of one commune, or ``None``."""
    if not outlines.has_communes(departement):
        return None
    coverage = outlines.communes_of(departement)
    return coverage.polygons(commune) if commune in coverage.areas else None


@lru_cache(maxsize=8)
def _shapes(departement: str) -> dict[str, tuple[Polygons, Box]]:
    """The polygons and the box of each commune of a département; nothing where none is known."""
    if not outlines.has_communes(departement):
        return {}
    coverage = outlines.communes_of(departement)
    polygons = {code: coverage.polygons(code) for code in coverage.areas}
    return {code: (shape, outlines.box_of(shape)) for code, shape in polygons.items()}


def _holds(box: Box, point: Point) -> bool:
    return box.south <= point.latitude <= box.north and box.west <= point.longitude <= box.east


def _distance(polygons: Polygons, point: Point) -> float:
    """From the point to the polygons, km: 0 within a ring and out of its holes (even-odd rule)."""
    squeeze = math.cos(math.radians(point.latitude))
    inside, nearest = False, math.inf
    for polygon in polygons:
        for ring in polygon:
            track = [
                ((x / GRID - point.longitude) * squeeze * _KM_OF_DEGREE, (y / GRID - point.latitude) * _KM_OF_DEGREE)
                for x, y in ring
            ]
            for (ax, ay), (bx, by) in pairwise(track):
                if (ay > 0) != (by > 0) and ax + (bx - ax) * -ay / (by - ay) > 0:
                    inside = not inside
                nearest = min(nearest, _to_segment(ax, ay, bx, by))
    return 0.0 if inside else nearest


def _to_segment(ax: float, ay: float, bx: float, by: float) -> float:
    """From the origin to a segment."""
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    along = 0.0 if length == 0 else max(0.0, min(1.0, -(ax * dx + ay * dy) / length))
    return math.hypot(ax + along * dx, ay + along * dy)
