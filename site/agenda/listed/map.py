"""The map of the agenda: a sketch of where the events of a page are, and the data of the live map."""

from __future__ import annotations

from collections import Counter
from typing import Any

import orjson
from django.db.models import Avg, Count
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from agenda.badges import told_with_status
from agenda.clocks import start_of_today
from agenda.indexing import EVENTS
from agenda.listed.filters import PAST, EventFilterSet
from agenda.listed.page import EventResults
from agenda.listed.results import Window, for_rows
from agenda.models import AgendaIndexPage, EventPage
from cms.translating import address_among
from geography.distance import Point, box_around
from geography.drawing import Drawing, draw_around, draw_france, draw_territory
from geography.grid import Window as Tiles
from geography.models import Territory
from places.map_answer import LEFT_OUT, Refused, filters_of, window_of
from places.map_box import Circle, MapBox, Pin, Sketch
from places.map_data import MOST, InRanges, Shifted

_METRE = 5


class EventMap(MapBox):
    """The box of a map of events."""

    one = property(lambda self: _("{n} rendez-vous"))
    many = property(lambda self: _("{n} rendez-vous"))


def map_of(results: EventResults) -> EventMap | None:
    """The map of a page of results; ``None`` where all of them are online."""
    places = _numbers(results)
    if not places:
        return None
    url = f"{reverse('agenda:map_data')}{_parameters(results)}"
    label = _("Croquis : où ont lieu les rendez-vous de cette page")
    if results.point:
        drawing, box = draw_around(results.point, results.radius), box_around(results.point, results.radius)
        x, y = drawing.project(results.point)
        circle = Circle(x, y, y - drawing.project(Point(box.north, results.point.longitude))[1])
        centre = f"{results.point.latitude:.4f},{results.point.longitude:.4f},{results.radius}"
        return EventMap(Sketch(drawing, label, _pins(drawing, places), circle), url, _bounds(box), centre)
    home = Territory(pk=results.home.pk) if results.home and results.agenda == results.home else None
    drawing = (draw_territory(home) if home else None) or draw_france()
    return EventMap(Sketch(drawing, label, _pins(drawing, places)), url, _bounds(drawing.box))


def _numbers(results: EventResults) -> Counter[Point]:
    """How many of the events of the page are at each point."""
    facts = [event.facts for event in results.page.object_list if hasattr(event, "facts")]
    return Counter(Point(one.latitude, one.longitude) for one in facts if one.cell is not None)


def _pins(drawing: Drawing, places: Counter[Point]) -> list[Pin]:
    return [Pin(*drawing.project(point), str(number) if number > 1 else "") for point, number in places.most_common()]


def _bounds(box: Any) -> str:
    return ",".join(f"{getattr(box, side):.4f}" for side in ("south", "west", "north", "east"))


def _parameters(results: EventResults) -> str:
    """What the map keeps of the list: all but where, order and page. It looks where its box is."""
    kept = results.address(**dict.fromkeys(LEFT_OUT))
    return "" if kept == "?" else kept


class EventMapAnswer:
    """The data of the live map, for the parameters of ``/agenda/carte.geojson``."""

    def __init__(self, data: QueryDict, index_page: AgendaIndexPage, zone: Any) -> None:
        self.index_page = index_page
        self.filterset = EventFilterSet(filters_of(data))
        self.cleaned, self.problems = self.filterset.cleaned, list(self.filterset.problems)
        self.tiles: Tiles | None = None
        self.window = Window(self.cleaned.get("mois"), self.cleaned.get("quand") == PAST, start_of_today(zone))
        try:
            self.tiles = window_of(data)
        except Refused as refused:
            self.problems.append(str(refused))

    @property
    def body(self) -> bytes:
        """The answer as GeoJSON. Raises ``Refused`` when there is a problem."""
        if self.tiles is None or self.problems:
            raise Refused(" ".join(self.problems))
        rows = self._asked.filter(InRanges("facts__cell", self.tiles.cell_ranges())).order_by()
        events = list(for_rows(rows).select_related("place", "commune", "facts")[: MOST + 1])
        features = [_feature(event) for event in events] if len(events) <= MOST else self._counted(rows, self.tiles)
        return orjson.dumps({"type": "FeatureCollection", "bbox": tuple(self.tiles.box), "features": features})

    @property
    def _asked(self) -> Any:
        rows = EventPage.objects.published().read_beside(self.index_page)
        rows = self.window.ask(rows, self.cleaned.get("du"), self.cleaned.get("au"))
        text = self.cleaned.get("q")
        return self.filterset.ask(EVENTS.query(text).filter(rows) if text else rows)

    def _counted(self, rows: Any, tiles: Tiles) -> list[dict[str, Any]]:
        shift = tiles.cluster_shift(MOST)
        groups = (
            rows.annotate(group=Shifted("facts__cell", shift))
            .values("group")
            .annotate(number=Count("pk"), latitude=Avg("facts__latitude"), longitude=Avg("facts__longitude"))
            .values_list("group", "number", "latitude", "longitude")
        )
        return [
            _point(f"c{shift}.{group}.{number}", latitude, longitude, {"count": number})
            for group, number, latitude, longitude in groups
        ]


def _feature(event: EventPage) -> dict[str, Any]:
    told = {
        "name": told_with_status(event.title, event.status),
        "what": event.when_in_short,
        "url": address_among(event),
    }
    return _point(f"e{event.pk}", event.facts.latitude, event.facts.longitude, told)


def _point(name: str, latitude: float, longitude: float, properties: dict[str, Any]) -> dict[str, Any]:
    at = (round(longitude, _METRE), round(latitude, _METRE))
    return {"type": "Feature", "id": name, "geometry": {"type": "Point", "coordinates": at}, "properties": properties}
