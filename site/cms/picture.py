"""A territory drawn with its places: a few paths whatever the number of places, and town names that don't collide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

Spot = tuple[float, float]
"""A position in the drawing's own units, x to the right and y down."""

MERGE = 9.0
"""Two marks nearer than this, in drawing units, become one."""
WIDE, NARROW = 17.0, 25.0
"""Height of a name in drawing units on wide screens, and on small ones, where the drawing shrinks and names do not."""
WIDTH = 0.56
"""Mean width of a letter of the serif italic, in heights: the widest stand-in of the font stack, measured."""
CLEAR = 6.0
"""Around a mark's centre, nothing is written."""
LONGEST = 21
"""Letters; a longer name would stand under its neighbours' marks."""
GAP = 13.0
"""From a mark's centre to the name beside it."""


class Named(NamedTuple):
    """A town that asks for its name on the drawing."""

    name: str
    x: float
    y: float


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


class Label(NamedTuple):
    """A name on the drawing: ``x`` and ``y`` of its base line's start, middle or end, as ``anchor`` says.

    A ``minor`` one has no room on a small screen.
    """

    name: str
    x: int
    y: int
    anchor: str
    minor: bool = False

    def room(self, height: float) -> _Rectangle:
        """What it covers when its letters are so high."""
        length = len(self.name) * WIDTH * height
        start = {"start": self.x, "middle": self.x - length / 2, "end": self.x - length}[self.anchor]
        return _Rectangle(start, self.y - height * 0.72, start + length, self.y + height * 0.22)


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


def place_labels(towns: Sequence[Named], marks: Sequence[Spot], view: tuple[float, ...], most: int = 10) -> list[Label]:
    """Names of the first towns that find room around their mark: above, below, beside, then askew.

    ``towns`` come with the most important first; ``view`` is the drawing's view box (left, top, width, height). A name
    covers no mark, no other name, and stays in the drawing. A position that suits small screens too is preferred.
    """
    left, top, width, height = view
    frame = _Rectangle(left, top, left + width, top + height)
    dots = [_Rectangle(x - CLEAR, y - CLEAR, x + CLEAR, y + CLEAR) for x, y in marks]
    taken: dict[float, list[_Rectangle]] = {WIDE: list(dots), NARROW: list(dots)}

    def fits(label: Label, size: float) -> bool:
        room = label.room(size)
        return room.is_inside(frame) and not any(room.touches(other) for other in taken[size])

    labels: list[Label] = []
    for town in (town for town in towns if len(town.name) <= LONGEST):
        if len(labels) == most:
            break
        possible = [label for label in _positions(town) if fits(label, WIDE)]
        if not possible:
            continue
        everywhere = next((label for label in possible if fits(label, NARROW)), None)
        label = everywhere or possible[0]._replace(minor=True)
        labels.append(label)
        taken[WIDE].append(label.room(WIDE))
        if everywhere:
            taken[NARROW].append(label.room(NARROW))
    return labels


def _positions(town: Named) -> Iterable[Label]:
    name, x, y = town
    above, beside = y - GAP, y + WIDE * 0.3
    for below in (y + GAP + WIDE * 0.55, y + GAP + NARROW * 0.55):
        for anchor, at, base in (
            ("middle", x, above),
            ("middle", x, below),
            ("start", x + GAP, beside),
            ("end", x - GAP, beside),
            ("start", x - GAP / 2, above),
            ("end", x + GAP / 2, above),
            ("start", x - GAP / 2, below),
            ("end", x + GAP / 2, below),
        ):
            yield Label(name, round(at), round(base), anchor)
