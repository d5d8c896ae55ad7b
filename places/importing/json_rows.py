"""Reading JSON: an array of objects, an object that holds one, or a GeoJSON collection of points (RFC 7946)."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

import ijson
from django.utils.translation import gettext as _

from places.importing.table import RowCollector, Table, UnreadableFile
from places.importing.workbook_rows import as_text

LONGITUDE = "geometry.longitude"
LATITUDE = "geometry.latitude"
"""The columns in which a GeoJSON point arrives, degrees, WGS 84."""

_MAX_DEPTH = 30
"""Levels of a document: no table is deeper, and every level of a file of brackets would cost memory."""
_FLATTENED = 4
"""Levels of objects within a row that become columns with dotted names."""


def read_json(data: bytes) -> Table:
    """The table of a JSON document, streamed. Raises ``UnreadableFile`` when it is cut short or holds no list."""
    collector = RowCollector()
    items = _Items()
    try:
        for number, item in enumerate(items.read(data), start=1):
            if not isinstance(item, dict):
                collector.reject(number, _("ce n’est pas un objet"))
            elif items.is_geojson:
                _add_feature(collector, number, item)
            else:
                collector.add_mapping(number, dict(_flatten(item)))
    except (ijson.JSONError, UnicodeDecodeError, ValueError) as error:
        raise UnreadableFile(_problem(str(error))) from error
    if not items.found:
        raise UnreadableFile(_("Le document JSON ne contient pas de liste d’objets."))
    return collector.table("GeoJSON" if items.is_geojson else "JSON")


def _problem(error: str) -> str:
    first = error.strip().splitlines()[0] if error.strip() else ""
    if "premature" in first or "ncomplete" in first:
        return _("Le document JSON est incomplet : le fichier semble tronqué.")
    return _("Le document JSON est mal formé : %s") % first


class _Items:
    """The elements of the first list of a document: the document itself, or what one of its keys holds."""

    def __init__(self) -> None:
        self.found = self.is_geojson = self._over = False
        self._depth = 0
        self._list_depth = 0
        self._key = ""
        self._builder: ijson.ObjectBuilder | None = None

    def read(self, data: bytes) -> Iterator[Any]:
        """The elements, one at a time, to the end of the document. Raises ``UnreadableFile`` when it is too deep."""
        for event, value in ijson.basic_parse(io.BytesIO(data), use_float=True):
            opens, closes = event.startswith("start_"), event.startswith("end_")
            self._depth += opens
            if self._depth > _MAX_DEPTH:
                raise UnreadableFile(_("Le document JSON est trop profond pour être une liste de lieux."))
            if not self.found:
                self._look_for_list(event, value)
            elif not self._over:
                if closes and self._depth == self._list_depth:
                    self._over = True
                else:
                    yield from self._build(event, value, ends=closes and self._depth == self._list_depth + 1)
            self._depth -= closes

    def _look_for_list(self, event: str, value: Any) -> None:
        if event == "map_key" and self._depth == 1:
            self._key = str(value)
        elif event == "start_array" and self._depth <= 2:
            self.found, self._list_depth = True, self._depth
            self.is_geojson = self._depth == 2 and self._key == "features"

    def _build(self, event: str, value: Any, *, ends: bool) -> Iterator[Any]:
        if self._builder is None:
            self._builder = ijson.ObjectBuilder()
        self._builder.event(event, value)
        if ends or self._depth == self._list_depth:
            item, self._builder = self._builder.value, None
            yield item


def _add_feature(collector: RowCollector, number: int, feature: dict[str, Any]) -> None:
    cells = dict(_flatten(feature.get("properties") or {}))
    geometry = feature.get("geometry")
    if geometry is not None:
        point = _point(geometry)
        if point is None:
            collector.reject(number, _("la géométrie n’est pas un point"))
            return
        cells[LONGITUDE], cells[LATITUDE] = point
    if feature.get("id") is not None:
        cells.setdefault("id", as_text(feature["id"]))
    collector.add_mapping(number, cells)


def _point(geometry: Any) -> tuple[str, str] | None:
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return None
    coordinates = geometry.get("coordinates")
    if not isinstance(coordinates, list) or len(coordinates) < 2:
        return None
    return as_text(coordinates[0]), as_text(coordinates[1])


def _flatten(item: Mapping[str, Any], prefix: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Pairs of column and text: objects within objects get dotted names, lists of values are joined by « | »."""
    for name, value in item.items():
        key = f"{prefix}{name.strip()}"
        if isinstance(value, dict) and depth < _FLATTENED:
            yield from _flatten(value, f"{key}.", depth + 1)
        elif isinstance(value, list):
            yield key, "|".join(as_text(part) for part in value if not isinstance(part, dict | list))
        else:
            yield key, as_text(value)
