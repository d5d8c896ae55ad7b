"""The drawn territory: merged marks, names that don't collide."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from cms.picture import GAP, NARROW, WIDE, Label, Named, merge_marks, place_labels

VIEW = (-6.0, -6.0, 532.0, 630.0)
spots = st.tuples(st.floats(0, 520), st.floats(0, 618))


def test_an_equipped_office_hides_the_counter_beside_it() -> None:
    marks = merge_marks(offices=[(100, 100)], counters=[(102, 101), (300, 40)])
    assert marks.offices == "M100 100h0"
    assert marks.counters == "M300 40h0"
    assert marks.spots == ((100, 100), (300, 40))


@given(st.lists(spots, max_size=40), st.lists(spots, max_size=40))
@settings(max_examples=40)
def test_each_mark_is_drawn_once(offices: list[tuple[float, float]], counters: list[tuple[float, float]]) -> None:
    marks = merge_marks(offices, counters)
    drawn = re.findall(r"M-?\d+ -?\d+h0", marks.offices + marks.counters)
    assert len(drawn) == len(marks.spots)
    assert bool(offices or counters) == bool(drawn)


def test_a_name_stands_above_its_mark_first() -> None:
    assert place_labels([Named("Mende", 260, 320)], [(260, 320)], VIEW) == [
        Label("Mende", 260, round(320 - GAP), "middle")
    ]


def test_a_name_at_the_border_turns_inwards() -> None:
    (label,) = place_labels([Named("Villefort", 515, 320)], [(515, 320)], VIEW)
    assert label.anchor == "end"


def test_a_name_without_room_is_left_out() -> None:
    towns = [Named("Saint-Chély-d’Apcher", 260, 300), Named("Peyre en Aubrac", 262, 306)]
    crowd = [(float(x), float(y)) for x in range(120, 420, 12) for y in range(220, 400, 12)]
    assert len(place_labels(towns, [], VIEW)) == 2
    assert place_labels(towns, crowd, VIEW) == []


names = st.sampled_from(["Luc", "Mende", "Langogne", "La Canourgue", "Saint-Alban-sur-Limagnole"])


@given(st.lists(st.builds(Named, names, st.floats(0, 520), st.floats(0, 618)), max_size=30))
@settings(max_examples=60)
def test_names_never_touch_nor_leave_the_drawing(towns: list[Named]) -> None:
    labels = place_labels(towns, [(town.x, town.y) for town in towns], VIEW)
    assert len(labels) <= 10
    for size, shown in ((WIDE, labels), (NARROW, [label for label in labels if not label.minor])):
        rooms = [label.room(size) for label in shown]
        for n, room in enumerate(rooms):
            assert room.left >= VIEW[0]
            assert room.right <= VIEW[0] + VIEW[2]
            assert not any(room.touches(other) for other in rooms[n + 1 :])
            assert not any(room.left < t.x < room.right and room.top < t.y < room.bottom for t in towns)


def test_a_name_that_only_a_wide_screen_has_room_for_is_minor() -> None:
    town = Named("Mende", 260, 320)
    around = [(228, 300), (292, 300), (290, 320), (230, 320), (228, 340), (292, 340)]
    (label,) = place_labels([town], around, VIEW)
    assert label.minor
    (label,) = place_labels([town], [], VIEW)
    assert not label.minor
