"""Outlines from the source: mended, put on the grid, simplified with their neighbours, cut into arcs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import shapely

from geography.topology import GRID, Coverage, Polygons, cut, junctions

NULL = "\\N"
COMMUNE_TOLERANCE = 0.003
DEPARTEMENT_TOLERANCE = 0.02
"""Degrees of latitude: the side of the square whose area a removed corner may have (Visvalingam and Whyatt 1993)."""
_FLATTEN = 0.7
"""Longitudes are shortened so, as they are around 46° N, for shapes to be judged as they look."""
_SLIVER, _GAP_AREA = 20.0, 80.0
"""Square grid steps (about 0.25 and 1 km²): a smaller hole is a fault of the source; a larger one, a lost commune."""
_SCALE = [_FLATTEN, 1]


def source_outlines(rows: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """Commune code → shapely geometry in degrees, as the source has it.

    A commune without an outline takes the union of its former communes', when all of them have one.
    """
    children: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row["commune_parent_id"] != NULL and row["type"] in {"COMD", "COMA"}:
            children[row["commune_parent_id"]].append(row["geometry"])
    outlines = {}
    for row in rows:
        if row["type"] != "COM":
            continue
        if row["geometry"] != NULL:
            outlines[row["code"]] = shapely.from_wkb(row["geometry"])
        elif children[row["id"]] and NULL not in children[row["id"]]:
            outlines[row["code"]] = shapely.union_all(shapely.from_wkb(children[row["id"]]))
    return outlines


def absorbers(rows: Sequence[Mapping[str, str]]) -> set[str]:
    """The communes that have a former commune without outline: their own outline may lack its ground."""
    codes = {row["id"]: row["code"] for row in rows if row["type"] == "COM"}
    return {
        codes[row["commune_parent_id"]]
        for row in rows
        if row["type"] in {"COMD", "COMA"} and row["geometry"] == NULL and row["commune_parent_id"] in codes
    }


def old_absorbers(communes: Iterable[Mapping[str, Any]], rows: Iterable[Mapping[str, str]]) -> set[str]:
    """The communes that list among their former codes one of which the source has no outline."""
    drawn = {row["code"] for row in rows if row["geometry"] != NULL}
    return {
        commune["code"]
        for commune in communes
        if commune["type"] == "commune-actuelle" and not drawn.issuperset(commune.get("anciensCodes", ()))
    }


def on_grid(outlines: Mapping[str, Any]) -> dict[str, Any]:
    """The outlines with every vertex on the grid, without overlap; units are grid steps, longitudes flattened.

    Rounding makes neighbours cross here and there, and mending the crossings makes vertices off the grid: both are
    repeated until nothing moves, which the source's data does at the third time.
    """
    shapes = [shapely.transform(shape, lambda xy: np.rint(xy * GRID) * _SCALE) for shape in outlines.values()]
    for _ in range(10):
        shapes = list(shapely.coverage_clean(shapes))
        rounded = [shapely.transform(shape, lambda xy: np.rint(xy / _SCALE) * _SCALE) for shape in shapes]
        moved = np.abs(shapely.get_coordinates(rounded) - shapely.get_coordinates(shapes)).max()
        shapes = rounded
        if moved < 1e-6:
            return dict(zip(outlines, shapes, strict=True))
    raise RuntimeError("the outlines do not settle on the grid")


def fill_gaps(outlines: dict[str, Any], *takers: set[str]) -> list[str]:
    """Give each commune-sized hole of the country to the neighbour known to lack ground; says what was given.

    The source lost the outlines of communes absorbed since 2021, so the rightful one is among ``takers``, sets of codes
    tried in order. A hole beside none of them, or beside several of the first set that has some, stays. Slivers go to
    the neighbour with the longest border on them, unsaid.
    """
    codes = list(outlines)
    tree = shapely.STRtree(list(outlines.values()))
    given = []
    for polygon in shapely.get_parts(shapely.coverage_union_all(list(outlines.values()))):
        for ring in polygon.interiors:
            gap = shapely.Polygon(ring)
            if _SLIVER <= gap.area < _GAP_AREA:
                continue
            around = [codes[index] for index in tree.query(gap, predicate="intersects")]
            borders = {code: shapely.intersection(outlines[code], gap).length for code in around}
            if gap.area < _SLIVER:
                taker = max(borders, key=borders.__getitem__)
                outlines[taker] = shapely.union(outlines[taker], gap)
                continue
            beside = {code for code, length in borders.items() if length > 0}
            likely = next((beside & some for some in takers if beside & some), set())
            if len(likely) == 1:
                (code,) = likely
                outlines[code] = shapely.union(outlines[code], gap)
                x, y = (np.array(gap.centroid.coords[0]) / _SCALE / GRID).tolist()
                given.append(f"{code} takes {gap.area * 0.0123:.0f} km² around {y:.3f}, {x:.3f}")
    return given


def simplified(outlines: Mapping[str, Any], tolerance: float) -> dict[str, Polygons]:
    """The outlines with fewer vertices, neighbours alike, as integer rings; what becomes empty is left out."""
    shapes = shapely.coverage_simplify(list(outlines.values()), tolerance * GRID)
    areas = {code: _polygons(shape) for code, shape in zip(outlines, shapes, strict=True)}
    return {code: polygons for code, polygons in areas.items() if polygons}


def _polygons(shape: Any) -> Polygons:
    shape = shapely.transform(shapely.orient_polygons(shape), lambda xy: np.rint(xy / _SCALE))
    return [
        [tuple((int(x), int(y)) for x, y in ring.coords) for ring in (polygon.exterior, *polygon.interiors)]
        for polygon in shapely.get_parts(shape)
        if not polygon.is_empty
    ]


def departement_shapes(outlines: Mapping[str, Any], departement_of: Mapping[str, str]) -> dict[str, Any]:
    """The union of the communes of each département, without the small holes that are no enclave."""
    members: dict[str, list[Any]] = defaultdict(list)
    for code, shape in outlines.items():
        members[departement_of[code]].append(shape)
    unions = {code: shapely.coverage_union_all(shapes) for code, shapes in sorted(members.items())}
    tree = shapely.STRtree(list(unions.values()))
    return {code: _without_gaps(shape, tree) for code, shape in unions.items()}


def _without_gaps(shape: Any, tree: Any) -> Any:
    """The shape without the holes in which no other département lies (lost communes, lagoons, slivers)."""
    polygons = []
    for polygon in shapely.get_parts(shape):
        holes = [
            ring
            for ring in polygon.interiors
            if len(tree.query(shapely.Polygon(ring).representative_point(), predicate="within"))
        ]
        polygons.append(shapely.Polygon(polygon.exterior, holes))
    return shapely.MultiPolygon(polygons)


def by_departement(areas: Mapping[str, Polygons], departement_of: Mapping[str, str]) -> dict[str, Coverage]:
    """Département → the coverage of its communes; borders between départements are cut alike on both sides."""
    everywhere = junctions(areas.values())
    members: dict[str, dict[str, Polygons]] = defaultdict(dict)
    for code in sorted(areas):
        members[departement_of[code]][code] = areas[code]
    return {departement: cut(communes, everywhere) for departement, communes in members.items()}


def one_coverage(areas: Mapping[str, Polygons]) -> Coverage:
    """The coverage of all the areas together."""
    return cut(areas, junctions(areas.values()))


def simplicity(shapes: Iterable[Any]) -> int:
    """How many vertices the shapes have."""
    return int(sum(shapely.get_num_coordinates(list(shapes))))
