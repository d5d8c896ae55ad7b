"""A whole body: anchors, contents, links that follow their page, videos that nobody is asked about."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from cms.models import NewsIndexPage, Picture, StandardPage

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # Wagtail leaves the files of renditions open
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
VIDEO = {"address": "https://tube.example/w/9aXk2", "title": "Une visite", "length": "", "transcript": ""}
QUESTIONS = {"title": "Questions", "questions": [{"question": "Où ?", "answer": "<p>Ici.</p>"}]}


def page_of(site: Site, *blocks: tuple[str, Any], slug: str = "page") -> StandardPage:
    body = [{"type": kind, "value": value} for kind, value in blocks]
    page: StandardPage = site.root_page.add_child(instance=StandardPage(title="Une page", slug=slug, body=body))
    page.save_revision().publish()
    return page


def test_headings_have_anchors_of_their_own(client: Client, lozere_site: Site) -> None:
    text = "<h2>Venir</h2><p>a</p><h3>Venir</h3><h2>L’été</h2>"
    page_of(lozere_site, ("text", text), ("questions", QUESTIONS), ("text", "<h2>Venir</h2>"))
    html = client.get("/page/").content.decode()
    assert re.findall(r'<h[23] id="(p-[^"]*)"', " ".join(html.split())) == [
        "p-venir",
        "p-venir-2",
        "p-lete",
        "p-questions",
        "p-venir-3",
    ]
    contents = html.partition('id="sommaire"')[2].partition("</nav>")[0]
    assert re.findall(r'href="#([^"]*)"', contents) == ["p-venir", "p-lete", "p-questions", "p-venir-3"]


def test_search_engines_read_the_page_its_place_and_its_questions(client: Client, lozere_site: Site) -> None:
    page_of(lozere_site, ("questions", QUESTIONS))
    html = client.get("/page/").content.decode()
    data = json.loads(html.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    page, trail, questions = data["@graph"]
    assert (page["@type"], page["url"], page["inLanguage"]) == ("WebPage", "http://testserver/page/", "fr")
    assert [step["name"] for step in trail["itemListElement"]] == ["Accueil", "Une page"]
    assert questions["mainEntity"][0]["acceptedAnswer"]["text"] == "<p>Ici.</p>"


def test_a_link_follows_its_page_and_says_nothing_of_a_draft(client: Client, lozere_site: Site) -> None:
    target = StandardPage.objects.get(slug="le-projet")
    draft = page_of(lozere_site, slug="brouillon")
    draft.unpublish()
    text = "".join(f'<p><a linktype="page" id="{key}">vers {key}</a></p>' for key in (target.pk, draft.pk, 999_999))
    said = {"title": "", "text": "<p>a</p>", "button": "Aller voir"}
    page_of(
        lozere_site,
        ("text", text),
        ("cards", {"title": "", "cards": [{"page": target.pk}, {"page": draft.pk}]}),
        *(("callout", {**said, "kind": kind, "page": key}) for kind in ("call", "note") for key in (draft.pk, 999_999)),
        ("callout", {**said, "kind": "call", "page": target.pk}),
    )
    target.slug = "notre-projet"
    target.save_revision().publish()
    shelf = page_of(lozere_site, slug="rayon")
    target.refresh_from_db()
    target.move(shelf, "last-child")
    html = client.get("/page/").content.decode()
    main = html.partition("<main")[2].partition("</main>")[0]
    assert main.count('href="/rayon/notre-projet/"') == 3
    assert main.count("Aller voir") == 1, "A button that leads nowhere is none."
    assert "brouillon" not in main
    in_english = client.get("/en/page/").content.decode()
    assert in_english.count('href="/en/rayon/notre-projet/"') == 2
    assert '<a href="/en/rayon/notre-projet/" lang="fr">Le projet</a>' in in_english
    assert f"<p>vers {draft.pk}</p><p>vers 999999</p>" in main


def test_only_the_players_of_the_page_may_be_framed(client: Client, lozere_site: Site) -> None:
    page_of(lozere_site, ("video", VIDEO))
    page_of(lozere_site, ("text", "<p>a</p>"), slug="sans")
    response = client.get("/page/")
    html = response.content.decode()
    assert "frame-src https://tube.example;" in f"{response['Content-Security-Policy']};"
    assert "frame-src" not in client.get("/sans/")["Content-Security-Policy"]
    assert 'href="https://tube.example/w/9aXk2"' in html
    assert "<iframe" not in html
    assert "ui/js/video.js" in html


def test_pictures_have_sizes_and_cost_no_query_each(client: Client, lozere_site: Site, picture: Picture) -> None:
    image = ("image", {"image": {"image": picture.pk, "alt_text": "Un village", "decorative": False}})
    page_of(lozere_site, *[image] * 2, slug="deux")
    page_of(lozere_site, *[image] * 8, slug="huit")
    counts = []
    for address in ("/deux/", "/huit/"):
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            html = client.get(address).content.decode()
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert html.count('alt="Un village"') == 8
    assert html.count('loading="lazy"') == 7, "the first is seen at once"
    assert all("width=" in tag and "height=" in tag for tag in re.findall(r"<img[^>]*>", html))
    assert "©\N{NO-BREAK SPACE}Ada" in html
    picture.delete()
    assert client.get("/deux/").status_code == 200


def test_editors_are_offered_what_makes_sense() -> None:
    assert StandardPage.allowed_subpage_models() == [StandardPage]
    assert [model.__name__ for model in NewsIndexPage.allowed_subpage_models()] == ["NewsPage"]


def test_an_old_version_of_text_comes_back_as_a_block(lozere_site: Site) -> None:
    page = StandardPage.objects.get(slug="le-projet")
    old = page.with_content_json({**page.serializable_data(), "body": "<p style='x'>Avant</p>"})
    assert [(block.block_type, str(block.value)) for block in old.body] == [("text", "<p>Avant</p>")]
