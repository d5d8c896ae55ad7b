"""The home page and the pages of text, as visitors and search engines read them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Site

from cms.models import HomePage, SiteTerritory, StandardPage
from geography.models import Commune
from places.models import Place
from tests.factories.places import make_place

pytestmark = pytest.mark.django_db


def html_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def place_in(code: str, **fields: object) -> Place:
    commune = Commune.objects.get(pk=code)
    point = {"latitude": commune.latitude, "longitude": commune.longitude, "precision": "commune"}
    return make_place(commune=commune, **{**point, **fields})


def test_the_home_page_of_a_territory_without_places(client: Client, lozere_site: Site) -> None:
    html = html_of(client, "/")
    assert "<title>Travailler d’ici : les lieux où travailler, village par village | Hameau Lozère</title>" in html
    assert "Pas encore de lieu vérifié" in html
    assert "Ou autour de" not in html
    assert '<path class="ground" d="m' in html


def test_the_home_page_shows_what_the_territory_has(client: Client, lozere_site: Site) -> None:
    today = timezone.localdate()
    place_in("48092", name="Le Bureau du Soubeyran", checked_on=today, is_free=True)
    place_in("48095", name="La Table de Mende", types=("counter",), checked_on=today - timedelta(days=9))
    place_in("48095", name="Brouillon secret", live=False, checked_on=today)
    html = html_of(client, "/")
    assert html.index("Le Bureau du Soubeyran") < html.index("La Table de Mende")
    assert "Brouillon secret" not in html
    assert '<a class="more" href="/lieux/?commune=48095">Mende</a>' in html
    assert 'href="/lieux/?type=counter">Comptoirs</a>' in html
    assert ">Mende</text>" in html
    assert "Carte\u00a0: Lozère, 2 communes ont un lieu où travailler" in html


def test_the_home_page_of_a_site_without_territory(client: Client) -> None:
    """Before ``open_site``, Wagtail's own first page answers, or nothing; a bare home page must stand too."""
    SiteTerritory.objects.all().delete()  # the module may have opened Lozère's
    site = Site.objects.get()
    home = HomePage(title="Bienvenue", slug="bienvenue")
    site.root_page.get_parent().add_child(instance=home)
    site.root_page = home
    site.save()
    html = html_of(client, "/")
    assert "<h1 " in html
    assert "<title>Bienvenue | Hameau</title>" in html


def test_english_is_under_its_own_address_and_tells_what_is_french(client: Client, lozere_site: Site) -> None:
    html = html_of(client, "/en/accessibilite/")
    assert '<html lang="en">' in html
    told = " ".join(html.split())
    assert '<h1 lang="fr"' in told
    assert '<div class="body" lang="fr"' in told
    assert '<article class="wrap stack loose">' in told, "the labels among them are in English"
    assert '<a href="/accessibilite/" hreflang="fr"' in " ".join(html.split())
    assert '<link rel="canonical" href="http://testserver/accessibilite/">' in html, "the address of what is read"


def test_a_page_of_text_says_where_it_stands(client: Client, lozere_site: Site) -> None:
    parent = StandardPage.objects.get(slug="le-projet")
    parent.add_child(instance=StandardPage(title="Les mots", slug="mots", body="<p>Un comptoir.</p>"))
    html = html_of(client, "/le-projet/mots/")
    assert '<a href="/le-projet/">Le projet</a>' in html
    assert "<p>Un comptoir.</p>" in html


def test_legal_pages_name_the_agency(client: Client, lozere_site: Site) -> None:
    html = html_of(client, "/donnees-personnelles/")
    assert "Agence de Lozère" in html
    assert 'href="mailto:bonjour@hameau.example"' in html
    assert "{" not in html.partition("<main")[2].partition("</main>")[0]


def test_the_menu_and_the_footer_show_what_exists(client: Client, lozere_site: Site) -> None:
    html = html_of(client, "/le-projet/")
    menu = html.partition('id="menu"')[2].partition("</nav>")[0]
    assert 'href="/le-projet/"' in menu
    assert 'aria-current="page">Le projet' in menu
    assert "Accessibilité" not in menu
    footer = html.partition("<footer")[2]
    assert 'href="/accessibilite/"' in footer
    assert 'href="/donnees-personnelles/"' in footer
    StandardPage.objects.get(slug="le-projet").unpublish()
    assert "Le projet" not in html_of(client, "/")


def test_public_pages_set_no_cookie_and_are_the_same_for_everyone(client: Client, lozere_site: Site) -> None:
    for address in ("/", "/accessibilite/", "/en/"):
        response = client.get(address, headers={"accept-language": "de"})
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
        assert "Accept-Language" not in response.get("Vary", "")
        assert "'unsafe-inline'" not in response["Content-Security-Policy"]


@pytest.mark.parametrize("markup", [" style=", "<style", "onclick=", "javascript:"])
def test_nothing_inline(client: Client, lozere_site: Site, markup: str) -> None:
    assert markup not in html_of(client, "/")
