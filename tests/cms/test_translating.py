"""Pages in two languages: read in one's own where they are translated, in French and marked so where they are not."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.template import engines
from django.test import Client
from django.utils.translation import override
from wagtail.models import Page, Site

from cms.english_pages import open_english_tree, sentences, translate_first_pages
from cms.first_pages import Words
from cms.models import NewsIndexPage, NewsPage, StandardPage
from cms.news import latest_news
from cms.translating import addresses_of, each_in_language, english, paths_to_read
from tests.cms.language_pages import child, in_english

pytestmark = pytest.mark.django_db
WORDS = Words("Lozère", "Hameau Lozère", "Agence de Lozère", "bonjour@hameau.example")


def html_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code, response.get("Location"))
    return " ".join(response.content.decode().split())


def test_the_first_pages_are_in_english_too(client: Client, lozere_site: Site) -> None:
    home = lozere_site.root_page
    pages = home.get_children().count()
    assert translate_first_pages(home, WORDS) == pages + 1
    assert translate_first_pages(home, WORDS) == 0, "again, it changes nothing"
    for page in (home, *home.get_children()):
        address = paths_to_read(page)["en"]
        html = html_of(client, address)
        main = html.partition("<main")[2].partition("</main>")[0]
        assert page.title not in main
        assert 'lang="fr"' not in main, address
        assert f'<link rel="canonical" href="http://testserver{address}">' in html
        assert f'<link rel="alternate" hreflang="fr" href="http://testserver{paths_to_read(page)["fr"]}">' in html
    assert "Work from here" in html_of(client, "/en/")
    menu = html_of(client, "/en/").partition('id="menu"')[2].partition("</nav>")[0]
    assert '<a href="/en/le-projet/" >The project</a>' in menu


def test_each_sentence_of_the_first_pages_has_one_in_english() -> None:
    known = sentences(WORDS)
    alone = [french for french, words in known.items() if french == words and len(french.split()) > 3]
    assert not alone
    assert not [words for words in known.values() if "{" in words]


def test_first_pages_that_changed_are_left_to_their_agency(lozere_site: Site) -> None:
    page = StandardPage.objects.get(slug="le-projet")
    page.title = "Notre projet"
    page.save_revision().publish()
    translate_first_pages(lozere_site.root_page, WORDS)
    assert not page.get_translations().exists()


def test_a_page_without_translation_is_shown_in_french_and_says_so(client: Client, lozere_site: Site) -> None:
    open_english_tree(lozere_site.root_page)
    page = child(lozere_site.root_page, "Les mots", "mots")
    html = html_of(client, "/en/mots/")
    assert '<html lang="en">' in html
    main = html.partition("<main")[2].partition("</main>")[0]
    assert re.search(r'<h1 +lang="fr" *>Les mots</h1>', main)
    assert '<article class="wrap stack loose">' in main, "labels are in English"
    assert "Cette page n’est pas traduite" in main or "not translated" in main
    assert '<link rel="canonical" href="http://testserver/mots/">' in html
    assert 'rel="alternate"' not in html
    assert '<a href="/mots/" hreflang="fr"' in html
    assert "Cette page" not in html_of(client, page.url).partition("<main")[2]


def test_a_translation_has_words_and_an_address_of_its_own(client: Client, lozere_site: Site) -> None:
    open_english_tree(lozere_site.root_page)
    page = child(lozere_site.root_page, "Les mots", "mots")
    translated = in_english(page, "The words", "words")
    assert addresses_of(page)["en"].path == "/en/words/"
    assert client.get("/en/mots/")["Location"] == "/en/words/", "whoever asks in English for the French page"
    html = html_of(client, "/en/words/")
    assert '<a href="/mots/" hreflang="fr"' in html
    assert '<link rel="alternate" hreflang="fr" href="http://testserver/mots/">' in html
    assert '<a href="/en/words/?a=1" hreflang="en"' in html_of(client, "/mots/?a=1")
    assert client.get("/words/").status_code == 404
    translated.unpublish()
    assert "Les mots" in html_of(client, "/en/mots/")
    assert client.get("/en/words/").status_code == 404


def test_below_a_translation_what_is_not_translated_is_read(client: Client, lozere_site: Site) -> None:
    open_english_tree(lozere_site.root_page)
    page = child(lozere_site.root_page, "Les mots", "mots")
    below = child(page, "Un comptoir", "comptoir")
    in_english(page, "The words", "words")
    html = html_of(client, paths_to_read(below)["en"])
    assert "Un comptoir" in html
    assert '<a href="/en/words/">The words</a>' in html, "the trail is in the language of the reader where it can be"
    assert client.get("/en/rien/").status_code == 404


@pytest.fixture
def desk(client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The desk of who may do everything. Wagtail's own templates read variables that are not always there."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")
    client.force_login(get_user_model().objects.create_superuser("admin@hameau.example", "x"))
    return client


def test_a_page_moved_renamed_or_deleted_takes_its_translation_along(
    desk: Client, lozere_site: Site, django_capture_on_commit_callbacks: Any
) -> None:
    open_english_tree(lozere_site.root_page)
    source = child(lozere_site.root_page, "Les mots", "mots")
    translated = in_english(source, "The words", "words")
    parent = child(lozere_site.root_page, "Guide", "guide")
    in_english(parent, "Guide", "handbook")

    assert desk.post(f"/admin/pages/{source.pk}/move/{parent.pk}/confirm/").status_code == 302
    assert addresses_of(source)["en"].path == "/en/handbook/words/"
    assert desk.get("/mots/")["Location"] == "/guide/mots/"
    assert desk.get("/en/words/")["Location"] == "/en/handbook/words/"
    assert desk.get("/en/mots/")["Location"] == "/en/guide/mots/", "who kept the French address in English"

    source.refresh_from_db()
    source.slug = "lexique"
    with django_capture_on_commit_callbacks(execute=True):
        source.save_revision().publish()
    assert addresses_of(source)["fr"].path == "/guide/lexique/"
    assert desk.get("/guide/mots/")["Location"] == "/guide/lexique/"
    assert desk.get("/en/handbook/words/").status_code == 200, "it keeps its own name"

    assert desk.post(f"/admin/pages/{translated.pk}/delete/").status_code == 302
    assert Page.objects.filter(pk=source.pk).exists(), "a translation takes nothing along"
    again = in_english(source, "The words", "words")
    assert desk.post(f"/admin/pages/{source.pk}/delete/").status_code == 302
    assert not Page.objects.filter(pk__in=[source.pk, again.pk]).exists()


def test_pages_unpublished_together_take_their_translations_along(desk: Client, lozere_site: Site) -> None:
    open_english_tree(lozere_site.root_page)
    pages = [child(lozere_site.root_page, f"Page {number}", f"page-{number}") for number in range(2)]
    translations = [in_english(page, f"Leaf {number}", f"leaf-{number}") for number, page in enumerate(pages)]
    keys = "&".join(f"id={page.pk}" for page in pages)
    address = f"/admin/bulk/wagtailcore/page/unpublish/?{keys}"
    assert desk.post(address).status_code == 302
    assert not Page.objects.live().filter(pk__in=[page.pk for page in (*pages, *translations)]).exists()


def test_what_is_only_in_english_leads_home_in_french(client: Client, lozere_site: Site) -> None:
    page = child(open_english_tree(lozere_site.root_page), "For newcomers", "newcomers")
    assert page.locale == english()
    html = html_of(client, "/en/newcomers/")
    assert '<a href="/" hreflang="fr"' in html
    assert 'rel="alternate" hreflang' not in html
    assert 'lang="fr"' not in html.partition("<main")[2].partition("</main>")[0]


def test_english_is_one_language(lozere_site: Site) -> None:
    assert english() == english()
    assert english().language_code == "en"


def test_lists_hold_each_page_once_in_the_language_of_the_reader(client: Client, lozere_site: Site) -> None:
    home = lozere_site.root_page
    open_english_tree(home)
    news = NewsIndexPage.objects.child_of(home).get()
    opened, closed = (
        news.add_child(instance=NewsPage(title=title, slug=slug))
        for title, slug in (("Un comptoir ouvre", "ouvre"), ("Un bureau ferme", "ferme"))
    )
    for page in (opened, closed):
        page.save_revision().publish()
    in_english(opened, "A counter opens", "opens")
    html = html_of(client, "/en/actualites/")
    assert '<a href="/en/actualites/opens/">A counter opens</a>' in html
    assert "Un comptoir ouvre" not in html
    assert '<li class="card news" lang="fr">' in html
    assert '<a href="/en/actualites/ferme/">Un bureau ferme</a>' in html
    assert "A counter opens" not in html_of(client, "/actualites/")
    assert [page.title for page in each_in_language([opened, closed])] == ["Un comptoir ouvre", "Un bureau ferme"]
    with override("en"):
        assert [page.title for page in each_in_language([opened, closed])] == ["A counter opens", "Un bureau ferme"]
        assert latest_news(None, 5)[0].title in {"A counter opens", "Un bureau ferme"}
