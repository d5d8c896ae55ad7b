"""The map beside a list of people or businesses: circles with a number, drawn by the server; the live map's needs."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from directory.crowd import Group
from directory.crowd_results import CrowdResults, CrowdWords
from geography.distance import Point, box_around
from geography.drawing import Drawing, draw_around, draw_france, draw_territory
from places.map_box import Circle, MapBox, Pin, Sketch, spread

_RADIUS, _STEP = 13, 1.5
"""Units of the sketch: a circle of one, and what each doubling adds."""


@dataclass(frozen=True)
class CrowdMap(MapBox):
    """A map of numbers: ``groups`` are the ones in the sketch, ``unseen`` how many are in none of them."""

    groups: Sequence[Group] = ()
    unseen: int = 0
    words: CrowdWords | None = None


def map_of(results: CrowdResults) -> CrowdMap:
    """The map of what a search found."""
    groups, unseen = results.crowd
    words, label = results.crowd_words, str(results.crowd_words.sketch)
    url = f"{reverse(words.address_name)}{results.map_parameters}"
    if results.point:
        drawing = draw_around(results.point, results.radius)
        box = box_around(results.point, results.radius)
        x, y = drawing.project(results.point)
        circle = Circle(x, y, y - drawing.project(type(results.point)(box.north, results.point.longitude))[1])
        sketch = Sketch(drawing, label, _discs(drawing, groups), circle)
        centre = f"{results.point.latitude:.4f},{results.point.longitude:.4f},{results.radius}"
        return CrowdMap(sketch, url, _bounds(box), centre, groups=groups, unseen=unseen, words=words)
    drawing = (draw_territory(results.territory) if results.territory else None) or draw_france()
    sketch = Sketch(drawing, label, _discs(drawing, groups))
    return CrowdMap(sketch, url, _bounds(drawing.box), groups=groups, unseen=unseen, words=words)


def _bounds(box: object) -> str:
    return ",".join(f"{getattr(box, side):.4f}" for side in ("south", "west", "north", "east"))


def _discs(drawing: Drawing, groups: Sequence[Group]) -> list[Pin]:
    """Circles as large as their numbers, the larger first: those that would hide one stand beside, with a line to their
    point. A commune and the rest of its EPCI share a town hall: one circle.
    """
    numbers: Counter[Point] = Counter()
    for group in groups:
        numbers[group.point] += group.number
    return spread(
        Pin(*drawing.project(point), str(number), size=round(_RADIUS + _STEP * math.log2(number)))
        for point, number in numbers.most_common()
    )
