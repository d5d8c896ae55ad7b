"""A territory drawn with its places: a few paths whatever the number of places, and town names that don't collide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

Spot = tuple[float, float]
"""A position in the drawing's own units, x to the right and y down."""

MERGE = 9.0
"""Two marks nearer than this, in drawing units, become one."""
TEXT = 25.0
"""Height of a name in drawing units on a small screen, where it is largest (``.hero .drawn text``)."""
WIDTH = 0.56
"""Mean width of a letter of the serif italic, in heights: the widest stand-in of the font stack, measured."""
GAP = 13.0
"""From a mark's centre to the name beside it."""


class Named(NamedTuple):
    """A town that asks for its name on the drawing."""

    name: str
    x: float
    y: float


class Label(NamedTuple):
    """A name on the drawing: ``x`` and ``y`` of its base line's start, middle or end, as ``anchor`` says."""

    name: str
    x: int
    y: int
    anchor: str


class _Rectangle(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: _Rectangle) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def is_inside(self, other: _Rectangle) -> bool:
        return (
            self.left >= other.left
            and self.top >= other.top
            and self.right <= other.right
            and self.bottom <= other.bottom
        )


@dataclass(frozen=True)
class Marks:
    """Marks to draw, each kind as the data of one path whose round line caps make the dots."""

    offices: str
    counters: str
    spots: tuple[Spot, ...]


def merge_marks(offices: Iterable[Spot], counters: Iterable[Spot]) -> Marks:
    """One mark for places that would overlap; an equipped office hides a counter, never the reverse."""
    kept: list[Spot] = []
    seen: set[tuple[int, int]] = set()
    paths = []
    for kind in (offices, counters):
        mine: list[Spot] = []
        for x, y in kind:
            cell = (round(x / MERGE), round(y / MERGE))
            if cell in seen:
                continue
            seen.add(cell)
            mine.append((x, y))
        paths.append("".join(f"M{round(x)} {round(y)}h0" for x, y in mine))
        kept += mine
    return Marks(paths[0], paths[1], tuple(kept))


def place_labels(towns: Sequence[Named], marks: Sequence[Spot], view: tuple[float, ...], most: int = 7) -> list[Label]:
    """Names of the first towns that find room: above, below, right or left of their mark, in that order.

    ``towns`` come with the most important first; ``view`` is the drawing's view box (left, top, width, height). A name
    covers no mark, no other name, and stays in the drawing.
    """
    left, top, width, height = view
    frame = _Rectangle(left, top, left + width, top + height)
    dots = [_Rectangle(x - 6, y - 6, x + 6, y + 6) for x, y in marks]
    labels: list[Label] = []
    taken: list[_Rectangle] = []
    for town in towns:
        if len(labels) == most:
            break
        for label, room in _positions(town):
            if room.is_inside(frame) and not any(room.touches(other) for other in (*taken, *dots)):
                labels.append(label)
                taken.append(room)
                break
    return labels


def _positions(town: Named) -> Iterable[tuple[Label, _Rectangle]]:
    name, x, y = town
    length = len(name) * WIDTH * TEXT
    above, below, beside = y - GAP, y + GAP + TEXT * 0.55, y + TEXT * 0.25
    for anchor, at, base in (
        ("middle", x, above),
        ("middle", x, below),
        ("start", x + GAP, beside),
        ("end", x - GAP, beside),
    ):
        start = {"middle": at - length / 2, "start": at, "end": at - length}[anchor]
        room = _Rectangle(start, base - TEXT * 0.72, start + length, base + TEXT * 0.22)
        yield Label(name, round(at), round(base), anchor), room
