"""Outlines that share their borders: each border is an arc, kept once, that one or two areas walk along.

The model is TopoJSON's (Bostock, "TopoJSON Specification" 1.0): an area is a list of polygons, a polygon a list of
rings, a ring a list of arc numbers, ``~n`` meaning arc ``n`` backwards. Coordinates are integers, longitude then
latitude, in thousandths of a degree (``GRID`` a degree): two neighbours have exactly the same border.

``pack`` writes a coverage in a third of TopoJSON’s bytes. A ring is written as a walk: an arc walked before, by
the neighbour, is named by its rank among the arcs waiting at the point where the walk stands, of which there is seldom
more than one; only new arcs have coordinates, and none needs its first point.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

GRID = 1000
"""Steps of the grid in a degree: 111 m of latitude, 78 m of longitude at 46° N."""

Position = tuple[int, int]
Line = tuple[Position, ...]
Polygons = list[list[Line]]
"""Polygons of closed rings: the outer one counterclockwise, then the holes, clockwise (RFC 7946, section 3.1.6)."""


class Coverage(NamedTuple):
    """Areas that touch and don't overlap."""

    arcs: list[Line]
    areas: dict[str, list[list[list[int]]]]
    """Code → polygons → rings → arc numbers."""

    def arc(self, number: int) -> Line:
        """The positions of an arc in the direction a ring walks it."""
        return self.arcs[number] if number >= 0 else self.arcs[~number][::-1]

    def ring(self, numbers: Sequence[int]) -> Line:
        """The closed line of a ring."""
        line = list(self.arc(numbers[0]))
        for number in numbers[1:]:
            line.extend(self.arc(number)[1:])
        return tuple(line)

    def polygons(self, code: str) -> Polygons:
        """The polygons of an area, as closed rings. ``KeyError`` on an unknown code."""
        return [[self.ring(ring) for ring in polygon] for polygon in self.areas[code]]

    def uses(self, codes: Collection[str] | None = None) -> dict[int, int]:
        """How many of the areas (all by default) walk each arc: 1 on the outer edge, 2 between neighbours."""
        uses: dict[int, int] = defaultdict(int)
        for code, polygons in self.areas.items():
            if codes is None or code in codes:
                for number in _arcs_of(polygons):
                    uses[number if number >= 0 else ~number] += 1
        return uses


def _arcs_of(polygons: list[list[list[int]]]) -> Iterator[int]:
    for polygon in polygons:
        for ring in polygon:
            yield from ring


# Cutting rings into arcs --------------------------------------------------------------------------------------------


def junctions(areas: Iterable[Polygons]) -> set[Position]:
    """The positions where borders meet: those that do not have exactly two neighbours along all the rings."""
    neighbours: dict[Position, set[Position]] = defaultdict(set)
    for polygons in areas:
        for polygon in polygons:
            for ring in polygon:
                for a, b in pairwise(ring):
                    neighbours[a].add(b)
                    neighbours[b].add(a)
    return {position for position, around in neighbours.items() if len(around) != 2}


def cut(areas: Mapping[str, Polygons], at: Collection[Position]) -> Coverage:
    """Cut the rings of the areas at the junctions ``at``, and keep each arc once.

    Give the junctions of the whole country to cut the areas of one département: its border with the next then consists
    of the same arcs on both sides.
    """
    numbers: dict[Line, int] = {}
    coverage = Coverage([], {})
    for code, polygons in areas.items():
        coverage.areas[code] = [
            [[_number(arc, numbers, coverage.arcs) for arc in _cut_ring(ring, at)] for ring in polygon]
            for polygon in polygons
        ]
    return coverage


def _cut_ring(ring: Line, at: Collection[Position]) -> list[Line]:
    """The arcs of a closed ring, from junction to junction; one closed arc when it has no junction."""
    positions = list(ring[:-1])
    cuts = [index for index, position in enumerate(positions) if position in at]
    if not cuts:  # an island, or an enclave: start where the neighbour's hole starts too
        cuts = [min(range(len(positions)), key=positions.__getitem__)]
    positions = positions[cuts[0] :] + positions[: cuts[0]]
    cuts = [index - cuts[0] for index in cuts]
    positions.append(positions[0])
    return [tuple(positions[a : b + 1]) for a, b in pairwise([*cuts, len(positions) - 1])]


def _number(arc: Line, numbers: dict[Line, int], arcs: list[Line]) -> int:
    """The number of an arc, negative when it was first met in the other direction."""
    if arc in numbers:
        return numbers[arc]
    if arc[::-1] in numbers:
        return ~numbers[arc[::-1]]
    numbers[arc] = len(arcs)
    arcs.append(arc)
    return numbers[arc]


# Packing --------------------------------------------------------------------------------------------------------------

_STREAMS = 5  # counts, starts, steps, eastings, northings: alike bytes side by side compress better


def pack(coverage: Coverage) -> bytes:
    """The coverage as bytes, to be compressed; ``unpack`` reads them. Arcs are renumbered in the order of the walk."""
    counts: list[int] = [len(coverage.areas)]
    starts, steps, eastings, northings = [], [], [], []
    waiting: dict[Position, list[int]] = defaultdict(list)
    last_code, last_start = 0, (0, 0)
    for code, polygons in coverage.areas.items():
        number = int(code, 36)
        counts += [number - last_code, len(polygons)]
        last_code = number
        for polygon in polygons:
            counts.append(len(polygon))
            for ring in polygon:
                start = coverage.arc(ring[0])[0]
                counts.append(len(ring))
                starts += [start[0] - last_start[0], start[1] - last_start[1]]
                last_start = start
                for reference in ring:
                    line = coverage.arc(reference)
                    if ~reference in waiting[line[0]]:
                        rank = waiting[line[0]].index(~reference)
                        del waiting[line[0]][rank]
                        steps.append(-rank - 1)
                        continue
                    steps.append(len(line) - 1)
                    eastings += [b[0] - a[0] for a, b in pairwise(line)]
                    northings += [b[1] - a[1] for a, b in pairwise(line)]
                    waiting[line[-1]].append(reference)
    streams = [_varints(stream) for stream in (counts, starts, steps, eastings, northings)]
    return _varints(map(len, streams)) + b"".join(streams)


def unpack(data: bytes, width: int) -> Coverage:
    """The coverage of ``pack``'s bytes; ``width``: the length codes are filled to with zeros."""
    position = [number.end() for number in islice(_VARINT.finditer(data), _STREAMS)][-1]
    streams = []
    for length in _integers(data[:position]):
        streams.append(iter(_integers(data[position : position + length])))
        position += length
    counts, starts, steps, eastings, northings = streams
    coverage = Coverage([], {})
    waiting: dict[Position, list[int]] = defaultdict(list)
    number, x, y = 0, 0, 0
    for _ in range(next(counts)):
        number += next(counts)
        polygons = []
        for _ in range(next(counts)):
            rings = []
            for _ in range(next(counts)):
                length = next(counts)
                x, y = x + next(starts), y + next(starts)
                rings.append(_walk((x, y), length, (steps, eastings, northings), waiting, coverage))
            polygons.append(rings)
        coverage.areas[_base36(number).zfill(width)] = polygons
    return coverage


def _walk(
    here: Position,
    length: int,
    streams: tuple[Iterator[int], Iterator[int], Iterator[int]],
    waiting: dict[Position, list[int]],
    coverage: Coverage,
) -> list[int]:
    """One ring of ``length`` arcs from ``here``: arc numbers; new arcs are added to the coverage."""
    steps, eastings, northings = streams
    ring = []
    for _ in range(length):
        step = next(steps)
        if step < 0:
            reference = ~waiting[here].pop(-step - 1)
            here = coverage.arc(reference)[-1]
        else:
            line = [here]
            for _ in range(step):
                here = (here[0] + next(eastings), here[1] + next(northings))
                line.append(here)
            reference = len(coverage.arcs)
            coverage.arcs.append(tuple(line))
            waiting[here].append(reference)
        ring.append(reference)
    return ring


def _varints(values: Iterable[int]) -> bytes:
    """Signed integers as zigzag base-128 bytes, small ones short (Protocol Buffers' ``sint64`` encoding)."""
    data = bytearray()
    for value in values:
        value = value * 2 if value >= 0 else -value * 2 - 1
        while value > 127:
            data.append(value & 127 | 128)
            value >>= 7
        data.append(value)
    return bytes(data)


_VARINT = re.compile(rb"[\x80-\xff]*[\x00-\x7f]")
_OF_ONE_BYTE = [value >> 1 if not value & 1 else -(value + 1 >> 1) for value in range(128)]


def _integers(data: bytes) -> list[int]:
    """The integers of ``_varints``'s bytes. All but one in twenty are of one byte, and looked up."""
    values: list[int] = []
    value = shift = 0
    for byte in data:
        if byte > 127:
            value |= (byte & 127) << shift
            shift += 7
        elif shift:
            value |= byte << shift
            values.append(value >> 1 if not value & 1 else -(value + 1 >> 1))
            value = shift = 0
        else:
            values.append(_OF_ONE_BYTE[byte])
    return values


def _base36(number: int) -> str:
    """The digits and capitals that ``int(…, 36)`` reads."""
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[digit] + digits
    return digits or "0"
