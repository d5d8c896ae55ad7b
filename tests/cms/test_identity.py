"""What every page says of its site: cached, and forgotten as soon as it changes."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from cms.actions import open_portal
from cms.english_pages import open_english_tree
from cms.identity import NOBODY, identity_of, read_identity
from cms.models import NewsIndexPage, NewsPage, SiteTerritory, StandardPage
from geography.models import Territory
from tests.cms.language_pages import in_english

pytestmark = pytest.mark.django_db


def request() -> HttpRequest:
    return RequestFactory().get("/")


def test_it_is_read_once(lozere_site: Site) -> None:
    assert str(identity_of(request()).territory) == "Lozère"
    with CaptureQueriesContext(connection) as queries:
        assert [link.path for link in identity_of(request()).menu] == ["le-projet/"]
    assert len(queries) == 0


def test_a_change_shows_at_once(lozere_site: Site) -> None:
    identity_of(request())
    territory = Territory.objects.get()
    territory.name = "Gévaudan"
    territory.save()
    assert str(identity_of(request()).territory) == "Gévaudan"
    page = StandardPage.objects.get(slug="le-projet")
    page.title = "Pourquoi"
    page.save_revision().publish()
    assert [link.title for link in identity_of(request()).menu] == ["Pourquoi"]
    page.delete()
    assert identity_of(request()).menu == ()


def test_each_address_has_its_own(lozere_site: Site) -> None:
    aveyron = Territory.objects.create(name="Aveyron", slug="aveyron", agency_name="Agence d’Aveyron")
    home = lozere_site.root_page.copy(update_attrs={"slug": "aveyron", "title": "Ici aussi"}, recursive=False)
    site = Site.objects.create(hostname="aveyron.localhost", root_page=home)
    SiteTerritory.objects.create(site=site, territory=aveyron)
    there = RequestFactory().get("/", headers={"host": "localhost"})
    assert str(identity_of(there).territory) == "Lozère"
    there.META["HTTP_HOST"] = "aveyron.localhost"
    del there._wagtail_site  # type: ignore[attr-defined]
    from django.test import override_settings

    with override_settings(ALLOWED_HOSTS=[".localhost"]):
        assert str(identity_of(there).territory) == "Aveyron"


def test_an_installation_without_site_is_nobody() -> None:
    Site.objects.all().delete()
    assert identity_of(request()) == NOBODY


def test_a_territory_lends_its_colours(client: Client, lozere_site: Site) -> None:
    assert "couleurs.css" not in client.get("/").content.decode()
    link = SiteTerritory.objects.get()
    link.brand, link.accent = "#27408b", "#b03060"
    link.full_clean()
    link.save()
    html = client.get("/").content.decode()
    address = html.partition('href="/couleurs.css')[2].partition('"')[0]
    response = client.get(f"/couleurs.css{address}")
    assert response.content == b":root{--brand:#27408b;--accent:#b03060;}"
    assert "immutable" in response["Cache-Control"]
    assert client.get("/couleurs.css?v=autre")["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("colour", ["red", "#fff", "#12345g", "#123456;}body{display:none", "#123456\n"])
def test_only_colours_are_colours(lozere_site: Site, colour: str) -> None:
    link = SiteTerritory.objects.get()
    link.brand = colour
    with pytest.raises(ValidationError):
        link.full_clean()
    assert link.style_sheet() == ""


def test_lists_are_in_the_menu_once_they_have_something(client: Client, lozere_site: Site) -> None:
    home = lozere_site.root_page
    news = NewsIndexPage.objects.child_of(home).first() or home.add_child(
        instance=NewsIndexPage(title="Actualités", slug="actualites")
    )
    news.save_revision().publish()
    assert "actualites/" not in [link.path for link in identity_of(request()).menu]
    item = news.add_child(instance=NewsPage(title="Un comptoir ouvre", slug="comptoir"))
    item.save_revision().publish()
    assert "actualites/" in [link.path for link in identity_of(request()).menu]
    html = " ".join(client.get("/actualites/comptoir/").content.decode().split())
    assert 'href="/actualites/" aria-current="true">' in html
    open_english_tree(home)
    in_english(StandardPage.objects.get(slug="le-projet", locale=home.locale), "The project", "project")
    menu = " ".join(client.get("/en/").content.decode().split()).partition('id="menu"')[2].partition("</nav>")[0]
    assert '<a href="/en/project/" >The project</a>' in menu
    assert '<a href="/en/actualites/" lang="fr" >Actualités</a>' in menu
    Site.objects.filter(pk=lozere_site.pk).update(is_default_site=False)
    portal = open_portal()
    assert portal
    assert "actualites/" in [link.path for link in read_identity(portal).menu], "the news of every territory"
