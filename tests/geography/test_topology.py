"""Outlines that share their borders."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geography.topology import Coverage, Line, Polygons, cut, junctions, pack, unpack


def square(x: int, y: int, side: int = 10) -> Line:
    return ((x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y))


TWO = {"48001": [[square(0, 0)]], "48002": [[square(10, 0)]]}
ENCLAVE: dict[str, Polygons] = {
    "2A001": [[square(0, 0, 30), square(10, 10)[::-1]], [square(100, 100)]],
    "2A002": [[square(10, 10)]],
}


def cells(picked: dict[tuple[int, int], int]) -> dict[str, Polygons]:
    """Areas made of unit squares of a grid, each square a polygon of its own."""
    areas: dict[str, Polygons] = {}
    for (x, y), area in sorted(picked.items()):
        areas.setdefault(f"{area:05d}", []).append([square(10 * x, 10 * y)])
    return dict(sorted(areas.items()))


def same(ring: Line, other: Line) -> bool:
    """Whether two closed rings are one, whatever their first position."""
    a, b = list(ring[:-1]), list(other[:-1])
    return len(a) == len(b) and any(a[i:] + a[:i] == b for i in range(len(a)))


def test_neighbours_share_one_arc() -> None:
    coverage = cut(TWO, junctions(TWO.values()))
    assert sorted(coverage.uses().values()) == [1, 1, 2]
    assert sorted(coverage.uses({"48001"}).values()) == [1, 1]
    (shared,) = [number for number, uses in coverage.uses().items() if uses == 2]
    assert set(coverage.arc(shared)) == {(10, 0), (10, 10)}
    assert coverage.arc(~shared) == coverage.arc(shared)[::-1]


def test_an_enclave_is_its_neighbours_hole() -> None:
    coverage = cut(ENCLAVE, junctions(ENCLAVE.values()))
    assert sorted(coverage.uses().values()) == [1, 1, 2]
    (hole,) = coverage.areas["2A001"][0][1]
    assert coverage.areas["2A002"] == [[[~hole]]]


def test_unknown_area() -> None:
    with pytest.raises(KeyError):
        cut(TWO, set()).polygons("48003")


def test_junctions_of_the_country_cut_both_sides_alike() -> None:
    country = {**TWO, "12001": [[square(0, -10, 10)]], "12002": [[square(10, -10, 10)]]}
    everywhere = junctions(country.values())
    north = cut(TWO, everywhere)
    south = cut({code: country[code] for code in ("12001", "12002")}, everywhere)
    border = {frozenset(arc) for arc in north.arcs} & {frozenset(arc) for arc in south.arcs}
    assert border == {frozenset({(0, 0), (10, 0)}), frozenset({(10, 0), (20, 0)})}


@pytest.mark.parametrize(("areas", "width"), [(TWO, 5), (ENCLAVE, 5), ({"01": [[square(-5, -5)]], "971": []}, 2)])
def test_pack_and_unpack(areas: dict[str, Polygons], width: int) -> None:
    coverage = unpack(pack(cut(areas, junctions(areas.values()))), width)
    assert list(coverage.areas) == list(areas)
    for code, polygons in areas.items():
        for polygon, expected in zip(coverage.polygons(code), polygons, strict=True):
            assert all(same(ring, other) for ring, other in zip(polygon, expected, strict=True))


def test_nothing_packs_to_nothing() -> None:
    assert unpack(pack(Coverage([], {})), 5) == Coverage([], {})


@given(st.dictionaries(st.tuples(st.integers(-4, 4), st.integers(-4, 4)), st.integers(0, 5), max_size=30))
@settings(max_examples=60)
def test_any_coverage_comes_back(picked: dict[tuple[int, int], int]) -> None:
    areas = cells(picked)
    coverage = unpack(pack(cut(areas, junctions(areas.values()))), 5)
    assert list(coverage.areas) == list(areas)
    for code, polygons in areas.items():
        for polygon, (ring,) in zip(coverage.polygons(code), polygons, strict=True):
            assert same(polygon[0], ring)
