"""Distances, boxes, and the haversine that a database computes without trigonometry."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from django.db import connection
from geopy.distance import geodesic, great_circle
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geography.distance import (
    EARTH_RADIUS_KM,
    HALF_CIRCUMFERENCE_KM,
    Box,
    Point,
    box_around,
    distance_km,
    haversine_from_km,
    haversine_sql,
    km_from_haversine,
)

MENDE = Point(44.5190, 3.5010)
SAINT_CHELY = Point(44.8021, 3.2758)
FORT_DE_FRANCE = Point(14.6037, -61.0680)
NOUMEA = Point(-22.2758, 166.4580)

points = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))
inhabited = st.builds(Point, st.floats(-70, 70), st.floats(-170, 170))
bearings = st.floats(0, 360)


def destination(start: Point, km: float, bearing: float) -> Point:
    """Where one gets from ``start`` after ``km`` on a great circle (geopy's own formula)."""
    point = great_circle(kilometers=km).destination((start.latitude, start.longitude), bearing)
    return Point(point.latitude, (point.longitude + 180) % 360 - 180)


def in_database(start: Point, *ends: Point) -> list[float]:
    """The distances in km the database computes."""
    sql, params = haversine_sql("latitude", "longitude", start)
    rows = " UNION ALL ".join(
        ["SELECT %s AS rank, CAST(%s AS float) AS latitude, CAST(%s AS float) AS longitude"] * len(ends)
    )
    values = [value for rank, end in enumerate(ends) for value in (rank, end.latitude, end.longitude)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sql} FROM ({rows}) AS ends ORDER BY rank", [*params, *values])
        return [km_from_haversine(haversine) for (haversine,) in cursor.fetchall()]


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        (91, 0),
        (-90.001, 0),
        (0, 181),
        (0, -180.5),
        (math.nan, 0),
        (0, math.nan),
        (math.inf, 0),
        (0, -math.inf),
    ],
)
def test_point_refuses_what_is_not_on_earth(latitude: float, longitude: float) -> None:
    with pytest.raises(ValueError, match="degrees"):
        Point(latitude, longitude)


@pytest.mark.parametrize(
    "sides",
    [
        (3, 44, 2, 45),
        (2, 45, 3, 44),
        (-181, 0, 0, 1),
        (0, -91, 1, 0),
        (math.nan, 0, 1, 1),
        (0, 0, 1, math.inf),
    ],
)
def test_box_refuses_swapped_and_impossible_sides(sides: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError):
        Box(*sides)


def test_box_holds_its_edges_and_centre() -> None:
    box = Box(2, 44, 4, 45)
    assert box.centre == Point(44.5, 3)
    assert box.centre in box
    assert Point(45, 4) in box
    assert Point(45.001, 4) not in box
    assert "text" not in box


def test_known_distances() -> None:
    assert distance_km(MENDE, SAINT_CHELY) == pytest.approx(36.2, abs=0.1)
    assert distance_km(MENDE, FORT_DE_FRANCE) == pytest.approx(6918, rel=0.01)
    assert distance_km(MENDE, MENDE) == 0


@given(points, points)
def test_distance_is_the_great_circle(a: Point, b: Point) -> None:
    expected = great_circle((a.latitude, a.longitude), (b.latitude, b.longitude)).km
    assert distance_km(a, b) == pytest.approx(expected, rel=1e-6, abs=1e-3)
    assert distance_km(a, b) == pytest.approx(distance_km(b, a))
    assert 0 <= distance_km(a, b) <= HALF_CIRCUMFERENCE_KM * (1 + 1e-12)


@given(st.builds(Point, st.floats(41, 51.5), st.floats(-5.5, 10)), st.floats(0.5, 300), bearings)
@settings(max_examples=50)
def test_distance_is_near_the_geodesic_in_france(start: Point, km: float, bearing: float) -> None:
    end = destination(start, km, bearing)
    expected = geodesic((start.latitude, start.longitude), (end.latitude, end.longitude)).km
    assert distance_km(start, end) == pytest.approx(expected, rel=0.004)


@pytest.mark.parametrize("km", [-1, -1e-9, math.nan, -math.inf])
def test_impossible_distances_are_refused(km: float) -> None:
    with pytest.raises(ValueError):
        haversine_from_km(km)
    with pytest.raises(ValueError):
        box_around(MENDE, km)


@given(st.floats(0, HALF_CIRCUMFERENCE_KM))
def test_haversine_and_km_are_inverse(km: float) -> None:
    # The haversine is flat near the antipodes: there, half a metre is all a float can tell.
    assert km_from_haversine(haversine_from_km(km)) == pytest.approx(km, rel=1e-9, abs=5e-4)


def test_longest_distance_caps() -> None:
    assert haversine_from_km(math.inf) == haversine_from_km(HALF_CIRCUMFERENCE_KM) == pytest.approx(1)
    assert km_from_haversine(7.0) == pytest.approx(HALF_CIRCUMFERENCE_KM)
    assert km_from_haversine(-1e-20) == 0


@given(points, st.one_of(st.floats(0, 300), st.floats(0, 1e6), st.just(math.inf)), st.floats(0, 1), bearings)
def test_box_holds_the_whole_circle(centre: Point, km: float, share: float, bearing: float) -> None:
    box = box_around(centre, km)
    inside = destination(centre, share * min(km, HALF_CIRCUMFERENCE_KM), bearing)
    assume(distance_km(centre, inside) <= km)  # geopy's own rounding
    assert inside in box


def test_box_is_tight() -> None:
    box = box_around(MENDE, 30)
    for side in (Point(box.north, MENDE.longitude), Point(box.south, MENDE.longitude)):
        assert distance_km(MENDE, side) == pytest.approx(30, rel=1e-6)
    assert 30 < distance_km(MENDE, Point(MENDE.latitude, box.east)) < 30.01


def test_box_near_a_pole_or_the_antimeridian_spans_all_longitudes() -> None:
    assert box_around(Point(89.9, 0), 50)[::2] == (-180, 180)
    assert box_around(Point(0, 179.99), 50)[::2] == (-180, 180)
    assert box_around(Point(-90, 12), 1) == Box(-180, -90, 180, box_around(Point(-90, 12), 1).north)


@pytest.mark.django_db
@given(inhabited, st.lists(st.tuples(st.floats(0.001, 300), bearings), min_size=2, max_size=8))
@settings(max_examples=60, deadline=None)
def test_database_distance_is_the_great_circle_and_keeps_the_order(
    start: Point, steps: list[tuple[float, float]]
) -> None:
    ends = [destination(start, km, bearing) for km, bearing in steps]
    assume(all(abs(end.longitude - start.longitude) < 180 for end in ends))
    expected = [distance_km(start, end) for end in ends]
    computed = in_database(start, *ends)
    assert computed == pytest.approx(expected, rel=5e-6, abs=1e-5)
    ranked = sorted(zip(expected, computed, strict=True))
    for (near, near_computed), (far, far_computed) in pairwise(ranked):
        assert near_computed <= far_computed or far - near < 1e-5 * far + 1e-5


@pytest.mark.django_db
@given(st.builds(Point, st.floats(70, 80), st.floats(-90, 90)), st.floats(0.001, 300), bearings)
@settings(max_examples=30, deadline=None)
def test_database_distance_holds_near_the_poles(start: Point, km: float, bearing: float) -> None:
    end = destination(start, km, bearing)
    assert in_database(start, end)[0] == pytest.approx(distance_km(start, end), rel=1e-4, abs=1e-5)


@pytest.mark.django_db
@given(st.builds(Point, st.floats(41, 51.5), st.floats(-5.5, 10)), st.floats(300, 2500), bearings)
@settings(max_examples=30, deadline=None)
def test_database_distance_holds_across_the_country_and_further(start: Point, km: float, bearing: float) -> None:
    end = destination(start, km, bearing)
    assert in_database(start, end)[0] == pytest.approx(distance_km(start, end), rel=1e-5)


@pytest.mark.django_db
@given(points, points)
@settings(max_examples=30, deadline=None)
def test_database_distance_never_fails(a: Point, b: Point) -> None:
    assert 0 <= in_database(a, b)[0] <= math.pi * EARTH_RADIUS_KM * (1 + 1e-12)


@pytest.mark.django_db
def test_overseas_is_far_and_in_order() -> None:
    ends = [SAINT_CHELY, Point(42.0, 9.0), FORT_DE_FRANCE, NOUMEA]
    computed = in_database(MENDE, *ends)
    assert computed == sorted(computed)
    assert computed[2] == pytest.approx(distance_km(MENDE, FORT_DE_FRANCE), rel=0.01)
