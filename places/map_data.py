"""What the live map shows in a box: places one by one, or counts per cell when there are too many."""

from __future__ import annotations

from typing import Any

import orjson
from django.db.models import Avg, BigIntegerField, Count, F, Func, Q
from django.urls import reverse

from geography.grid import Window
from places.models import PlaceQuerySet
from places.vocabulary import PlaceType

MOST = 500
"""Features in one answer."""
_METRE = 5
"""Decimals of a degree that are worth sending: one metre."""


class Shifted(Func):
    """An integer column shifted right: the cell of a coarser grid."""

    template = "(%(expressions)s >> %(bits)s)"

    def __init__(self, column: str, bits: int) -> None:
        super().__init__(F(column), bits=bits, output_field=BigIntegerField())


def in_window(places: PlaceQuerySet, window: Window) -> PlaceQuerySet:
    """The places whose cell is in the window."""
    ranges = Q()
    for first, last in window.cell_ranges():
        ranges |= Q(cell__range=(first, last))
    return places.filter(ranges).order_by()


def _feature(identifier: str, longitude: float, latitude: float, properties: dict[str, Any]) -> dict[str, Any]:
    """A GeoJSON point feature (RFC 7946)."""
    point = {"type": "Point", "coordinates": (round(longitude, _METRE), round(latitude, _METRE))}
    return {"type": "Feature", "id": identifier, "geometry": point, "properties": properties}


def _one_by_one(rows: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    prefix = reverse("places:list")
    labels: dict[tuple[str, ...], str] = {}
    found = []
    for pk, name, slug, types, latitude, longitude in rows:
        what = labels.get(types)
        if what is None:
            what = labels[types] = ", ".join(str(PlaceType(code).label) for code in types)
        properties = {"name": name, "what": what, "url": f"{prefix}{slug}/"}
        found.append(_feature(f"p{pk}", longitude, latitude, properties))
    return found


def _counted(inside: PlaceQuerySet, window: Window) -> list[dict[str, Any]]:
    shift = window.cluster_shift(MOST)
    groups = (
        inside.annotate(group=Shifted("cell", shift))
        .values("group")
        .annotate(count=Count("pk"), at_latitude=Avg("latitude"), at_longitude=Avg("longitude"))
        .values_list("group", "count", "at_latitude", "at_longitude")
    )
    return [
        _feature(f"c{shift}.{group}.{count}", longitude, latitude, {"count": count})
        for group, count, latitude, longitude in groups
    ]


def features(places: PlaceQuerySet, window: Window) -> list[dict[str, Any]]:
    """At most ``MOST`` features: the places of the window, or counts on a grid when they are more."""
    inside = in_window(places, window)
    rows = list(inside.values_list("pk", "name", "slug", "types", "latitude", "longitude")[: MOST + 1])
    return _one_by_one(rows) if len(rows) <= MOST else _counted(inside, window)


def body(places: PlaceQuerySet, window: Window) -> bytes:
    """The feature collection as JSON, with the box it answers for."""
    collection = {"type": "FeatureCollection", "bbox": tuple(window.box), "features": features(places, window)}
    return orjson.dumps(collection)
