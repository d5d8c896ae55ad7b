"""The page of a resource and that of a collection: what they offer, near what they stand, what they refuse."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape
from unittest import mock

import pytest
from django.template import engines
from django.test import Client
from wagtail.models import Site

from cms.models import ResourceIndexPage, ResourcePage
from config.demo.small_files import docx, pdf
from tests.factories.listings import make_superuser
from tests.factories.resources import centre_of, make_collection, make_file, make_resource
from tests.query_snapshots import reviewed_queries

pytestmark = pytest.mark.django_db


def test_a_resource_says_all_that_it_is(client: Client, lozere_site: Site) -> None:
    files = [make_file("guide.pdf", pdf(["Un texte."]), title="Le guide"), make_file("g.docx", docx(["a"]) * 900)]
    links = {"https://www.anact.example/page": "", "https://b.example/": "Le site"}
    page = make_resource(
        lozere_site, files, links, title="Le <guide>", themes=("egalite", "financement"), audiences=("tpe", "lieu"),
        author="Agence", licence="cc-by", lead="Un chapeau.", body="<h2>Pour qui</h2>", kind="etude",
    )  # fmt: skip
    html = client.get(page.get_url()).content.decode()
    text = unescape(re.sub(r"[ \n]+", " ", html))
    for words in ("Étude", "Le guide", "PDF, 1\u00a0Ko", "anact.example", "Le site", "CC BY 4.0"):
        assert words in text, words
    assert 'href="/ressources/?theme=egalite"' in html
    data = json.loads(html.split('application/ld+json">')[1].split("</script>")[0])
    assert data["@type"] == "Report"
    assert data["name"] == "Le <guide>"
    assert data["license"] == "https://creativecommons.org/licenses/by/4.0/deed.fr"
    assert data["encoding"][0]["contentUrl"].startswith("http://testserver/documents/")
    card = unescape(client.get("/ressources/").content.decode())
    assert "2 fichiers : PDF et DOCX" in card


def test_near_a_resource_its_collections_come_first(client: Client, lozere_site: Site) -> None:
    page = make_resource(lozere_site, title="Celle-ci", themes=("egalite",), audiences=("tpe",))
    alike = make_resource(lozere_site, title="Semblable", themes=("egalite",), audiences=("tpe",), kind="guide")
    beside = make_resource(lozere_site, title="De la collection", kind="droit", dated=date(2001, 1, 1))
    make_resource(lozere_site, title="Sans rapport", kind="droit")
    hidden = make_resource(lozere_site, title="Retirée", themes=("egalite",))
    hidden.unpublish()
    collection = make_collection(lozere_site, [beside, hidden, page], title="Pas à pas", lead="Dans l’ordre.")
    html = client.get(page.get_url()).content.decode()
    assert re.findall(r"<h3><a[^>]*>(.*?)</a>", html) == [beside.title, alike.title]
    assert collection.get_url() in html
    html = client.get(collection.get_url()).content.decode()
    assert re.findall(r"<h2><a[^>]*>(.*?)</a>", html) == [beside.title, page.title], "in its order, what is public"
    with reviewed_queries("resources-page", at_most=25):
        client.get(page.get_url())


def test_a_draft_is_previewed_however_little_it_says(lozere_site: Site) -> None:
    draft = ResourcePage(title="À peine commencée", slug="a-peine", live=False)
    with mock.patch.object(ResourcePage, "full_clean"):  # as the desk does for what must be said to publish only
        draft.dated, draft.licence = date(2026, 1, 1), ""
        centre_of(lozere_site).add_child(instance=draft)
    response = draft.make_preview_request()
    response.render()
    assert "À peine commencée" in response.content.decode()
    index = centre_of(lozere_site).make_preview_request()
    index.render()
    assert index.status_code == 200


def test_the_desk_refuses_a_resource_with_nothing_to_open(
    client: Client, lozere_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")
    client.force_login(make_superuser())
    index = centre_of(lozere_site)
    address = f"/admin/pages/add/cms/resourcepage/{index.pk}/"
    assert client.get(address).status_code == 200
    form = {
        "title": "Neuve", "slug": "neuve", "lead": "", "kind": "guide", "dated": "2026-05-01", "licence": "lo",
        "author": "", "themes": ["egalite", "financement"], "audiences": "tpe", "body": "null",
        **{f"{name}-{key}": "0" for name in ("files", "links") for key in ("TOTAL_FORMS", "INITIAL_FORMS")},
        "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
    }  # fmt: skip
    refused = client.post(address, {**form, "action-publish": "1"})
    assert refused.status_code == 200
    assert "au moins un fichier ou un lien" in refused.content.decode()
    assert client.post(address, form).status_code == 302, "a draft may wait for it"
    removed = {"links-0-url": "https://a.example/", "links-0-label": "", "links-0-DELETE": "on", "links-0-ORDER": "1"}
    again = {**form, **removed, "links-TOTAL_FORMS": "1", "slug": "neuve-2", "action-publish": "1"}
    assert client.post(address, again).status_code == 200
    assert client.post(address, {**again, "links-0-DELETE": ""}).status_code == 302
    page = ResourcePage.objects.get(slug="neuve-2")
    assert (page.live, page.themes, page.audiences) == (True, ("egalite", "financement"), ("tpe",))
    assert not ResourceIndexPage.can_create_at(lozere_site.root_page), "one to a site"
