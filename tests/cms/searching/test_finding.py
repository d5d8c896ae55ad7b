"""``/recherche/``: every kind of thing found at once, by what everyone may read of it."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client
from django.utils.text import slugify
from wagtail.models import Page, PageViewRestriction, Site

from cms.models import NewsIndexPage, NewsPage, ResourceIndexPage, ResourcePage, StandardPage
from cms.opening import Opening, communes_asked, open_territory
from cms.searching import ranking
from cms.searching.listing_kinds import Places
from directory.businesses.actions import write_businesses
from directory.models import Business
from directory.synthetic_businesses import fictional_siret
from geography.models import Commune, Departement
from places.indexing import index_places
from places.models import Place
from tests.factories.canaries import leaks, make_people
from tests.factories.places import make_place, mende
from tests.factories.workers import make_worker
from tests.query_snapshots import reviewed_queries

pytestmark = pytest.mark.django_db
MOST_QUERIES = 45
KINDS = ("lieux", "teletravailleurs", "entreprises", "ressources", "actualites", "pages")


def html_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def groups_of(html: str) -> dict[str, str]:
    """By code of a kind, in the order of the page, the HTML of its results."""
    pieces = html.split('aria-labelledby="genre-')[1:]
    return {piece.partition('"')[0]: piece.partition("</section>")[0] for piece in pieces}


def child(parent: Page, model: type[Page], slug: str, title: str, **fields: object) -> Page:
    page = parent.get_children().filter(slug=slug).first()
    if page is None:
        page = Page.objects.get(pk=parent.pk).add_child(instance=model(title=title, slug=slug, **fields))
        page.save_revision().publish()
    return Page.objects.get(pk=page.pk)


def write_one_of_each(home: Page, rank: int = 0, craft: str = "reliure") -> dict[str, str]:
    """One of each kind about the same craft, and the address of each."""
    place = make_place(name=f"L’Atelier de {craft} {rank}", summary=f"Un établi de {craft} partagé")
    index_places([place])
    worker = make_worker(display_name=f"Alix Brume {rank}", headline=f"Spécialiste de {craft}")
    slug = slugify(f"{craft}-{rank}")
    business = Business(
        name=f"{craft} du Causse", siret=fictional_siret(rank + 1), commune=mende(), live=True, slug=slug
    )
    write_businesses([business])
    text = f"<p>Coudre des cahiers : la <b>{craft}</b> des registres.</p>"
    body = [{"type": "text", "value": text}]
    child(home, StandardPage, slug, f"Apprendre {rank}", body=body)
    child(child(home, NewsIndexPage, "actualites", "Actualités"), NewsPage, slug, f"Journée {rank}", body=body)
    centre = child(home, ResourceIndexPage, "ressources", "Ressources")
    child(centre, ResourcePage, slug, f"Guide {rank}", kind="guide", dated="2026-01-01", body=text)
    found = (place.get_absolute_url(), worker.get_absolute_url(), business.get_absolute_url())
    return dict(zip(KINDS, (*found, f"/ressources/{slug}/", f"/actualites/{slug}/", f"/{slug}/"), strict=True))


@pytest.fixture
def crafts(lozere_site: Site) -> dict[str, str]:
    return write_one_of_each(lozere_site.root_page, craft="dentélerie")


def test_each_kind_is_found_and_the_best_alone(client: Client, crafts: dict[str, str]) -> None:
    """Without an accent, with a typo; all the words before some of them; kinds without any are named."""
    for typed, is_corrected in (
        ("dentélerie", False),
        ("DENTELERIE", False),
        ("dentleerie", True),
        ("dentelrie", True),
    ):
        html = html_of(client, f"/recherche/?q={typed}")
        groups = groups_of(html)
        assert set(groups) == set(KINDS), typed
        for kind, address in crafts.items():
            assert f'href="{address}"' in groups[kind], (typed, kind)
            assert "<mark>dentélerie</mark>" in groups[kind], (typed, kind)
        assert ("Chercher plutôt «\u00a0" in html) is is_corrected
        assert ("exact=1" in html) is is_corrected
        assert '<meta name="robots" content="noindex">' in html
    for kind in KINDS:
        html = html_of(client, f"/recherche/?q=dentlerie&genre={kind}")
        assert f'href="{crafts[kind]}"' in html
    assert "Rien pour" in html_of(client, "/recherche/?q=dentleerie&exact=1")
    assert 'href="/en/lieux/' in html_of(client, "/en/recherche/?q=dentelerie")
    index_places([make_place(name="Dentélerie du Quai", summary="Des fuseaux")])
    html = html_of(client, "/recherche/?q=dentélerie+fuseaux")
    assert list(groups_of(html)) == ["lieux"]
    assert "Pour une partie des mots" in html.replace("\n", " ")
    assert 'href="/teletravailleurs/?q=dent%C3%A9lerie+fuseaux"' in html
    html = html_of(client, "/recherche/?q=quai")
    assert "Rien dans\u00a0:" in html
    assert "Entreprises" in html.partition("Rien dans")[2].partition("</p>")[0]
    kind = html_of(client, "/recherche/?q=registres&genre=pages")
    assert "<strong>1 page</strong>" in kind
    assert "Chercher ces mots dans tout le site" in kind


def test_a_territory_s_own_come_first_and_the_others_are_marked(
    client: Client, crafts: dict[str, str], settings: LazySettings
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    departement, _is_new = Departement.objects.get_or_create(code="12", defaults={"name": "Aveyron"})
    rodez = Commune.objects.create(code="12202", name="Rodez", departement=departement, postcodes="12000", population=9)
    aveyron = open_territory(Opening(communes_asked(["12"]), agency_name="Agence", name="Aveyron")).site
    index_places([make_place(name="Dentélerie de Rodez", commune=rodez), make_place(name="Aiguière", commune=rodez)])
    child(aveyron.root_page, StandardPage, "dentelerie", "Dentélerie d’Aveyron")
    groups = groups_of(html_of(client, "/recherche/?q=dentélerie"))
    places = groups["lieux"]
    assert places.index("L’Atelier de") < places.index("de Rodez")
    assert places.count("Ailleurs\u00a0: Aveyron") == 1
    assert "Voir la liste\u00a0: 1 lieu" in places
    assert f'href="http://{aveyron.hostname}' in groups["pages"]
    html = html_of(client, "/recherche/?q=aiguière")
    assert "1 lieu ailleurs" in html
    assert "territoire=tous" in html
    there = str(client.get("/recherche/?q=dentélerie", HTTP_HOST=aveyron.hostname).content.decode())
    assert groups_of(there)["lieux"].index("de Rodez") < groups_of(there)["lieux"].index("L’Atelier de")
    cache.clear()
    Site.objects.exclude(pk=aveyron.pk).update(is_default_site=False)
    portal = Site.objects.create(hostname="portail.example", root_page=Page.objects.get(depth=1), is_default_site=True)
    everywhere = str(client.get("/recherche/?q=dentélerie", HTTP_HOST=portal.hostname).content.decode())
    assert "2 lieux" in everywhere
    assert "Ailleurs" not in everywhere


def test_what_is_not_public_is_not_found(client: Client, crafts: dict[str, str]) -> None:
    for page in (NewsPage, StandardPage):
        above = page.objects.get(slug="dentelerie-0")
        PageViewRestriction.objects.create(page=above, restriction_type=PageViewRestriction.LOGIN)
    ResourcePage.objects.get(slug="dentelerie-0").unpublish()
    assert set(groups_of(html_of(client, "/recherche/?q=dentelerie"))) == set(KINDS[:3])
    StandardPage.objects.filter(slug="dentelerie-0").update(live=False)  # past the index: the door holds
    PageViewRestriction.objects.all().delete()
    StandardPage.objects.filter(slug="dentelerie-0").update(live=False)
    assert "pages" not in groups_of(html_of(client, "/recherche/?q=dentelerie"))


HOSTILE = (
    *("\x00", "a\x00b", '"', "'\"%_", "a" * 10_000, "é " * 5_000, "🏡", "\u202e", "a", "?"),
    "<script>alert(1)</script>",
)


@pytest.mark.usefixtures("lozere_site")
def test_any_text_is_answered_in_words_and_what_people_hide_is_never_told(client: Client) -> None:
    for text in HOSTILE:
        response = client.get("/recherche/", {"q": text, "genre": "nimporte", "page": "-1"})
        html = response.content.decode()
        assert response.status_code == 200
        assert "Ce genre de résultats n’existe pas" in html
        assert "Ce numéro de page n’en est pas un" in html
        assert "<script>alert" not in html
        said = ("C’est trop long", "Nous n’avons pas pu lire", "Écrivez au moins deux lettres", "Rien pour")
        assert sum(words in html for words in said) == 1 or text[0] == "<", text[:20]
    make_people()
    for words in ("zyxomme", "canarifabrique", "zyxommage", "ada", "bea", "dan", "comptable", "zyxome", "cléo"):
        for address in (f"/recherche/?q={words}", f"/recherche/?q={words}&genre=teletravailleurs"):
            told = html_of(client, address).replace(words, "")
            assert not leaks(told), (address, leaks(told))
    check_form(client)


def check_form(client: Client) -> None:
    """The field of the header, and what browsers and search engines are told of it."""
    html = html_of(client, "/")
    assert 'rel="search"' in html
    assert '"@type":"SearchAction"' in html
    assert html.count('class="find"') == 1
    assert 'class="find"' not in html_of(client, "/recherche/")
    answer = client.get("/recherche/opensearch.xml")
    assert answer["Content-Type"].startswith("application/opensearchdescription+xml")
    assert "<ShortName>Hameau Lozère</ShortName>" in answer.content.decode()
    assert 'template="http://testserver/recherche/?q={searchTerms}"' in answer.content.decode()


def test_common_words_are_ranked_without_reading_all(
    client: Client, crafts: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same first results, whichever way they are looked for."""
    index_places([make_place(name=f"Établi {rank}", summary="Un fuseau " * rank) for rank in range(1, 8)])
    kind, rows = Places(), Place.objects.published()
    query = kind.index.query("fuseau")
    expected = ranking.rank(kind, query, rows, 5)
    assert (expected.total, len(expected.best)) == (7, 5)
    monkeypatch.setattr(ranking, "AT_ONCE", 0)
    assert ranking.rank(kind, query, rows, 5, are_few=True) == expected
    assert ranking.rank(kind, query, rows, 5) == expected
    monkeypatch.setattr(ranking, "MANY", 3)
    assert ranking.rank(kind, query, rows, 5) == (4, expected.best)
    assert "plus de 3 lieux" in html_of(client, "/recherche/?q=fuseau")


def test_queries_are_the_same_at_two_sizes(client: Client, lozere_site: Site) -> None:
    for ranks in (range(4), range(4, 9)):
        for rank in ranks:
            write_one_of_each(lozere_site.root_page, rank)
        client.get("/recherche/?q=inconnnu")  # what a process reads once: the words of the indexes
        for name, address in {
            "search": "?q=reliure",
            "search-mistyped": "?q=relirue",
            "search-kind": "?q=reliure&genre=pages",
            "search-nothing": "?q=zzzzzz",
        }.items():
            with reviewed_queries(name, at_most=MOST_QUERIES):
                assert client.get(f"/recherche/{address}").status_code == 200
