"""Old addresses: followed where something is left, never in a circle, never asked about while a page answers."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from tests.cms.language_pages import child

pytestmark = pytest.mark.django_db


def leads(client: Client, address: str) -> str | None:
    """Where an address leads; ``None`` where it is not found."""
    response = client.get(address)
    assert response.status_code in {301, 302, 404}, (address, response.status_code)
    return response.get("Location")


def test_a_redirection_is_followed_while_its_page_is_public(client: Client, lozere_site: Site) -> None:
    page = child(lozere_site.root_page, "Les mots", "mots")
    Redirect.add_redirect("/lexique/", page, site=lozere_site)
    Redirect.add_redirect("/autrefois/", "https://ailleurs.example/", is_permanent=False)
    assert leads(client, "/lexique/") == "/mots/"
    assert leads(client, "/lexique/?utm=1") == "/mots/"
    assert leads(client, "/en/lexique/") == "/en/mots/"
    assert client.get("/lexique/").status_code == 301
    assert client.get("/autrefois/").status_code == 302
    page.unpublish()
    assert leads(client, "/lexique/") is None


def test_no_circle(client: Client, lozere_site: Site) -> None:
    page = child(lozere_site.root_page, "Les mots", "mots")
    Redirect.add_redirect("/mots/", page, site=lozere_site)
    assert client.get("/mots/").status_code == 200, "a page wins over what was said of its address"
    page.unpublish()
    assert leads(client, "/mots/") is None
    for here, there in {"/a/": "/b/", "/b/": "http://testserver/c/", "/c/": "/a/", "/d/": "/d/"}.items():
        Redirect.add_redirect(here, there)
    assert [leads(client, address) for address in ("/a/", "/b/", "/c/", "/d/")] == [None] * 4
    for number in range(3):
        Redirect.add_redirect(f"/{number}/", f"/{number + 1}/")
    Redirect.add_redirect("/3/", "/lieux/")
    assert leads(client, "/0/") == "/1/", "a chain that ends is none"


def test_odd_addresses_are_not_found(client: Client, lozere_site: Site) -> None:
    Redirect.add_redirect("/admin/lexique/", "/lieux/")
    for address in ("/%00/", "/" + "a" * 3000, "/?%00", "/en/%F0%9F%98%80/?q=%", "/admin/lexique/"):
        response = client.get(address, follow=True)
        assert response.status_code in {200, 400, 404}, address
        assert "/lieux/" not in [where for where, _status in response.redirect_chain], "the desk is not led from"


def test_a_page_that_answers_asks_for_no_redirection(client: Client, lozere_site: Site) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/le-projet/").status_code == 200
    assert not [query for query in queries.captured_queries if "redirect" in query["sql"]]
