"""Windows of the tile grid: what a box becomes, and which cells it holds."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from geography.cells import ZOOM, cell_of
from geography.distance import Box
from geography.grid import MAX_TILES, Window

longitudes = st.floats(-180, 180)
latitudes = st.floats(-85, 85)
zooms = st.integers(0, 24)


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    west, east = sorted((draw(longitudes), draw(longitudes)))
    south, north = sorted((draw(latitudes), draw(latitudes)))
    return Box(west, south, east, north)


@given(boxes(), zooms)
def test_a_window_holds_its_box_and_few_tiles(box: Box, zoom: int) -> None:
    window = Window.snapped(box, zoom)
    slack = 2e-4
    assert window.box.west <= box.west + slack
    assert window.box.east >= box.east - slack
    assert window.box.south <= box.south + slack
    assert window.box.north >= box.north - slack
    assert 1 <= window.tiles <= MAX_TILES
    assert window.zoom <= zoom


@given(boxes(), zooms)
def test_a_snapped_box_stays_where_it_is(box: Box, zoom: int) -> None:
    window = Window.snapped(box, zoom)
    printed = Box(*(round(side, 5) for side in window.box))
    if window.zoom <= 15:  # five decimals are a metre: a tile of zoom 15 is ten metres high near the poles
        assert Window.snapped(printed, window.zoom) == window


@given(boxes(), st.integers(0, 18), longitudes, latitudes)
def test_the_cells_of_a_window_are_those_of_its_points(box: Box, zoom: int, longitude: float, latitude: float) -> None:
    window = Window.snapped(box, zoom)
    cell = cell_of(latitude, longitude)
    tile = 360 / (1 << window.zoom)
    edge = 1e-9
    inside = window.west + edge < (longitude + 180) / tile < window.east - edge
    inside = inside and window.box.south + edge < latitude < window.box.north - edge
    if inside:
        assert any(first <= cell <= last for first, last in window.cell_ranges())


@given(boxes(), zooms)
def test_ranges_are_sorted_disjoint_and_as_large_as_the_window(box: Box, zoom: int) -> None:
    window = Window.snapped(box, zoom)
    ranges = window.cell_ranges()
    assert all(first <= last for first, last in ranges)
    assert all(before[1] + 1 < after[0] for before, after in pairwise(ranges))
    assert sum(last - first + 1 for first, last in ranges) == window.tiles << 2 * (ZOOM - window.zoom)


@given(boxes(), zooms, st.integers(1, 1000))
def test_clusters_are_at_most_as_many_as_asked(box: Box, zoom: int, most: int) -> None:
    window = Window.snapped(box, zoom)
    shift = window.cluster_shift(most)
    groups = sum((last >> shift) - (first >> shift) + 1 for first, last in window.cell_ranges())
    assert groups <= max(most, window.tiles)


def test_a_world_asked_at_a_street_s_zoom_is_answered_at_a_world_s() -> None:
    window = Window.snapped(Box(-180, -85, 180, 85), 18)
    assert window.zoom <= 3
    assert window.tiles <= MAX_TILES
