"""The box that holds a map in a page: a sketch drawn by the server, and what the live map needs to start."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import cos, dist, sin, tau

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from geography.distance import Box, Point, box_around
from geography.drawing import Drawing, draw_around, draw_departement, draw_france, draw_territory
from geography.maps import region_in, scripts, styles
from places.models import Place
from places.results import Results

_AROUND_KM = 20
_NEARBY_KM = 5
_PIN = 13
"""Radius of a pin in the sketch, in its own units (a sketch is about 450 wide)."""
_RINGS, _STEPS = 6, 12
"""Circles around a point, and spots on each, where a pin may stand beside it."""


@dataclass(frozen=True)
class Pin:
    """A numbered point of the sketch; ``at`` is where it points when it stands beside its own point.

    ``size`` is its radius, in units of the sketch.
    """

    x: int
    y: int
    text: str
    at: tuple[int, int] | None = None
    size: int = _PIN

    @property
    def text_y(self) -> int:
        """The base line of its number."""
        return self.y + 5


@dataclass(frozen=True)
class Circle:
    """The radius of the search."""

    x: int
    y: int
    radius: int


@dataclass(frozen=True)
class Sketch:
    """The map as the server draws it: outlines, pins, circle."""

    drawing: Drawing
    label: str
    pins: Sequence[Pin]
    circle: Circle | None = None


@dataclass(frozen=True)
class MapBox:
    """Everything ``places/_map_box.html`` reads.

    ``bounds`` is "south,west,north,east", ``circle`` "latitude,longitude,km" and ``here`` "latitude,longitude", in
    degrees: the script reads them. ``home`` is the département whose communes are the base map of a near view.
    """

    sketch: Sketch
    url: str
    bounds: str
    circle: str = ""
    home: str = ""
    here: str = ""

    scripts = property(lambda self: scripts())
    styles = property(lambda self: styles())

    @property
    def region(self) -> SafeString:
        """The live map's element, as folium writes it."""
        return mark_safe(region_in(get_language() or ""))  # noqa: S308 - our own template, no data in it

    @property
    def outlines(self) -> str:
        """The address of the base map without tiles; nothing with tiles."""
        return "" if settings.TILE_URL else reverse("geography:departements_outline")

    @property
    def communes(self) -> str:
        """The address of the communes of a département, ``CODE`` standing for its code."""
        return reverse("geography:communes_outline", args=["CODE"])


def _bounds(box: Box) -> str:
    return f"{box.south:.4f},{box.west:.4f},{box.north:.4f},{box.east:.4f}"


def _pins(drawing: Drawing, places: Iterable[Place]) -> list[Pin]:
    """A numbered pin for each place that has a point."""
    points = ((place, place.point) for place in places)
    return spread(Pin(*drawing.project(point), str(place.number)) for place, point in points if point)


def spread(pins: Iterable[Pin]) -> list[Pin]:
    """The pins, in their order, those that would hide an earlier one moved to the nearest free spot around theirs."""
    placed: list[Pin] = []
    for pin in pins:
        free = (spot for spot in _spots(pin) if all(_are_apart(pin, spot, other) for other in placed))
        x, y = next(free, (pin.x, pin.y))
        placed.append(replace(pin, x=x, y=y, at=None if (x, y) == (pin.x, pin.y) else (pin.x, pin.y)))
    return placed


def _are_apart(pin: Pin, spot: tuple[int, int], other: Pin) -> bool:
    """Whether a pin at this spot would leave another one whole."""
    return dist(spot, (other.x, other.y)) >= pin.size + other.size


def _spots(pin: Pin) -> Iterator[tuple[int, int]]:
    """Its own point, then circles around it."""
    yield pin.x, pin.y
    for ring in range(1, _RINGS + 1):
        for step in range(_STEPS):
            angle, reach = step * tau / _STEPS, ring * _PIN * 1.5
            yield round(pin.x + reach * cos(angle)), round(pin.y + reach * sin(angle))


def _circle(drawing: Drawing, point: Point, km: float) -> Circle:
    x, y = drawing.project(point)
    north = box_around(point, km).north
    return Circle(x, y, y - drawing.project(Point(north, point.longitude))[1])


def for_results(results: Results) -> MapBox:
    """The map of a page of results: its places numbered as in the list, in the circle that was searched."""
    places = results.page.object_list
    url = f"{reverse('places:map_data')}{results.map_parameters}"
    if results.point:
        box = box_around(results.point, results.radius)
        drawing = draw_around(results.point, results.radius)
        label = _("Croquis : les lieux de cette page, numérotés comme dans la liste, dans un cercle de %(km)s km")
        sketch = Sketch(
            drawing,
            label % {"km": results.radius},
            _pins(drawing, places),
            _circle(drawing, results.point, results.radius),
        )
        centre = f"{results.point.latitude:.4f},{results.point.longitude:.4f},{results.radius}"
        home = places[0].commune.departement_id if places else ""
        return MapBox(sketch, url, _bounds(box), centre, home)
    drawing = (draw_territory(results.territory) if results.territory else None) or draw_france()
    sketch = Sketch(
        drawing, _("Croquis : les lieux de cette page, numérotés comme dans la liste"), _pins(drawing, places)
    )
    return MapBox(sketch, url, _bounds(drawing.box))


def for_place(place: Place) -> MapBox | None:
    """The map of a place's page: its département, its point, and the places around; ``None`` without a point."""
    if place.point is None:
        return None
    drawing = draw_departement(place.commune.departement_id) or draw_around(place.point, _AROUND_KM)
    label = _("Croquis : %(place)s, %(commune)s") % {"place": place.name, "commune": place.commune.name}
    sketch = Sketch(drawing, label, [Pin(*drawing.project(place.point), "")])
    bounds = _bounds(box_around(place.point, _NEARBY_KM))
    here = f"{place.point.latitude:.5f},{place.point.longitude:.5f}"
    return MapBox(sketch, reverse("places:map_data"), bounds, home=place.commune.departement_id, here=here)
