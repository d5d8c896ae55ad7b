"""Squares find what looking at every pair finds."""

from __future__ import annotations

from random import Random

from geography.distance import Point, distance_km
from geography.nearness import Nearness, box_about


def test_what_is_near_is_found_wherever_it_is() -> None:
    random = Random(48)
    spots = [Point(random.uniform(41, 51.2), random.uniform(-5, 9.7)) for _ in range(400)]
    others, asked = spots[:200], spots[200:]
    for km in (10, 40):
        near = Nearness(others, km)
        found = [near.has_near(point) for point in asked]
        assert found == [any(distance_km(point, other) <= km for other in others) for point in asked]
        assert any(found)
        assert not all(found)


def test_the_box_holds_what_is_around() -> None:
    box = box_about([Point(44.5, 3.5), Point(44.6, 3.2)], 10)
    assert box.west < 3.1
    assert box.east > 3.6
    assert box.south < 44.42
    assert box.north > 44.68
