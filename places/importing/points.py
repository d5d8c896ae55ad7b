"""Reading a point as people write it: decimal comma, both axes in one cell, swapped, without sign, in Lambert-93."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from django.core.exceptions import ImproperlyConfigured
from pyproj import Transformer
from pyproj.exceptions import CRSError

from geography.distance import Box, Point, distance_km
from places.importing.remarks import Kind
from places.importing.repairs import number

LAMBERT_93 = "EPSG:2154"

NEAR_KM = 30.0
"""A point farther than this from its commune is read another way, if another way brings it nearer."""
_SURE_KM = 10.0
_MUCH_NEARER = 3.0

_FRANCE = (
    Box(-5.6, 41.2, 9.8, 51.3),  # metropolitan France
    Box(-63.2, 14.3, -60.7, 18.2),  # Antilles
    Box(-54.7, 2.0, -51.5, 5.9),  # Guyane
    Box(55.1, -21.5, 55.9, -20.8),  # La Réunion
    Box(44.9, -13.1, 45.4, -12.5),  # Mayotte
    Box(-56.5, 46.7, -56.1, 47.2),  # Saint-Pierre-et-Miquelon
)
_DMS = re.compile(r"(\d{1,3})\s*°\s*(\d{1,2})\s*['’′]\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:\"|''|″|’’)?)?")
_CARDINAL = re.compile(r"(?i)^([NSEWO])\s*(.+)$|^(.+?)\s*([NSEWO])$")


class Reading(NamedTuple):
    """One way of reading the cells: a point in degrees (WGS 84), and what had to be mended."""

    point: Point
    mended: tuple[Kind, ...] = ()


def read_point(latitude: str, longitude: str, crs: str = "") -> list[Reading]:
    """The possible readings of two cells, the plainest first; none when they hold no point.

    ``latitude`` may hold both. ``crs`` is ``EPSG:…`` when the file is projected: ``longitude`` is then x, ``latitude``
    is y, in metres. Lambert-93 is recognised without being told. Raises ``ImproperlyConfigured`` for an unknown CRS.
    """
    mended: list[Kind] = []
    first, second = latitude.strip(), longitude.strip()
    pair = split_pair(first) or split_pair(second) if not (first and second) or first == second else None
    if pair:
        first, second = pair
        mended.append(Kind.BOTH)
    y, comma_y = _coordinate(first)
    x, comma_x = _coordinate(second)
    if x is None or y is None:
        return []
    if comma_x or comma_y:
        mended.append(Kind.COMMA)
    if max(abs(x), abs(y)) > 180:
        return _projected(x, y, crs, tuple(mended))
    if x == 0 and y == 0:
        return []
    return [
        Reading(Point(latitude, longitude), (*mended, *kinds))
        for latitude, longitude, kinds in _variants(y, x)
        if abs(latitude) <= 90
    ]


def split_pair(text: str) -> tuple[str, str] | None:
    """The two numbers of one cell: ``44.52, 3.49``, ``44,52 3,49``, ``44,52;3,49``, ``(44.52 3.49)``."""
    inner = text.strip("()[]{} ")
    parts = [part.strip(", ") for part in re.split(r"[;/|]|\s+", inner) if part.strip(", ")]
    if len(parts) == 1:
        pieces = parts[0].split(",")
        if len(pieces) == 4:  # 44,52,3,49
            parts = [f"{pieces[0]}.{pieces[1]}", f"{pieces[2]}.{pieces[3]}"]
        elif len(pieces) == 2 and all("." in piece for piece in pieces):
            parts = pieces
    if len(parts) == 2 and all(number(part)[0] is not None for part in parts):
        return parts[0], parts[1]
    return None


def _coordinate(text: str) -> tuple[float | None, bool]:
    """Degrees or metres of one axis, and whether a decimal comma was mended."""
    sign = 1.0
    if found := _CARDINAL.match(text):
        letter = (found[1] or found[4]).upper()
        sign = -1.0 if letter in "SWO" else 1.0
        text = found[2] or found[3]
    if found := _DMS.fullmatch(text.strip()):
        seconds = float((found[3] or "0").replace(",", "."))
        return sign * (int(found[1]) + int(found[2]) / 60 + seconds / 3600), False
    value, comma = number(text)
    return (None if value is None else sign * value), comma


def _variants(y: float, x: float) -> Iterator[tuple[float, float, tuple[Kind, ...]]]:
    yield y, x, ()
    yield x, y, (Kind.AXES,)
    yield y, -x, (Kind.SIGN,)
    yield -y, x, (Kind.SIGN,)
    yield x, -y, (Kind.AXES, Kind.SIGN)
    yield -x, y, (Kind.AXES, Kind.SIGN)


def _projected(x: float, y: float, crs: str, mended: tuple[Kind, ...]) -> list[Reading]:
    found = []
    for east, north, kinds in ((x, y, ()), (y, x, (Kind.AXES,))):
        if crs or (0 < east < 1_300_000 and 6_000_000 < north < 7_200_000):
            longitude, latitude = _transformer(crs or LAMBERT_93).transform(east, north)
            if abs(latitude) <= 90 and abs(longitude) <= 180:  # infinite outside the projection
                found.append(Reading(Point(latitude, longitude), (*mended, Kind.LAMBERT, *kinds)))
    return [reading for reading in found if in_france(reading.point)]


@cache
def _transformer(crs: str) -> Transformer:
    try:
        return Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    except CRSError as error:
        raise ImproperlyConfigured(f"Système de coordonnées inconnu : {crs}") from error


def in_france(point: Point) -> bool:
    """Whether a point is in the box of metropolitan France or of an overseas département."""
    return any(box.south <= point.latitude <= box.north and box.west <= point.longitude <= box.east for box in _FRANCE)


def choose(readings: Sequence[Reading], references: Sequence[Point]) -> Reading | None:
    """The reading to trust: the plain one unless it is far from the commune's points and another is much nearer.

    Without ``references``, the first that lies in France, or the plain one.
    """
    if not readings:
        return None
    if not references:
        return next((reading for reading in readings if in_france(reading.point)), readings[0])
    far = [min(distance_km(reading.point, reference) for reference in references) for reading in readings]
    best = min(range(len(readings)), key=far.__getitem__)
    if far[0] <= _SURE_KM or far[best] > NEAR_KM or far[best] * _MUCH_NEARER > far[0]:
        return readings[0]
    return readings[best]
