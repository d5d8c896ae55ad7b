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

_MAX_DEPTH = 4


def read_json(data: bytes) -> Table:
    """The table of a JSON document, streamed. Raises ``UnreadableFile`` when it is cut short or holds no list."""
    try:
        prefix, is_geojson = _find_list(data)
        collector = RowCollector()
        for number, item in enumerate(ijson.items(io.BytesIO(data), prefix, use_float=True), start=1):
            if not isinstance(item, dict):
                collector.reject(number, _("ce n’est pas un objet"))
            elif is_geojson:
                _add_feature(collector, number, item)
            else:
                collector.add_mapping(number, dict(_flatten(item)))
    except ijson.IncompleteJSONError as error:
        raise UnreadableFile(_("Le document JSON est incomplet : le fichier semble tronqué.")) from error
    except (ijson.JSONError, UnicodeDecodeError, ValueError) as error:
        raise UnreadableFile(_("Le document JSON est mal formé : %s") % str(error).splitlines()[0]) from error
    return collector.table("GeoJSON" if is_geojson else "JSON")


def _find_list(data: bytes) -> tuple[str, bool]:
    """The place of the list of rows in the document, and whether it is a list of GeoJSON features."""
    kind = ""
    for prefix, event, value in ijson.parse(io.BytesIO(data), use_float=True):
        if (prefix, event) == ("type", "string"):
            kind = str(value)
        if event == "start_array" and prefix.count(".") <= 1:
            is_geojson = prefix == "features" and kind in {"FeatureCollection", ""}
            return (f"{prefix}.item" if prefix else "item"), is_geojson
    raise UnreadableFile(_("Le document JSON ne contient pas de liste d’objets."))


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
        if isinstance(value, dict) and depth < _MAX_DEPTH:
            yield from _flatten(value, f"{key}.", depth + 1)
        elif isinstance(value, list):
            yield key, "|".join(as_text(part) for part in value if not isinstance(part, dict | list))
        else:
            yield key, as_text(value)
