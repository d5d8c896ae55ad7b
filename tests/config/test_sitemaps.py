"""What machines ask for: robots, sitemap, icon."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from cms.actions import open_site
from cms.english_pages import open_english_tree
from cms.models import StandardPage
from geography.models import Commune, Departement, Territory
from places.models import Place
from tests.cms.language_pages import in_english
from tests.factories.directory_businesses import make_business
from tests.factories.places import make_place, mende

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def _opened(module_transaction: None) -> None:
    """Lozère, reduced to Mende, with its site at the tests' address."""
    territory = Territory.objects.create(
        name="Lozère", slug="lozere", agency_name="l’agence", agency_email="bonjour@hameau.example"
    )
    territory.communes.add(mende())
    open_site(territory, "testserver", is_default=True)


@pytest.fixture
def territory(_opened: None, db: None) -> Territory:
    return Territory.objects.get()


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
    there = locations(client, "/plan-du-site-pages.xml")
    assert there[0] == "http://testserver/"
    assert "http://testserver/donnees-personnelles/" in there
    assert "http://testserver/le-projet/" not in there


def test_places_are_the_published_ones_of_the_territory(client: Client, territory: Territory) -> None:
    elsewhere = Commune.objects.create(
        code="12145", name="Millau", departement=Departement.objects.create(code="12", name="Aveyron")
    )
    make_place(slug="ici")
    make_place(slug="brouillon", live=False)
    make_place(slug="ailleurs", commune=elsewhere)
    assert locations(client, "/plan-du-site-lieux.xml") == [
        "http://testserver/lieux/ici/",
        "http://testserver/en/lieux/ici/",
    ]


def test_businesses_are_the_published_ones_of_the_territory(client: Client, territory: Territory) -> None:
    elsewhere = Commune.objects.create(
        code="12145", name="Millau", departement=Departement.objects.create(code="12", name="Aveyron")
    )
    for slug, fields in {"ici": {}, "brouillon": {"live": False}, "ailleurs": {"commune": elsewhere}}.items():
        make_business(slug=slug, **fields)
    assert locations(client, "/plan-du-site-entreprises.xml") == [
        "http://testserver/entreprises/ici/",
        "http://testserver/en/entreprises/ici/",
    ]
    assert b"noindex" not in client.get("/entreprises/ici/").content


def test_the_index_asks_the_database_for_the_latest_change(client: Client, territory: Territory) -> None:
    place = make_place()
    root = ElementTree.fromstring(client.get("/plan-du-site.xml").content)
    dates = [str(found.text) for found in root.iterfind(".//s:lastmod", NAMES)]
    today = timezone.localdate(place.updated_at)
    assert any(date.startswith(today.isoformat()) for date in dates)


def test_the_number_of_queries_does_not_grow(
    client: Client, territory: Territory, django_assert_max_num_queries: object
) -> None:
    for number in range(3):
        make_place(slug=f"lieu-{number}")
    client.get("/plan-du-site-lieux.xml")
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        assert len(locations(client, "/plan-du-site-lieux.xml")) == 6
    assert Place.objects.count() == 3


def test_each_address_names_itself_in_every_language_as_its_page_does(client: Client, territory: Territory) -> None:
    make_place(slug="ici")
    home = Site.objects.get(hostname="testserver").root_page
    open_english_tree(home)
    source = StandardPage.objects.get(slug="le-projet", locale=home.locale)
    in_english(source, "The project", "the-project")
    page = home.add_child(instance=StandardPage(title="Fermée", slug="fermee"))
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    names = {**NAMES, "x": "http://www.w3.org/1999/xhtml"}
    told: dict[str, dict[str, str]] = {}
    for part in ("pages", "lieux"):
        root = ElementTree.fromstring(client.get(f"/plan-du-site-{part}.xml").content)
        assert root.tag == "{http://www.sitemaps.org/schemas/sitemap/0.9}urlset"
        for url in root.iterfind("s:url", names):
            order = [child.tag.rpartition("}")[2] for child in url]
            assert order == sorted(order, key=["loc", "lastmod", "link"].index), "the order of the protocol’s schema"
            assert len(url.findtext("s:lastmod", "", names)) == 10
            links = url.iterfind("x:link[@rel='alternate']", names)
            told[str(url.findtext("s:loc", "", names))] = {
                link.attrib["hreflang"]: link.attrib["href"] for link in links
            }
    assert told["http://testserver/le-projet/"] == {
        "fr": "http://testserver/le-projet/",
        "en": "http://testserver/en/the-project/",
    }
    assert told["http://testserver/accessibilite/"] == {}, "not translated: its French text has one address"
    assert not {f"http://testserver{path}" for path in ("/fermee/", "/en/", "/en/accessibilite/")} & told.keys()
    for address, alternates in told.items():
        html = client.get(address).content.decode()
        assert f'<link rel="canonical" href="{address}">' in html
        assert dict(re.findall(r'<link rel="alternate" hreflang="(\w+)" href="([^"]+)">', html)) == alternates


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
