"""Lines made light for SVG: thinned, chained end to end, written as whole relative numbers."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

Spot = tuple[float, float]
Track = list[Spot]
Step = tuple[int, int]


def thinned(track: Sequence[Spot], tolerance: float) -> list[Step]:
    """The corners that keep the track within ``tolerance`` of itself (Douglas and Peucker 1973), rounded, none twice.

    A closed track is thinned as two halves, parted at its farthest spot, so that it does not collapse.
    """
    if track[0] == track[-1] and len(track) > 3:
        half = max(range(len(track)), key=lambda index: math.dist(track[0], track[index]))
        kept = _corners(track[: half + 1], tolerance)[:-1] + _corners(track[half:], tolerance)
    else:
        kept = _corners(track, tolerance)
    rounded = [(round(x), round(y)) for x, y in kept]
    return [spot for index, spot in enumerate(rounded) if index == 0 or spot != rounded[index - 1]]


def _corners(track: Sequence[Spot], tolerance: float) -> Track:
    keep = {0, len(track) - 1}
    parts = [(0, len(track) - 1)]
    while parts:
        first, last = parts.pop()
        worst, index = tolerance, 0
        for middle in range(first + 1, last):
            distance = _distance(track[middle], track[first], track[last])
            if distance > worst:
                worst, index = distance, middle
        if index:
            keep.add(index)
            parts += [(first, index), (index, last)]
    return [track[index] for index in sorted(keep)]


def _distance(spot: Spot, a: Spot, b: Spot) -> float:
    """From a spot to the segment from a to b."""
    wide, high = b[0] - a[0], b[1] - a[1]
    square = wide * wide + high * high
    along = ((spot[0] - a[0]) * wide + (spot[1] - a[1]) * high) / square if square else 0.0
    along = min(1.0, max(0.0, along))
    return math.hypot(spot[0] - a[0] - along * wide, spot[1] - a[1] - along * high)


def chained(tracks: Iterable[list[Step]], *, closed: bool) -> list[list[Step]]:
    """The tracks joined end to end into fewer, longer ones.

    Closed tracks keep their directions, so that inside and outside keep their sides; open ones may be turned.
    """
    left = {number: track for number, track in enumerate(tracks) if len(track) > 1}
    ends: dict[Step, list[int]] = defaultdict(list)
    for number, track in left.items():
        ends[track[0]].append(number)
        if not closed:
            ends[track[-1]].append(number)
    chains = []
    while left:
        number = next(iter(left))
        chain = _grown(left.pop(number), left, ends)
        if not closed:
            chain = _grown(chain[::-1], left, ends)
        chains.append(chain)
    return chains


def _grown(chain: list[Step], left: dict[int, list[Step]], ends: dict[Step, list[int]]) -> list[Step]:
    """The chain, with every track that is left and can follow, taken from ``left``."""
    chain = list(chain)
    while waiting := [number for number in ends[chain[-1]] if number in left]:
        track = left.pop(waiting[0])
        chain.extend(track[1:] if track[0] == chain[-1] else track[-2::-1])
    return chain


def path(chains: Iterable[list[Step]], *, closed: bool) -> str:
    """The ``d`` of an SVG path: relative moves and lines; closed chains too small to have an inside are left out."""
    written = []
    here = (0, 0)
    for chain in chains:
        if closed and len(set(chain)) < 3:
            continue
        corners = chain[:-1] if closed and chain[0] == chain[-1] else chain
        written.append("m" + _numbers([(corners[0][0] - here[0], corners[0][1] - here[1])]))
        steps = [(x - before[0], y - before[1]) for before, (x, y) in pairwise(corners)]
        written.append("l" + _numbers(steps))
        if closed:
            written.append("z")
        here = corners[0] if closed else corners[-1]
    return "".join(written)


def _numbers(steps: Iterable[Step]) -> str:
    """Numbers separated by a space, or by their minus sign."""
    text = " ".join(f"{x} {y}" for x, y in steps)
    return text.replace(" -", "-")
