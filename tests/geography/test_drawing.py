"""Territories and surroundings as inline SVG."""

from __future__ import annotations

import gzip
import math
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geography import outlines
from geography.distance import Box, Point, distance_km
from geography.drawing import (
    AROUND,
    REACH,
    WIDTH,
    Drawing,
    draw_around,
    draw_communes,
    draw_departement,
    draw_france,
    draw_territory,
)
from geography.models import Commune, Departement, Territory

MENDE = Point(44.51826, 3.50133)


def view(drawing: Drawing) -> tuple[int, int, int, int]:
    left, top, width, height = (int(number) for number in drawing.view_box.split())
    return left, top, width, height


def whole(d: str) -> bool:
    """Whether a path has whole numbers, relative moves and lines, and nothing else."""
    return (
        re.fullmatch(r"(m-?\d+[ -]\d+(l(-?\d+[ -]\d+[ ]?)+)?z?)*", d.replace("-", " -").replace("  ", " ")) is not None
    )


def test_lozere_is_drawn_light() -> None:
    drawing = draw_departement("48")
    assert drawing is not None
    assert view(drawing)[2] == WIDTH + 12
    assert len(drawing.ground) + len(drawing.borders) < 12_000
    assert len(gzip.compress((drawing.ground + drawing.borders).encode())) < 5_000
    assert drawing.ground.count("z") == drawing.ground.count("m") == 1
    assert "z" not in drawing.borders
    assert set(drawing.ground + drawing.borders) <= set("mlz 0123456789-")


def test_points_fall_where_they_are() -> None:
    drawing = draw_departement("48")
    assert drawing is not None
    left, top, width, height = view(drawing)
    x, y = drawing.project(MENDE)
    assert (x, y) == (266, 329)
    assert left < x < left + width
    assert top < y < top + height
    north_west = drawing.project(Point(drawing.box.north, drawing.box.west))
    assert north_west == (0, 0)
    assert isinstance(x, int)
    assert isinstance(y, int)


def test_distances_are_true_to_the_eye() -> None:
    drawing = draw_departement("48")
    assert drawing is not None
    langogne, meyrueis = Point(44.7268, 3.8551), Point(44.1780, 3.4313)
    ratios = [
        math.dist(drawing.project(a), drawing.project(b)) / distance_km(a, b)
        for a, b in ((MENDE, langogne), (MENDE, meyrueis), (langogne, meyrueis))
    ]
    assert max(ratios) / min(ratios) < 1.02


@pytest.mark.parametrize("code", ["2A", "59", "75", "77", "971", "976"])
def test_any_departement(code: str, db: None) -> None:
    drawing = draw_departement(code)
    assert drawing is not None
    assert drawing.ground
    assert len(drawing.ground) + len(drawing.borders) < 25_000


def test_what_has_no_outline(db: None) -> None:
    assert draw_departement("99") is None
    assert draw_communes(frozenset({"98735", "15031"})) is None
    assert draw_communes(frozenset()) is None


@pytest.mark.django_db
def test_a_territory_across_departements(lozere: Territory) -> None:
    """Langogne (48), Pradelles (43) and Lespéron (07) touch: one ground, and a hole where a neighbour reaches in."""
    for code in ("43154", "07142"):
        departement = Departement.objects.get(pk=code[:2])
        lozere.communes.add(Commune.objects.create(pk=code, name=code, departement=departement))
    lozere.communes.remove(*lozere.communes.exclude(pk__in=["48080", "43154", "07142"]))
    drawing = draw_territory(lozere)
    assert drawing is not None
    assert drawing.ground.count("m") == 2
    assert drawing.borders.count("m") >= 1


@pytest.mark.django_db
def test_a_territory_without_communes() -> None:
    territory = Territory.objects.create(name="Vide", slug="vide", agency_name="Agence")
    assert draw_territory(territory) is None


def test_france_is_its_departements() -> None:
    drawing = draw_france()
    assert drawing.ground
    assert drawing.borders
    assert len(drawing.ground) + len(drawing.borders) < 15_000
    assert drawing.box.west < -4
    assert drawing.box.east > 9


@pytest.mark.parametrize("km", [0, 5, 10, 20, 30, 50, 100, 1000])
def test_around_a_point(km: float, db: None) -> None:
    drawing = draw_around(MENDE, km)
    assert view(drawing) == (0, 0, AROUND, AROUND)
    assert drawing.project(MENDE) == (AROUND // 2, AROUND // 2)
    assert MENDE in drawing.box
    assert len(drawing.ground) + len(drawing.borders) < 16_000
    if km:
        north = Point(MENDE.latitude + math.degrees(km / 6371.0088), MENDE.longitude)
        assert drawing.project(north) == (AROUND // 2, round(AROUND / 2 - REACH))


def test_the_view_around_is_inside_the_ground(db: None) -> None:
    """Inland, land fills the whole view: its path surrounds it."""
    drawing = draw_around(MENDE, 20)
    numbers = [int(number) for number in re.findall(r"-?\d+", drawing.ground)]
    assert numbers
    assert draw_around(Point(46.0, -6.0), 30).ground == ""


@pytest.mark.django_db
@given(st.floats(-90, 90), st.floats(-180, 180), st.sampled_from([0, 5, 100, 20_000]))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_around_any_point_on_earth(latitude: float, longitude: float, km: float) -> None:
    drawing = draw_around.__wrapped__(Point(latitude, longitude), km)
    assert isinstance(drawing.box, Box)
    assert len(drawing.project(Point(0, 0))) == 2


def test_impossible_distance() -> None:
    with pytest.raises(ValueError):
        draw_around(MENDE, -1)
    with pytest.raises(ValueError):
        draw_around(MENDE, math.nan)


@pytest.mark.django_db
def test_many_communes_are_drawn_by_epci(lozere: Territory) -> None:
    """Beyond some hundreds of communes, their borders would weigh more than the page."""
    whole = frozenset(outlines.communes_of("62").areas)
    drawing = draw_communes.__wrapped__(whole)
    assert drawing is not None
    assert len(drawing.borders) < 100_000
    lozere_only = draw_communes.__wrapped__(frozenset(outlines.communes_of("48").areas))
    assert lozere_only is not None
    assert lozere_only.borders.count("m") > 30
