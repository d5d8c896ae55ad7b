"""Outlines of départements and communes: complete, valid, with borders their neighbours share."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
import shapely

from geography import outlines
from geography.distance import Box, Point
from geography.models import Commune
from geography.shipped import outlined_departements, read_reference
from geography.topology import GRID, Line

SOME = ("48", "2A", "15", "974")
WITHOUT = {"15031", "15035", "15047", "15171"}


def turn(ring: Line) -> int:
    """Twice the signed area: positive counterclockwise."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))


def test_every_departement_has_its_communes() -> None:
    assert outlined_departements() == set(outlines.departements().areas)
    assert len(outlined_departements()) == 101
    drawn = {code for departement in outlined_departements() for code in outlines.communes_of(departement).areas}
    missing = {row.code for row in read_reference().communes} - drawn
    assert {code for code in missing if code < "975"} == WITHOUT
    assert len(missing) == 98


def test_unknown_departement() -> None:
    assert not outlines.has_communes("99")
    with pytest.raises(KeyError):
        outlines.communes_of("99")


@pytest.mark.parametrize("departement", SOME)
def test_outlines_are_valid_and_do_not_overlap(departement: str) -> None:
    coverage = outlines.communes_of(departement)
    shapes = [
        shapely.MultiPolygon([(polygon[0], polygon[1:]) for polygon in coverage.polygons(code)])
        for code in coverage.areas
    ]
    assert all(shape.is_valid for shape in shapes)
    assert shapely.coverage_is_valid(shapes)
    assert set(coverage.uses().values()) == {1, 2}


def test_departements_are_valid_and_do_not_overlap() -> None:
    coverage = outlines.departements()
    shapes = [
        shapely.MultiPolygon([(polygon[0], polygon[1:]) for polygon in coverage.polygons(code)])
        for code in coverage.areas
    ]
    assert all(shape.is_valid for shape in shapes)
    assert shapely.coverage_is_valid(shapes)


def test_departements_share_the_arcs_of_their_border() -> None:
    lozere, gard = outlines.communes_of("48"), outlines.communes_of("30")
    edge = {min(lozere.arcs[number], lozere.arcs[number][::-1]) for number, uses in lozere.uses().items() if uses == 1}
    other = {min(gard.arcs[number], gard.arcs[number][::-1]) for number, uses in gard.uses().items() if uses == 1}
    assert len(edge & other) > 10


def test_rings_turn_as_the_standard_says() -> None:
    for departement in SOME:
        coverage = outlines.communes_of(departement)
        for code in coverage.areas:
            for outer, *holes in coverage.polygons(code):
                assert turn(outer) > 0
                assert all(turn(hole) < 0 for hole in holes)


def test_town_halls_stand_in_their_outline() -> None:
    coverage = outlines.communes_of("48")
    outside = []
    for row in read_reference().communes:
        if row.code in coverage.areas and row.latitude is not None and row.longitude is not None:
            shape = shapely.MultiPolygon([(polygon[0], polygon[1:]) for polygon in coverage.polygons(row.code)])
            distance = shape.distance(shapely.Point(row.longitude * GRID, row.latitude * GRID))
            if distance > 5:  # half a kilometre
                outside.append(row.name)
    assert outside == []


def test_boxes() -> None:
    box = outlines.departement_boxes()["48"]
    assert Point(44.518, 3.501) in box
    assert Point(48.85, 2.35) not in box
    square = [[((0, 0), (1000, 0), (1000, 2000), (0, 2000), (0, 0))]]
    assert outlines.box_of(square) == Box(0, 0, 1, 2)


@pytest.mark.django_db
@pytest.mark.usefixtures("lozere")
def test_geojson_of_communes() -> None:
    collection = outlines.communes_geojson("48")
    assert collection["type"] == "FeatureCollection"
    west, south, east, north = collection["bbox"]
    assert 2.9 < west < 3.1 < 3.9 < east < 4.1
    assert 44.0 < south < 44.2 < 44.9 < north < 45.1
    assert len(collection["features"]) == 152
    names = dict(Commune.objects.values_list("pk", "name"))
    for feature in collection["features"]:
        assert feature["properties"] == {"code": feature["id"], "name": names[feature["id"]]}
        shape = shapely.geometry.shape(feature["geometry"])
        assert shape.is_valid
        assert shape.area > 0


@pytest.mark.django_db
@pytest.mark.usefixtures("lozere")
def test_geojson_of_departements() -> None:
    collection = outlines.departements_geojson()
    names = {feature["id"]: feature["properties"]["name"] for feature in collection["features"]}
    assert len(names) == 101
    assert names["48"] == "Lozère"
    kinds = Counter(feature["geometry"]["type"] for feature in collection["features"])
    assert set(kinds) == {"Polygon", "MultiPolygon"}
    assert min(kinds.values()) > 10
