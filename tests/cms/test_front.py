"""The figures of the front door, and what they cost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Site

from cms.front import Front, count_near, portrait_of
from geography.distance import Point, distance_km
from geography.models import Commune, Territory
from listings.versions import bump_version
from places.models import Place
from tests.factories.places import make_place
from tests.snapshot import assert_reviewed

pytestmark = pytest.mark.django_db


def place_at(commune: Commune, **fields: object) -> Place:
    point = {"latitude": commune.latitude, "longitude": commune.longitude, "precision": "address"}
    return make_place(commune=commune, **{**point, **fields})


def test_communes_near_a_place_are_those_of_the_distance(lozere: Territory) -> None:
    """Against the plain comparison of every commune with every place, a neighbour's place included."""
    communes = list(lozere.communes.exclude(latitude=None))
    some = [commune for commune in communes if commune.code in {"48095", "48080", "48096"}]
    for commune in some:
        place_at(commune)
    across = Commune.objects.create(
        code="12145", name="Millau", departement_id="48", latitude=44.2, longitude=3.19, position="mairie"
    )
    place_at(across)
    points = [Point(c.latitude, c.longitude) for c in (*some, across)]
    expected = sum(any(distance_km(Point(c.latitude, c.longitude), point) <= 10 for point in points) for c in communes)
    assert 3 < expected < 152
    assert count_near(communes, {commune.code for commune in some}) == expected


def test_a_commune_whose_place_has_no_point_counts(lozere: Territory) -> None:
    mende = lozere.communes.get(pk="48095")
    make_place(commune=mende)
    assert count_near(list(lozere.communes.all()), {"48095"}) == 1


def test_the_portrait_follows_the_published_places(lozere: Territory) -> None:
    mende = lozere.communes.get(pk="48095")
    make_place(commune=mende, types=("telecentre", "meeting_room"), is_free=False)
    assert portrait_of(lozere).total == 1
    make_place(commune=mende, is_free=True)
    assert portrait_of(lozere).total == 1, "cached"
    bump_version("places")
    portrait = portrait_of(lozere)
    assert (portrait.total, portrait.free, portrait.communes, portrait.communes_with) == (2, 1, 152, 1)
    assert portrait.types == [("telecentre", 1), ("coworking", 1), ("meeting_room", 1)]
    assert [town.name for town in portrait.towns] == ["Mende"]


def test_kinds_come_by_number(lozere: Territory) -> None:
    mende = lozere.communes.get(pk="48095")
    for types in (("counter",), ("counter", "library"), ("telecentre",)):
        make_place(commune=mende, types=types)
    kinds = Front(lozere).kinds
    assert (kinds[0].code, kinds[0].number) == ("counter", 2)
    assert all(kind.label and kind.note for kind in kinds)


def test_recent_places_are_those_checked_last(lozere: Territory) -> None:
    mende = lozere.communes.get(pk="48095")
    today = timezone.localdate()
    for days in (40, 2, 9, 300, 1):
        make_place(commune=mende, name=f"Il y a {days} jours", checked_on=today - timedelta(days=days))
    make_place(commune=mende, name="Jamais")
    names = [place.name for place in Front(lozere).recent]
    assert names == ["Il y a 1 jours", "Il y a 2 jours", "Il y a 9 jours", "Il y a 40 jours"]


def _tables(queries: CaptureQueriesContext) -> list[str]:
    """The verb and first table of each query: the same on both databases."""
    lines = []
    for query in queries.captured_queries:
        words = query["sql"].replace('"', "").split()
        lines.append(f"{words[0]} {words[words.index('FROM') + 1] if 'FROM' in words else ''}".strip())
    return lines


@pytest.mark.parametrize("number", [3, 60])
def test_the_queries_of_the_home_page_are_reviewed(client: Client, lozere_site: Site, number: int) -> None:
    """The same at both sizes. First with cold caches, then as the next visitor gets it."""
    communes = list(Commune.objects.order_by("-population")[:number])
    for rank, commune in enumerate(communes):
        place_at(commune, checked_on=timezone.localdate() - timedelta(days=rank))
    lines = []
    for caches in ("cold", "warm"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get("/").status_code == 200
        lines += [f"{caches}: {table}" for table in _tables(queries)]
    assert_reviewed("queries_home.txt", lines, "One query more on the first page that people see: is it worth it?")


def test_the_queries_of_a_page_of_text_are_few(client: Client, lozere_site: Site) -> None:
    client.get("/accessibilite/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/accessibilite/")
    assert len(queries) <= 7, _tables(queries)
