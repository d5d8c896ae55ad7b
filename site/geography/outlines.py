"""Outlines of départements and of their communes, loaded on demand, as coverages and as GeoJSON (RFC 7946)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from geography import shipped
from geography.distance import Box
from geography.models import Commune, Departement
from geography.topology import GRID, Coverage, Polygons

_KEPT = 128
"""Départements whose communes a process keeps unpacked, all that there are: 0.6 MB each, 30 ms to unpack again."""


@lru_cache(maxsize=1)
def departements() -> Coverage:
    """Every département that has an outline: 96 in metropolitan France and 5 overseas."""
    return shipped.read_outlines(shipped.COUNTRY)


@lru_cache(maxsize=_KEPT)
def communes_of(departement: str) -> Coverage:
    """The communes of a département; borders are finer than those of ``departements``. ``KeyError`` if unknown."""
    return shipped.read_outlines(departement)


def has_communes(departement: str) -> bool:
    """Whether ``communes_of`` knows the département."""
    return departement in shipped.outlined_departements()


@lru_cache(maxsize=1)
def departement_boxes() -> dict[str, Box]:
    """The box of each outlined département, a little larger: its communes' borders wander around its own."""
    boxes = {}
    for code in departements().areas:
        west, south, east, north = box_of(departements().polygons(code))
        boxes[code] = Box(west - 0.02, south - 0.02, east + 0.02, north + 0.02)
    return boxes


@lru_cache(maxsize=_KEPT)
def commune_boxes(departement: str) -> dict[str, Box]:
    """The box of each outlined commune of a département. ``KeyError`` if unknown."""
    coverage = communes_of(departement)
    return {code: box_of(coverage.polygons(code)) for code in coverage.areas}


def box_of(polygons: Polygons) -> Box:
    """The box of some polygons, in degrees."""
    eastings, northings = zip(*(position for polygon in polygons for position in polygon[0]), strict=True)
    return Box(min(eastings) / GRID, min(northings) / GRID, max(eastings) / GRID, max(northings) / GRID)


def departements_geojson() -> dict[str, Any]:
    """A FeatureCollection of the départements, each with its ``code`` and ``name``."""
    names = dict(Departement.objects.values_list("code", "name"))
    return _collection(departements(), names)


def communes_geojson(departement: str) -> dict[str, Any]:
    """A FeatureCollection of a département's communes, with ``code`` and ``name``. ``KeyError`` if unknown."""
    coverage = communes_of(departement)
    names = dict(Commune.objects.filter(pk__in=coverage.areas).order_by().values_list("code", "name"))
    return _collection(coverage, names)


def _collection(coverage: Coverage, names: Mapping[str, str]) -> dict[str, Any]:
    polygons = {code: coverage.polygons(code) for code in coverage.areas}
    return {
        "type": "FeatureCollection",
        "bbox": list(box_of([polygon for area in polygons.values() for polygon in area])),
        "features": [
            {
                "type": "Feature",
                "id": code,
                "properties": {"code": code, "name": names.get(code, "")},
                "geometry": _geometry(area),
            }
            for code, area in polygons.items()
        ],
    }


def _geometry(polygons: Polygons) -> dict[str, Any]:
    coordinates = [[[_degrees(position) for position in ring] for ring in polygon] for polygon in polygons]
    if len(coordinates) == 1:
        return {"type": "Polygon", "coordinates": coordinates[0]}
    return {"type": "MultiPolygon", "coordinates": coordinates}


def _degrees(position: Iterable[int]) -> list[float]:
    return [value / GRID for value in position]
