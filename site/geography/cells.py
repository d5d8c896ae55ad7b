"""Cells of the Web-Mercator grid (EPSG:3857), as one integer that sorts by neighbourhood (Z-order, Morton 1966).

Columns and rows are those of map tiles (OSM wiki, "Slippy map tilenames"); interleaving bits by masks is from Anderson,
"Bit Twiddling Hacks". ``cell >> 2 * n`` is the cell ``n`` zooms up: a cluster is a ``GROUP BY``, a tile is one range of
cells. ``geography.grid`` covers a box by few such ranges and chooses the shift.
"""

import math

from geography.distance import Point

ZOOM = 24
"""A cell is one pixel-less tile of this zoom: 2^24 columns, about 1.7 m at France's latitude; 48 bits in all."""

_MAX_LATITUDE = 85.0511287798066


def _spread(value: int) -> int:
    """Put a zero bit before each of the 24 bits of ``value``."""
    value = (value | value << 16) & 0x0000FFFF0000FFFF
    value = (value | value << 8) & 0x00FF00FF00FF00FF
    value = (value | value << 4) & 0x0F0F0F0F0F0F0F0F
    value = (value | value << 2) & 0x3333333333333333
    return (value | value << 1) & 0x5555555555555555


def interleaved(x: int, y: int) -> int:
    """The Morton number of a column and a row of at most 24 bits: x in the even bits, y in the odd ones."""
    return _spread(x) | _spread(y) << 1


def cell_of(latitude: float, longitude: float) -> int:
    """The cell of a point in degrees: x and y of its tile at zoom 24, bits interleaved (x even, y odd)."""
    phi = math.radians(max(-_MAX_LATITUDE, min(_MAX_LATITUDE, latitude)))
    size = 1 << ZOOM
    x = min(size - 1, max(0, int((longitude + 180) / 360 * size)))
    y = min(size - 1, max(0, int((1 - math.asinh(math.tan(phi)) / math.pi) / 2 * size)))
    return interleaved(x, y)


def point_of(cell: int, shift: int = 0) -> Point:
    """The middle of a group of cells: of the cells that ``cell >> shift`` tells from the others.

    ``cell`` is the shifted number, as ``GROUP BY cell >> shift`` gives it; ``shift`` is even, from 0 to 48: the group
    is a tile of zoom ``ZOOM - shift / 2``. Raises ``ValueError`` otherwise.
    """
    if shift % 2 or not 0 <= shift <= 2 * ZOOM:
        raise ValueError(f"shift {shift}: an even number from 0 to {2 * ZOOM}")
    tiles = 1 << (ZOOM - shift // 2)
    if not 0 <= cell < tiles * tiles:
        raise ValueError(f"cell {cell} is not one of {tiles * tiles}")
    x, y = (_gathered(cell) + 0.5) / tiles, (_gathered(cell >> 1) + 0.5) / tiles
    return Point(math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y)))), x * 360 - 180)


def _gathered(value: int) -> int:
    """The even bits of ``value``, side by side: what ``_spread`` spread."""
    value &= 0x5555555555555555
    value = (value | value >> 1) & 0x3333333333333333
    value = (value | value >> 2) & 0x0F0F0F0F0F0F0F0F
    value = (value | value >> 4) & 0x00FF00FF00FF00FF
    value = (value | value >> 8) & 0x0000FFFF0000FFFF
    return (value | value >> 16) & 0x00000000FFFFFFFF
