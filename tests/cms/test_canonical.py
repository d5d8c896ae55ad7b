"""One address for an entry, whatever the host it is read on; how far the lists of a territory's site look."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from cms.actions import found_territory, open_site
from cms.canonical import communes_of_own, origin_of_commune
from geography.models import Commune, Territory
from geography.neighbours import NEAR_KM, neighbours_of
from listings.addresses import canonical_url
from tests.factories.listings import ales, millau
from tests.factories.places import make_place

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def _founded(_opened: None) -> None:
    for slug in ("vieux", "jeune"):
        open_site(
            found_territory(slug, slug.title(), "Agence", "a@hameau.example", ["48095", "48061"]), f"{slug}.localhost"
        )
    found_territory("gard", "Gard", "Agence", "a@hameau.example", [ales().pk])


@pytest.fixture
def sites(_founded: None, db: None) -> dict[str, Territory]:
    """Lozère at ``testserver``; two small territories that share Mende, the older one at ``vieux``; one of Gard."""
    return {territory.slug: territory for territory in Territory.objects.all()}


def test_the_smallest_then_the_oldest_then_the_portal(sites: dict[str, Territory]) -> None:
    assert origin_of_commune("48095") == "http://vieux.localhost"
    assert origin_of_commune("48050") == "http://testserver"
    assert origin_of_commune(millau().pk) == "http://127.0.0.1:8000", "of no territory"
    assert origin_of_commune(ales().pk) == "http://127.0.0.1:8000", "of one without a site"
    own = {name: set(communes_of_own(territory).values_list("pk", flat=True)) for name, territory in sites.items()}
    assert own["vieux"] == {"48095", "48061"}
    assert own["jeune"] == set()
    assert own["lozere"] == set(sites["lozere"].communes.values_list("pk", flat=True)) - own["vieux"]
    portal = set(communes_of_own(None).values_list("pk", flat=True))
    assert {ales().pk, millau().pk} <= portal
    assert not portal & own["lozere"]


def test_it_is_the_same_on_every_host_and_in_one_sitemap(sites: dict[str, Territory], client: Client) -> None:
    place = make_place(name="Ici", slug="ici")
    url = canonical_url(place)
    assert url == "http://vieux.localhost/lieux/ici/"
    with override_settings(ALLOWED_HOSTS=["testserver", ".localhost"]):
        for host in ("testserver", "vieux.localhost", "jeune.localhost"):
            page = client.get("/lieux/ici/", headers={"host": host}).content.decode()
            assert f'<link rel="canonical" href="{url}">' in page
            assert f'<meta property="og:url" content="{url}">' in page
            assert f'"@id":"{url}"' in page
            around = client.get("/lieux/?commune=48095", headers={"host": host}).content.decode()
            assert '<link rel="canonical" href="http://vieux.localhost/lieux/?commune=48095">' in around
            listed = client.get("/plan-du-site-lieux.xml", headers={"host": host}).content.decode()
            assert ("/lieux/ici/" in listed) == (host == "vieux.localhost")


def test_neighbours_share_a_commune_or_are_near(sites: dict[str, Territory]) -> None:
    assert [other.name for other in neighbours_of(sites["lozere"])] == ["Jeune", "Vieux"]
    border = Commune.objects.get(pk="48098")  # in the south-east, by the road to Alès
    Commune.objects.filter(pk=ales().pk).update(latitude=border.latitude, longitude=(border.longitude or 0) + 0.1)
    assert NEAR_KM > 8
    lozere = Territory.objects.get(pk=sites["lozere"].pk)
    cache.clear()
    assert "Gard" in [other.name for other in neighbours_of(lozere)]
    assert [other.name for other in neighbours_of(sites["gard"])] == ["Lozère"]


def test_a_list_looks_as_far_as_it_is_asked(sites: dict[str, Territory], client: Client) -> None:
    make_place(name="Chez nous", slug="chez-nous")
    make_place(name="Plus loin", slug="plus-loin", commune=ales())

    def found(query: str) -> tuple[bool, bool]:
        page = client.get(f"/lieux/{query}").content.decode()
        return "Chez nous" in page, "Plus loin" in page

    own = client.get("/lieux/").content.decode()
    assert 'href="?territoire=voisins"' in own
    assert 'href="?territoire=tous"' in own
    assert found("") == (True, False)
    assert found("?territoire=voisins") == (True, False)
    assert found("?territoire=tous") == (True, True)
    assert found("?territoire=nimporte") == (True, False), "said, and left out"
    everywhere = client.get("/lieux/?territoire=tous").content.decode()
    assert '<link rel="canonical" href="http://127.0.0.1:8000/lieux/">' in everywhere
    for path in ("/teletravailleurs/", "/entreprises/"):
        assert client.get(f"{path}?territoire=voisins").status_code == 200
        assert 'href="?territoire=tous"' in client.get(path).content.decode()
