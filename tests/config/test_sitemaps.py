"""What machines ask for: robots, sitemap, icon."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from django.test import Client

from cms.actions import open_site
from cms.models import StandardPage
from geography.models import Commune, Departement, Territory
from places.models import Place
from tests.factories.directory_businesses import make_business
from tests.factories.places import make_place, mende

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def territory() -> Territory:
    """Lozère, reduced to Mende, with its site at the tests' address."""
    territory = Territory.objects.create(
        name="Lozère", slug="lozere", agency_name="l’agence", agency_email="bonjour@hameau.example"
    )
    territory.communes.add(mende())
    open_site(territory, "testserver", is_default=True)
    return territory


def locations(client: Client, address: str) -> list[str]:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/xml")
    return [str(found.text) for found in ElementTree.fromstring(response.content).iterfind(".//s:loc", NAMES)]


def test_the_index_names_the_parts(client: Client, territory: Territory) -> None:
    make_place()
    assert locations(client, "/plan-du-site.xml") == [
        "http://testserver/plan-du-site-pages.xml",
        "http://testserver/plan-du-site-lieux.xml",
        "http://testserver/plan-du-site-teletravailleurs.xml",
        "http://testserver/plan-du-site-entreprises.xml",
    ]


def test_pages_are_those_that_everyone_may_read(client: Client, territory: Territory) -> None:
    draft = StandardPage.objects.get(slug="le-projet")
    draft.unpublish()
    assert locations(client, "/plan-du-site-pages.xml") == [
        "http://testserver/",
        "http://testserver/accessibilite/",
        "http://testserver/donnees-personnelles/",
    ]


def test_places_are_the_published_ones_of_the_territory(client: Client, territory: Territory) -> None:
    elsewhere = Commune.objects.create(
        code="12145", name="Millau", departement=Departement.objects.create(code="12", name="Aveyron")
    )
    make_place(slug="ici")
    make_place(slug="brouillon", live=False)
    make_place(slug="ailleurs", commune=elsewhere)
    assert locations(client, "/plan-du-site-lieux.xml") == ["http://testserver/lieux/ici/"]


def test_businesses_are_the_published_ones_of_the_territory(client: Client, territory: Territory) -> None:
    elsewhere = Commune.objects.create(
        code="12145", name="Millau", departement=Departement.objects.create(code="12", name="Aveyron")
    )
    for slug, fields in {"ici": {}, "brouillon": {"live": False}, "ailleurs": {"commune": elsewhere}}.items():
        make_business(slug=slug, **fields)
    assert locations(client, "/plan-du-site-entreprises.xml") == ["http://testserver/entreprises/ici/"]
    assert b"noindex" not in client.get("/entreprises/ici/").content


def test_the_index_asks_the_database_for_the_latest_change(client: Client, territory: Territory) -> None:
    place = make_place()
    root = ElementTree.fromstring(client.get("/plan-du-site.xml").content)
    dates = [str(found.text) for found in root.iterfind(".//s:lastmod", NAMES)]
    assert any(date.startswith(place.updated_at.strftime("%Y-%m-%d")) for date in dates)


def test_the_number_of_queries_does_not_grow(
    client: Client, territory: Territory, django_assert_max_num_queries: object
) -> None:
    for number in range(3):
        make_place(slug=f"lieu-{number}")
    client.get("/plan-du-site-lieux.xml")
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        assert len(locations(client, "/plan-du-site-lieux.xml")) == 3
    assert Place.objects.count() == 3


@pytest.mark.parametrize(
    "address", ["/plan-du-site-autre.xml", "/plan-du-site-lieux.xml?p=9", "/plan-du-site-lieux.xml?p=x"]
)
def test_a_part_that_does_not_exist_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_robots_names_the_sitemap(client: Client) -> None:
    response = client.get("/robots.txt")
    body = response.content.decode()
    assert response["Content-Type"].startswith("text/plain")
    assert "Sitemap: http://testserver/plan-du-site.xml" in body
    assert "Disallow: /admin/" in body


def test_the_old_address_of_the_icon_leads_to_it(client: Client) -> None:
    assert client.get("/favicon.ico")["Location"] == "/static/ui/favicon.svg"
