"""Synthetic territories, pages and resources: a valid tree, the same again, found and read like any others."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.models import Page, Site

from cms.models import NewsPage, ResourcePage, StandardPage
from cms.searching.indexing import NEWS, PAGES
from places.models import Place

pytestmark = pytest.mark.django_db


def test_pages_and_resources_are_written_once(client: Client, lozere_site: Site) -> None:
    for number in (11, 26, 26):
        call_command("seed", pages=number, resources=number, verbosity=0)
        assert not any(Page.find_problems())
    pages = StandardPage.objects.filter(slug__startswith="page-synthetique")
    news = NewsPage.objects.filter(slug__contains="-synthetique-")
    assert (pages.count(), news.count()) == (20, 6)
    assert ResourcePage.objects.filter(slug__contains="-synthetique-").count() == 26
    assert not Place.objects.exists()
    first = pages.get(slug="page-synthetique-9")
    assert client.get(first.get_url_parts()[2]).status_code == 200
    assert first.title.encode() in client.get("/recherche/", {"q": first.title, "genre": "pages"}).content
    for index, model in ((PAGES, StandardPage), (NEWS, NewsPage)):
        synthetic = model.objects.filter(slug__contains="-synthetique-").order_by("pk").last()
        assert synthetic is not None
        assert index.knows(synthetic.pk)
    title = first.title
    Page.objects.filter(pk__in=Page.objects.filter(slug__contains="synthetique").values("pk")).delete()
    call_command("seed", pages=26, verbosity=0)
    assert StandardPage.objects.get(slug="page-synthetique-9").title == title


def test_a_number_of_pages_is_none_below_zero() -> None:
    for name in ("pages", "resources", "territories"):
        with pytest.raises(CommandError, match="négatif"):
            call_command("seed", **{name: -1}, verbosity=0)
