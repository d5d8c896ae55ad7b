"""Cells of the Web-Mercator grid."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geography.cells import ZOOM, cell_of, interleaved, point_of
from geography.distance import Point, distance_km

latitudes, longitudes = st.floats(-85, 85), st.floats(-180, 179.9999)


def test_known_cells() -> None:
    assert cell_of(85.06, -180) == 0
    assert cell_of(-85.06, 179.99999999) == (1 << 2 * ZOOM) - 1
    # Tile 8/130/93 of the slippy map holds Mende.
    assert cell_of(44.518, 3.501) >> 2 * (ZOOM - 8) == interleaved(130, 92)


@given(latitudes, longitudes)
def test_a_cell_is_small_and_comes_back(latitude: float, longitude: float) -> None:
    cell = cell_of(latitude, longitude)
    middle = point_of(cell)
    assert distance_km(Point(latitude, longitude), middle) < 0.003
    assert cell_of(*middle) == cell


@given(latitudes, longitudes, st.integers(0, ZOOM))
def test_a_group_holds_its_middle(latitude: float, longitude: float, zooms: int) -> None:
    group = cell_of(latitude, longitude) >> 2 * zooms
    assert cell_of(*point_of(group, 2 * zooms)) >> 2 * zooms == group


@given(st.integers(0, (1 << ZOOM) - 1), st.integers(0, (1 << ZOOM) - 1))
def test_bits_are_interleaved(x: int, y: int) -> None:
    number = interleaved(x, y)
    assert int(f"{number:048b}"[1::2], 2) == x
    assert int(f"{number:048b}"[::2], 2) == y


@pytest.mark.parametrize(("cell", "shift"), [(0, 1), (0, -2), (0, 50), (-1, 0), (1 << 48, 0), (4, 46), (1, 48)])
def test_what_is_no_cell(cell: int, shift: int) -> None:
    with pytest.raises(ValueError):
        point_of(cell, shift)
