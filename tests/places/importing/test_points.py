"""Points as people write them."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import assume, given
from hypothesis import strategies as st
from pyproj import Transformer

from geography.distance import Point, distance_km
from places.importing.points import choose, in_france, read_point, split_pair
from places.importing.remarks import Kind

MENDE = Point(44.5178, 3.5012)


@pytest.mark.parametrize(
    ("latitude", "longitude", "mended"),
    [
        ("44.5178", "3.5012", ()),
        ("44,5178", "3,5012", (Kind.COMMA,)),
        ("44.5178, 3.5012", "", (Kind.BOTH,)),
        ("", "44.5178 3.5012", (Kind.BOTH,)),
        ("(44.5178; 3.5012)", "", (Kind.BOTH,)),
        ("44,5178 3,5012", "", (Kind.BOTH, Kind.COMMA)),
        ("44,5178,3,5012", "", (Kind.BOTH,)),
        ("44,5178;3,5012", "44,5178;3,5012", (Kind.BOTH, Kind.COMMA)),
        ("3.5012", "44.5178", (Kind.AXES,)),
        ("3,5012", "44,5178", (Kind.COMMA, Kind.AXES)),
        ("44.5178", "-3.5012", (Kind.SIGN,)),
        ("44.5178 N", "3.5012 E", ()),
        ("44°31'04\" N", "3°30'04\" E", ()),
        ("6379985.7", "739833.9", (Kind.LAMBERT,)),
        ("739833,9", "6379985,7", (Kind.COMMA, Kind.LAMBERT, Kind.AXES)),
    ],
)
def test_ways_of_writing_mende(latitude: str, longitude: str, mended: tuple[Kind, ...]) -> None:
    reading = choose(read_point(latitude, longitude), [MENDE])
    assert reading is not None
    assert distance_km(reading.point, MENDE) < 0.1
    assert reading.mended == mended


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        ("", ""),
        ("0", "0"),
        ("44.5", ""),
        ("44,5", ""),
        ("x", "y"),
        ("nan", "inf"),
        ("9999999", "9999999"),
        ("1,2,3", ""),
    ],
)
def test_no_point(latitude: str, longitude: str) -> None:
    assert choose(read_point(latitude, longitude), [MENDE]) is None


def test_a_near_point_is_left_as_it_is() -> None:
    """Tarbes is so near the meridian that the other sign is also near: the plain reading wins."""
    reading = choose(read_point("43.2449", "0.0815"), [Point(43.2328, 0.0781)])
    assert reading is not None
    assert reading.mended == ()


def test_a_point_far_from_everything_is_left_to_the_commune() -> None:
    reading = choose(read_point("50.6131", "3.0474"), [MENDE])
    assert reading is not None
    assert reading.point == Point(50.6131, 3.0474)


def test_without_a_commune_the_reading_in_france_is_taken() -> None:
    reading = choose(read_point("3.5012", "44.5178"), [])
    assert reading is not None
    assert reading.mended == (Kind.AXES,)


def test_southern_overseas() -> None:
    reading = choose(read_point("21.2231", "55.5583"), [Point(-21.2786, 55.5170)])
    assert reading is not None
    assert reading.point == Point(-21.2231, 55.5583)
    assert reading.mended == (Kind.SIGN,)


def test_an_unknown_projection_is_said() -> None:
    with pytest.raises(ImproperlyConfigured, match="EPSG:123456"):
        read_point("500000", "6000000", "EPSG:123456")


def test_split_pair_leaves_single_numbers() -> None:
    assert split_pair("44,52") is None
    assert split_pair("44.52") is None
    assert split_pair("44.52,3.49") == ("44.52", "3.49")


metropolitan = st.tuples(st.floats(42.5, 50.5), st.floats(-4.5, 7.9)).map(lambda pair: Point(*pair))
_to_lambert = Transformer.from_crs("EPSG:4326", "EPSG:2154", always_xy=True)


@given(metropolitan)
def test_lambert_goes_and_comes_back(point: Point) -> None:
    x, y = _to_lambert.transform(point.longitude, point.latitude)
    reading = choose(read_point(f"{y:.2f}", f"{x:.2f}"), [point])
    assert reading is not None
    assert distance_km(reading.point, point) < 0.001


@given(metropolitan, st.sampled_from(["plain", "comma", "both", "swapped", "unsigned"]))
def test_any_repair_finds_the_point(point: Point, harm: str) -> None:
    latitude, longitude = f"{point.latitude:.6f}", f"{point.longitude:.6f}"
    assume(harm != "unsigned" or abs(point.longitude) > 0.2)
    written = {
        "plain": (latitude, longitude),
        "comma": (latitude.replace(".", ","), longitude.replace(".", ",")),
        "both": (f"{latitude}, {longitude}", ""),
        "swapped": (longitude, latitude),
        "unsigned": (latitude, longitude.lstrip("-")),
    }[harm]
    reading = choose(read_point(*written), [point])
    assert reading is not None
    assert distance_km(reading.point, point) < 0.001
    assert in_france(reading.point)


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_breaks_the_reading(latitude: str, longitude: str) -> None:
    for reading in read_point(latitude, longitude):
        assert -90 <= reading.point.latitude <= 90
