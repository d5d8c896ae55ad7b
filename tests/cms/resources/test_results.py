"""The list of resources: words, choices, territories, pages, and what is wrong in an address."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.core.cache import cache
from django.http import QueryDict
from django.test import Client
from wagtail.models import PageViewRestriction, Site

from cms.models import ResourcePage
from cms.resources import results as listing
from cms.resources.indexing import rebuild
from cms.resources.results import ResourceResults
from cms.resources.vocabulary import Audience, Licence, ResourceType, Theme
from tests.factories.resources import centre_of, make_collection, make_resource
from tests.query_snapshots import reviewed_queries

pytestmark = pytest.mark.django_db


def asked(site: Site, query: str = "") -> ResourceResults:
    return ResourceResults(QueryDict(query), centre_of(site))


def titles(site: Site, query: str = "") -> list[str]:
    return [card.page.title for card in asked(site, query).page.object_list]


@pytest.fixture
def shelf(lozere_site: Site, causses_site: Site) -> Site:
    """Three resources of Lozère and one of its neighbour."""
    make_resource(
        lozere_site, title="Écrire sa charte", kind="modele", themes=("charte-accord",), audiences=("tpe", "pme"),
        dated=date(2025, 5, 1), licence="cc0", author="Réseau des écoles",
    )  # fmt: skip
    make_resource(
        lozere_site, title="Bien s’asseoir", kind="fiche", themes=("qualite-de-vie",), audiences=("salarie",),
        dated=date(2026, 5, 1), licence="lo", lead="Le siège, l’écran et la lumière.",
    )  # fmt: skip
    make_resource(
        lozere_site, title="Zones blanches", kind="etude", themes=("outils-numeriques", "charte-accord"),
        audiences=("public",), dated=date(2026, 2, 1), licence="lo", body="<p>Le débit mesuré <b>partout</b>.</p>",
    )  # fmt: skip
    make_resource(causses_site, title="Le baromètre", kind="etude", themes=("egalite",), dated=date(2024, 1, 1))
    return lozere_site


def test_words_choices_and_orders(shelf: Site) -> None:
    assert titles(shelf) == ["Bien s’asseoir", "Zones blanches", "Écrire sa charte"]
    assert titles(shelf, "tri=nom") == sorted(titles(shelf), key=lambda title: title), "as the database sorts"
    for words, one in {"seige": "Bien s’asseoir", "debit": "Zones blanches", "ecoles": "Écrire sa charte"}.items():
        assert titles(shelf, f"q={words}") == [one]
    assert titles(shelf, "q=charte") == ["Écrire sa charte", "Zones blanches"], "a title before a theme"
    assert titles(shelf, "type=fiche&type=etude") == ["Bien s’asseoir", "Zones blanches"]
    assert titles(shelf, "theme=charte-accord&annee=2026") == ["Zones blanches"]
    assert titles(shelf, "public=pme&licence=cc0") == ["Écrire sa charte"]
    assert titles(shelf, "q=charte&tri=recent") == ["Zones blanches", "Écrire sa charte"]


def test_each_choice_says_how_many_it_would_leave(shelf: Site) -> None:
    results = asked(shelf, "theme=charte-accord")
    counts = {name: {option.value: option.count for option in choices} for name, _label, choices in results.facets}
    assert counts["theme"] == {"charte-accord": 2, "qualite-de-vie": 1, "outils-numeriques": 1}
    assert counts["type"] == {"modele": 1, "etude": 1}
    assert counts["annee"] == {"2026": 1, "2025": 1}
    assert [chip.label for chip in results.chips] == ["Charte ou accord"]
    assert results.chips[0].without == "?"


def test_one_s_own_territory_first_then_neighbours_or_all_in_one_click(
    client: Client, shelf: Site, causses_site: Site
) -> None:
    results = asked(shelf)
    assert results.summary == "3 ressources : Lozère"
    assert [(step.value, address) for step, address in results.reaches] == [
        (None, "?"),
        ("voisins", "?territoire=voisins"),
        ("tous", "?territoire=tous"),
    ]
    assert asked(shelf, "territoire=tous").summary == "4 ressources de tous les territoires"
    assert asked(shelf, "territoire=voisins").summary == "4 ressources : Lozère et territoires voisins"
    assert titles(shelf, "territoire=causses") == titles(causses_site) == ["Le baromètre"]
    html = client.get("/ressources/?territoire=tous").content.decode()
    assert "http://causses.example/ressources/" in html, "its canonical address is on its own site"
    assert "Étude, Causses" in unescape(html)


def test_nothing_here_is_looked_for_everywhere_and_says_so(client: Client, shelf: Site) -> None:
    for query in ("q=barometre", "q=barometre&territoire=lozere"):
        results = asked(shelf, query)
        assert results.is_widened
        assert results.summary == "1 ressource de tous les territoires"
    html = unescape(client.get("/ressources/?q=barometre").content.decode())
    assert "Nous avons élargi la recherche à tous les territoires" in html
    html = unescape(client.get("/ressources/?q=zzzzzz&type=fiche").content.decode())
    assert "Aucune ressource ne répond à tous ces choix" in html
    assert 'href="?"' in html


def test_what_is_wrong_in_an_address_is_said(client: Client, shelf: Site) -> None:
    query = "?type=chateau&type=fiche&annee=%D9%A1%D9%A2&territoire=nulle-part&tri=pertinence&page=7"
    html = unescape(client.get("/ressources/" + query).content.decode())
    for words in ("« chateau »", "« nulle-part »", "écrivez des mots", "La page 7 n’existe pas"):
        assert words in html.replace("\u00a0", " "), words
    assert titles(shelf, query[1:]) == ["Bien s’asseoir"], "the rest counts"
    names = ("q", "territoire", "type", "theme", "public", "annee", "licence", "tri", "page")
    for value in ("\x00", "0000", "\ud7ff", "'\"%", "9" * 400, "١٢٣٤", "a" * 5_000, "voisins", "-1", "9999"):
        assert client.get("/ressources/", dict.fromkeys(names, value)).status_code == 200, value
    for page in ("0", "abc", "9" * 30):
        assert "première" in client.get("/ressources/", {"page": page}).content.decode()


def test_only_what_everyone_may_read(client: Client, shelf: Site) -> None:
    draft, secret, kept = ResourcePage.objects.child_of(centre_of(shelf)).order_by("path")
    draft.unpublish()
    PageViewRestriction.objects.create(page=secret, restriction_type="login")
    assert titles(shelf) == [kept.title]
    assert titles(shelf, "q=charte") == [kept.title]
    html = client.get("/ressources/atom.xml").content.decode()
    assert kept.title in html
    assert draft.title not in html
    assert secret.title not in html
    assert rebuild() == 3, "what is live: who may read it is asked when it is searched"
    kept.delete()
    assert not asked(shelf, "territoire=lozere&q=charte").total


def test_the_feed_tells_the_new_ones(client: Client, shelf: Site, causses_site: Site) -> None:
    answer = client.get("/ressources/atom.xml")
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    feed = answer.content.decode()
    assert re.findall(r"<title>(.*?)</title>", feed)[0] == "Ressources : Lozère"
    assert feed.count("<entry>") == 3
    assert client.get("/ressources/atom.xml", headers={"host": "causses.example"}).content.count(b"<entry>") == 1


def test_collections_are_shown_with_the_whole_list(client: Client, shelf: Site) -> None:
    make_collection(shelf, ResourcePage.objects.all()[:1], title="Pas à pas")
    assert "Pas à pas" in client.get("/ressources/").content.decode()
    assert "Pas à pas" not in client.get("/ressources/?type=fiche").content.decode()


@pytest.mark.parametrize("number", [3, 12])
def test_queries_do_not_grow(
    client: Client, lozere_site: Site, causses_site: Site, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for rank in range(number):
        make_resource(
            causses_site if rank % 4 == 1 else lozere_site,
            title="Charte du baromètre" if rank == 1 else f"Charte {rank}",
            kind=ResourceType.values[rank % 6],
            themes=(Theme.values[rank % 9],),
            audiences=(Audience.values[rank % 7],),
            licence=Licence.values[rank % 6],
            dated=date(2020 + rank % 7, 1, 1),
            links={"https://a.example/": ""},
        )
    monkeypatch.setattr(listing, "PAGE_SIZE", 2)
    client.get("/ressources/")
    for name, query in {
        "resources-list": "",
        "resources-list-everywhere": "territoire=tous&page=1",
        "resources-list-words": "q=charte",
        "resources-list-choices": "type=guide&type=modele&public=salarie&annee=2020&tri=nom",
        "resources-list-widened": "q=baromtere",
    }.items():
        cache.clear()
        client.get("/lieux/?q=rien")  # what every page keeps
        with reviewed_queries(name, at_most=30):
            assert client.get(f"/ressources/?{query}").status_code == 200
