"""Cells of the Web-Mercator grid (EPSG:3857), as one integer that sorts by neighbourhood (Z-order, Morton 1966)."""

import math

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
