"""The sketch's pins: each number can be read, near where it points."""

from __future__ import annotations

from math import dist

from hypothesis import given, settings
from hypothesis import strategies as st

from places.map_box import _PIN, Pin, spread

spot = st.integers(0, 450)


@settings(max_examples=60)
@given(st.lists(st.tuples(spot, spot), max_size=10))
def test_no_pin_hides_another_and_all_stay_near(spots: list[tuple[int, int]]) -> None:
    pins = spread(Pin(x, y, str(number)) for number, (x, y) in enumerate(spots))
    assert [pin.text for pin in pins] == [str(number) for number in range(len(spots))]
    for number, pin in enumerate(pins):
        assert (pin.at or (pin.x, pin.y)) == spots[number]
        assert dist((pin.x, pin.y), spots[number]) < 10 * _PIN
        assert all(dist((pin.x, pin.y), (other.x, other.y)) >= 2 * _PIN for other in pins[:number])


def test_a_larger_pin_keeps_its_size_and_more_room() -> None:
    large, small = spread([Pin(100, 100, "9", size=20), Pin(101, 100, "3")])
    assert (large.size, large.at) == (20, None)
    assert small.at == (101, 100)
    assert dist((large.x, large.y), (small.x, small.y)) >= 20 + _PIN


def test_pins_that_are_apart_stay_where_they_are() -> None:
    pins = [Pin(10, 10, "1"), Pin(100, 10, "2")]
    assert spread(pins) == pins
