"""News: what is read where, from when, by year, and as a feed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Site

from cms.models import HomePage, IndexPage, NewsIndexPage, NewsPage, Picture, SiteTerritory, StandardPage
from cms.news import PER_PAGE
from geography.models import Territory
from tests.query_snapshots import reviewed_queries

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def write_news(site: Site, title: str, days: int = 1, **fields: Any) -> NewsPage:
    index = NewsIndexPage.objects.descendant_of(site.root_page).get()
    day = timezone.localdate() - timedelta(days=days)
    page = NewsPage(title=title, lead=f"Chapeau : {title}", date=day, **fields)
    index.add_child(instance=page)
    page.save_revision().publish()
    return page


def seen(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def test_the_latest_come_first_and_drafts_do_not_come(client: Client, lozere_site: Site) -> None:
    write_news(lozere_site, "Ancienne", days=9)
    write_news(lozere_site, "Récente", body=[("text", "<p>Le texte.</p>")], author="Ada L.")
    write_news(lozere_site, "De demain", days=-1)
    write_news(lozere_site, "Retirée").unpublish()
    html = seen(client, "/actualites/")
    assert html.index("Récente") < html.index("Ancienne")
    assert "De demain" not in html
    assert "Retirée" not in html
    assert '<link rel="alternate" type="application/atom+xml"' in " ".join(html.split())
    html = seen(client, "/actualites/recente/")
    assert "<p>Le texte.</p>" in html
    assert '"@type":"NewsArticle"' in html
    assert '"author":{"@type":"Person","name":"Ada L."}' in html
    assert client.get("/actualites/retiree/").status_code == 404


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # Wagtail leaves the files of pictures open
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_picture_whose_file_is_lost_closes_no_page(
    client: Client, lozere_site: Site, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    picture = Picture.objects.create(title="Village", file=get_test_image_file())
    write_news(lozere_site, "Illustrée", picture=picture, body=[("image", {"image": picture})])
    assert "schema.org" in seen(client, "/actualites/illustree/")
    picture.renditions.all().delete()
    picture.file.storage.delete(picture.file.name)
    for address in ("/actualites/illustree/", "/actualites/"):
        assert "Illustrée" in seen(client, address)


def test_what_is_scheduled_appears_on_its_day(client: Client, lozere_site: Site) -> None:
    index = NewsIndexPage.objects.get()
    page = index.add_child(instance=NewsPage(title="Pour plus tard", live=False))
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision(approved_go_live_at=page.go_live_at)
    call_command("publish_scheduled")
    assert "Pour plus tard" not in seen(client, "/actualites/")
    earlier = timezone.now() - timedelta(minutes=1)
    revision = page.latest_revision
    revision.content["go_live_at"] = earlier.isoformat()
    revision.approved_go_live_at = earlier
    revision.save()
    call_command("publish_scheduled")
    assert "Pour plus tard" in seen(client, "/actualites/")


def test_years_and_pages_of_the_address_are_read_or_told(client: Client, lozere_site: Site) -> None:
    write_news(lozere_site, "Vieille", days=800)
    for rank in range(PER_PAGE + 1):
        write_news(lozere_site, f"Nouvelle {rank}", days=rank % 3)
    year = (timezone.localdate() - timedelta(days=800)).year
    html = seen(client, f"/actualites/?annee={year}")
    assert "Vieille" in html
    assert "Nouvelle" not in html
    assert f"<title>Actualités de {year} | Hameau Lozère</title>" in html
    assert "Vieille" in seen(client, "/actualites/?page=2")
    for wrong, told in {
        "annee=1950": "Aucune actualité n’est de cette année-là",
        "annee=hier": "Aucune actualité n’est de cette année-là",
        "page=deux": "Ce numéro de page ne veut rien dire",
        "page=0": "Ce numéro de page ne veut rien dire",
        "page=99": "La liste n’a pas autant de pages",
        "annee=%00&page=%00": "Aucune actualité n’est de cette année-là",
    }.items():
        assert told in seen(client, f"/actualites/?{wrong}")


def test_a_feed_keeps_the_identity_of_what_is_renamed(client: Client, lozere_site: Site) -> None:
    page = write_news(lozere_site, "Deux & trois < cinq")
    first = ET.fromstring(client.get("/actualites/atom.xml").content)
    entry = first.find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}title") == "Deux & trois < cinq"
    assert entry.findtext(f"{ATOM}summary") == "Chapeau : Deux & trois < cinq"
    page.slug = "autre"
    page.save_revision().publish()
    again = ET.fromstring(client.get("/actualites/atom.xml").content)
    renamed = again.find(f"{ATOM}entry")
    assert renamed is not None
    assert renamed.findtext(f"{ATOM}id") == entry.findtext(f"{ATOM}id")
    link = renamed.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == "http://testserver/actualites/autre/"


def test_a_site_without_territory_tells_whose_each_is(client: Client, lozere_site: Site) -> None:
    write_news(lozere_site, "De Lozère")
    other = HomePage.objects.first().copy(update_attrs={"slug": "ailleurs", "title": "Ailleurs"})
    Site.objects.filter(pk=lozere_site.pk).update(is_default_site=False, hostname="lozere.example")
    Site.objects.create(hostname="testserver", root_page=other, is_default_site=True)
    other.add_child(instance=NewsIndexPage(title="Actualités", slug="actualites"))
    Site.clear_site_root_paths_cache()
    html = " ".join(seen(client, "/actualites/").split())
    assert "</time>, Lozère</span>" in html
    assert 'href="http://lozere.example/actualites/de-lozere/"' in html
    assert b'<category term="Loz\xc3\xa8re"' in client.get("/actualites/atom.xml").content
    assert SiteTerritory.objects.count() == 1


@pytest.mark.parametrize("number", [2, 15])
def test_queries(client: Client, lozere_site: Site, lozere: Territory, number: int) -> None:
    """The home page, a page, a list of pages, the list of news and one of them: as many whatever there is."""
    near = {"title": "", "commune": "48095", "radius": "30", "number": 4}
    people = {"title": "", "family": "", "number": 4}
    body: list[Any] = [("news", {"title": "", "number": 3}), ("places_near", near), ("people", people)]
    shelf = lozere_site.root_page.add_child(instance=IndexPage(title="Rayon", slug="rayon"))
    for rank in range(number):
        shelf.add_child(instance=StandardPage(title=f"Page {rank}", slug=f"page-{rank}", body=body))
        write_news(lozere_site, f"Nouvelle {rank}", days=rank)
    home = HomePage.objects.first()
    assert home
    home.body = [{"type": "news", "value": {"title": "", "number": 3}}, *home.body.get_prep_value()]
    home.save_revision().publish()
    for name, address in {
        "cms-home": "/",
        "cms-page": "/rayon/page-0/",
        "cms-pages": "/rayon/",
        "cms-news": "/actualites/",
        "cms-news-item": "/actualites/nouvelle-0/",
    }.items():
        client.get(address)
        with reviewed_queries(name, at_most=16):
            assert client.get(address).status_code == 200
