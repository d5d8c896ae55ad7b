"""What the live map shows in a box: places one by one, or counts per cell when there are too many."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

import orjson
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Avg, BigIntegerField, BooleanField, Count, F, Func, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from geography.grid import MAX_TILES, Window
from places.models import Place, PlaceQuerySet
from places.vocabulary import PlaceType

MOST = 500
"""Features in one answer."""
_METRE = 5
"""Decimals of a degree that are worth sending: one metre."""


COLUMNS = ("pk", "name", "slug", "types", "latitude", "longitude")


class Shifted(Func):
    """An integer column shifted right: the cell of a coarser grid."""

    template = "(%(expressions)s >> %(bits)s)"

    def __init__(self, column: str, bits: int) -> None:
        super().__init__(F(column), bits=bits, output_field=BigIntegerField())


class InRanges(Func):
    """Whether a column is in any of some inclusive ranges."""

    conditional = True

    def __init__(self, column: str, ranges: Sequence[tuple[int, int]]) -> None:
        super().__init__(F(column), output_field=BooleanField())
        self.ranges = ranges

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> Any:  # type: ignore[override]
        """``column BETWEEN a AND b OR …``: each range is answered from an index."""
        column, _ = compiler.compile(self.get_source_expressions()[0])
        text = " OR ".join([f"{column} BETWEEN %s AND %s"] * len(self.ranges))
        return f"({text})", [bound for pair in self.ranges for bound in pair]

    @property
    def identity(self) -> Any:
        """Two of them are the same when their ranges are."""
        return (*super().identity, *self.ranges)


def in_window(places: PlaceQuerySet, window: Window) -> PlaceQuerySet:
    """The places whose cell is in the window."""
    return places.filter(InRanges("cell", window.cell_ranges())).order_by()


def _one_by_one(rows: Sequence[tuple[Any, ...]]) -> list[dict[str, Any]]:
    """Features of (pk, name, slug, mask of types, latitude, longitude); one expression, for it runs 500 times a box."""
    prefix, language = reverse("places:list"), get_language()
    what = {mask: _types_label(mask, language) for mask in {row[3] for row in rows}}
    return [
        {
            "type": "Feature",
            "id": f"p{pk}",
            "geometry": {"type": "Point", "coordinates": (longitude, latitude)},
            "properties": {"name": name, "what": what[types], "url": f"{prefix}{slug}/"},
        }
        for pk, name, slug, types, latitude, longitude in rows
    ]


@lru_cache(maxsize=10_000)
def _types_label(mask: int, _language: str | None) -> str:
    codes = Place._meta.get_field("types").unmask(mask)
    return ", ".join(str(PlaceType(code).label) for code in codes)


def _counted(inside: PlaceQuerySet, window: Window) -> list[dict[str, Any]]:
    shift = window.cluster_shift(MOST)
    groups = (
        inside.annotate(group=Shifted("cell", shift))
        .values("group")
        .annotate(count=Count("pk"), at_latitude=Avg("latitude"), at_longitude=Avg("longitude"))
        .values_list("group", "count", "at_latitude", "at_longitude")
    )
    return [
        {
            "type": "Feature",
            "id": f"c{shift}.{group}.{count}",
            "geometry": {"type": "Point", "coordinates": (round(longitude, _METRE), round(latitude, _METRE))},
            "properties": {"count": count},
        }
        for group, count, latitude, longitude in groups
    ]


def features(places: PlaceQuerySet | None, window: Window) -> list[dict[str, Any]]:
    """At most ``MOST`` features: the places of the window, or counts on a grid when they are more.

    ``None`` stands for every published place: the usual map, whose question is the same but for its values.
    """
    rows = _published_rows(window) if places is None else _rows(_asked(places, window))
    if len(rows) <= MOST:
        return _one_by_one(rows)
    return _counted(in_window(Place.objects.published() if places is None else places, window), window)


def _asked(places: PlaceQuerySet, window: Window) -> QuerySet[Any, Any]:
    return in_window(places, window).values_list(*COLUMNS)[: MOST + 1]


def _rows(places: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """What the database answers, as it is: the ORM would spend a third of the time on converting it."""
    try:
        return _fetched(*places.query.sql_with_params())
    except EmptyResultSet:  # words that nothing holds: there is no question to ask
        return []


def _published_rows(window: Window) -> list[tuple[Any, ...]]:
    """The same for every published place, without having the ORM write its question anew: a tenth of the time."""
    ranges = window.cell_ranges()
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    return _fetched(_published_sql(len(ranges)), (now, *chain.from_iterable(ranges)))


@lru_cache(maxsize=MAX_TILES)
def _published_sql(ranges: int) -> str:
    """The SQL of ``published()`` in a number of ranges of cells; its values are the moment, then the bounds."""
    places = Place.objects.published().filter(InRanges("cell", [(0, 0)] * ranges)).order_by()
    sql: str
    sql, values = places.values_list(*COLUMNS)[: MOST + 1].query.sql_with_params()
    if values[1:] != (0, 0) * ranges:
        raise AssertionError("published() asks for more than the moment: the map must give it that too")
    return sql


def _fetched(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def body(places: PlaceQuerySet | None, window: Window) -> bytes:
    """The feature collection as JSON, with the box it answers for; ``None`` as for ``features``."""
    collection = {"type": "FeatureCollection", "bbox": tuple(window.box), "features": features(places, window)}
    return orjson.dumps(collection)
