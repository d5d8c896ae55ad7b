"""The box that holds a map in a page: a sketch drawn by the server, and what the live map needs to start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from geography.distance import Box, Point, box_around
from geography.drawing import Drawing, draw_around, draw_territory
from geography.maps import LiveMap, scripts, styles
from places.locator import Search
from places.map_answer import LEFT_OUT
from places.models import Place

_FRANCE = Box(-5.2, 41.3, 9.7, 51.2)
_PIN = 13.0
"""Radius of a pin in the sketch, in its own units (a sketch is about 450 wide)."""


@dataclass(frozen=True)
class Pin:
    """A numbered point of the sketch."""

    x: float
    y: float
    text: str

    @property
    def text_y(self) -> float:
        """The base line of its number."""
        return self.y + 5


@dataclass(frozen=True)
class Circle:
    """The radius of the search."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class Sketch:
    """The map as the server draws it: outlines, pins, circle."""

    drawing: Drawing
    label: str
    pins: Sequence[Pin]
    circle: Circle | None = None
    pin_size: float = _PIN


@dataclass(frozen=True)
class MapBox:
    """Everything ``places/_map_box.html`` reads. ``bounds`` is "south,west,north,east"; ``circle`` "lat,lon,km"."""

    sketch: Sketch | None
    url: str
    bounds: str
    circle: str
    note: str
