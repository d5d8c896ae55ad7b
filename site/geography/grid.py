"""Windows of the Web-Mercator tile grid: what a map asks for, snapped so that neighbours share addresses."""

from __future__ import annotations

import math
from dataclasses import dataclass

from geography.cells import ZOOM, interleaved
from geography.distance import Box

MAX_TILES = 64
"""A window holds at most so many tiles: asked for more, it answers at a smaller zoom."""
_ROUNDED = 1e-4  # degrees: addresses carry five decimals, and a side that was on the grid must stay there up to 85°


def _column(longitude: float, zoom: int) -> float:
    return (longitude + 180) / 360 * (1 << zoom)


def _row(latitude: float, zoom: int) -> float:
    phi = math.radians(max(-85.0511, min(85.0511, latitude)))
    return (1 - math.asinh(math.tan(phi)) / math.pi) / 2 * (1 << zoom)


def _latitude(row: float, zoom: int) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / (1 << zoom)))))


@dataclass(frozen=True)
class Window:
    """Tiles ``west`` ≤ x < ``east`` and ``north`` ≤ y < ``south`` of a zoom (slippy-map numbering, OSM wiki)."""

    zoom: int
    west: int
    north: int
    east: int
    south: int

    @classmethod
    def snapped(cls, box: Box, zoom: int) -> Window:
        """The smallest window that holds the box, at ``zoom`` or the largest smaller one that is not too many tiles."""
        for z in range(min(zoom, ZOOM), -1, -1):
            limit = 1 << z
            slack = min(0.05, _ROUNDED * limit / 360)
            west = max(0, min(limit - 1, math.floor(_column(box.west, z) + slack)))
            east = max(west + 1, min(limit, math.ceil(_column(box.east, z) - slack)))
            north = max(0, min(limit - 1, math.floor(_row(box.north, z) + slack)))
            south = max(north + 1, min(limit, math.ceil(_row(box.south, z) - slack)))
            window = cls(z, west, north, east, south)
            if window.tiles <= MAX_TILES:
                return window
        raise AssertionError("at zoom 0 there is one tile")

    @property
    def tiles(self) -> int:
        """How many tiles it holds."""
        return (self.east - self.west) * (self.south - self.north)

    @property
    def box(self) -> Box:
        """Its sides in degrees."""
        width = 360 / (1 << self.zoom)
        return Box(
            self.west * width - 180,
            _latitude(self.south, self.zoom),
            self.east * width - 180,
            _latitude(self.north, self.zoom),
        )

    def cell_ranges(self) -> list[tuple[int, int]]:
        """Inclusive ranges of cells, sorted and merged: one a tile, fewer where tiles follow each other in Z-order."""
        shift = 2 * (ZOOM - self.zoom)
        numbers = sorted(interleaved(x, y) for x in range(self.west, self.east) for y in range(self.north, self.south))
        ranges: list[tuple[int, int]] = []
        for number in numbers:
            first, last = number << shift, ((number + 1) << shift) - 1
            if ranges and ranges[-1][1] + 1 == first:
                ranges[-1] = (ranges[-1][0], last)
            else:
                ranges.append((first, last))
        return ranges

    def cluster_shift(self, most: int) -> int:
        """By how many bits to shift cells so that the window holds at most ``most`` groups."""
        levels = max(0, int(math.log(max(1, most / self.tiles), 4)))
        return 2 * max(0, ZOOM - self.zoom - levels)
