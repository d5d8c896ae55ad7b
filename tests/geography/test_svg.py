"""Lines made light for SVG."""

from __future__ import annotations

import math
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from geography.svg import Step, chained, path, thinned

spots = st.tuples(st.floats(-500, 500), st.floats(-500, 500))
steps = st.tuples(st.integers(-50, 50), st.integers(-50, 50))


def corners(d: str) -> list[list[Step]]:
    """The corners of each part of a path of ``m``, ``l`` and ``z``, read as SVG says."""
    parts: list[list[Step]] = []
    here = (0, 0)
    for command, numbers in re.findall(r"([mlz])([^mlz]*)", d):
        values = [int(number) for number in re.findall(r"-?\d+", numbers)]
        for x, y in zip(values[::2], values[1::2], strict=True):
            here = (here[0] + x, here[1] + y)
            if command == "m":
                parts.append([])
            parts[-1].append(here)
        if command == "z":
            here = parts[-1][0]
    return parts


def distance(spot: tuple[float, float], a: tuple[float, float], b: tuple[float, float]) -> float:
    length = math.dist(a, b)
    if length == 0:
        return math.dist(spot, a)
    along = max(0, min(1, sum((s - p) * (q - p) for s, p, q in zip(spot, a, b, strict=True)) / length**2))
    return math.dist(spot, [p + along * (q - p) for p, q in zip(a, b, strict=True)])


@given(st.lists(spots, min_size=2, max_size=30), st.floats(0.1, 20))
@settings(max_examples=60)
def test_a_thinned_line_stays_near_the_line(track: list[tuple[float, float]], tolerance: float) -> None:
    thin = thinned(track, tolerance)
    assert thin[0] == (round(track[0][0]), round(track[0][1]))
    for spot in track:
        near = [math.dist(spot, thin[0])] + [distance(spot, a, b) for a, b in zip(thin, thin[1:], strict=False)]  # noqa: RUF007
        assert min(near) <= tolerance + 0.75  # rounding moves a corner by 0.71 at most


def test_a_closed_line_does_not_collapse() -> None:
    ring = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0), (0.0, 0.0)]
    assert len(set(thinned(ring, 1.0))) == 4
    assert len(set(thinned(ring, 9.0))) >= 2


def test_open_lines_are_joined_whatever_their_direction() -> None:
    chains = chained([[(0, 0), (1, 0)], [(2, 0), (1, 0)], [(2, 0), (3, 3)], [(9, 9), (8, 8)]], closed=False)
    assert sorted(map(len, chains)) == [2, 4]
    assert [(0, 0), (1, 0), (2, 0), (3, 3)] in [chains[0], chains[0][::-1]]


def test_closed_lines_keep_their_direction() -> None:
    square = [[(0, 0), (4, 0)], [(4, 4), (0, 4)], [(4, 0), (4, 4)], [(0, 4), (0, 0)]]
    (ring,) = chained(square, closed=True)
    assert ring == [(0, 0), (4, 0), (4, 4), (0, 4), (0, 0)]


@given(st.lists(st.lists(steps, min_size=2, max_size=6), max_size=12))
@settings(max_examples=60)
def test_chains_lose_no_segment(tracks: list[list[Step]]) -> None:
    def segments(lines: list[list[Step]]) -> list[tuple[Step, ...]]:
        return sorted(tuple(sorted(pair)) for line in lines for pair in zip(line, line[1:], strict=False))  # noqa: RUF007

    assert segments(chained(tracks, closed=False)) == segments(tracks)
    assert segments(chained(tracks, closed=True)) == segments(tracks)


@given(st.lists(st.lists(steps, min_size=2, max_size=8), max_size=8))
@settings(max_examples=60)
def test_a_path_says_the_corners(chains: list[list[Step]]) -> None:
    assert corners(path(chains, closed=False)) == chains


def test_numbers_are_whole_and_tight() -> None:
    assert path([[(0, 0), (3, -4), (-5, 6)]], closed=False) == "m0 0l3-4-8 10"
    assert path([[(1, 1), (9, 1), (9, 9), (1, 1)], [(2, 2), (3, 2), (3, 3), (2, 2)]], closed=True) == (
        "m1 1l8 0 0 8zm1 1l1 0 0 1z"
    )


def test_what_has_no_inside_is_left_out() -> None:
    assert path([[(1, 1), (2, 2), (1, 1)]], closed=True) == ""
