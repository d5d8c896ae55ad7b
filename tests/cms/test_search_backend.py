"""The desk's search of pages: each agency finds its own, whatever is typed."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from wagtail.models import Site

from cms.actions import open_desk
from cms.desk.search_backend import tidy
from cms.models import StandardPage
from geography.models import Territory
from tests.factories.listings import desk_of

pytestmark = pytest.mark.django_db
SEARCH = "/admin/choose-page/search/"


@pytest.fixture
def agent(lozere: Territory, lozere_site: Site, monkeypatch: pytest.MonkeyPatch) -> Client:
    """An agent whose site has a page that the index knows, beside one of no territory."""
    user = get_user_model().objects.create_user("agence@hameau.example", "x")
    open_desk(user, lozere)
    lozere_site.root_page.add_child(
        instance=StandardPage(title="Rencontres de l’été", slug="rencontres", body="<p>x</p>")
    )
    call_command("rebuild_modelsearch_index", verbosity=0)
    return desk_of(user, monkeypatch)


def test_an_agency_finds_its_pages_by_their_words(agent: Client) -> None:
    for words in ("rencontres", "Rencontr", "« Rencontres »", 'rencontres "'):
        assert "Rencontres de l’été" in agent.get(SEARCH, {"q": words}).content.decode(), words
    assert "Rencontres" not in agent.get(SEARCH, {"q": "fablab"}).content.decode()


def test_it_does_not_find_those_of_another(agent: Client, lozere: Territory, monkeypatch: pytest.MonkeyPatch) -> None:
    stranger = get_user_model().objects.create_user("autre@hameau.example", "x")
    other = Territory.objects.create(name="Ailleurs", slug="ailleurs")
    open_desk(stranger, other)
    answer = desk_of(stranger, monkeypatch).get(SEARCH, {"q": "rencontres"})
    assert "Rencontres" not in answer.content.decode()


@pytest.mark.parametrize("words", ['"', 'a" OR', "*", "^a", "(", "NEAR(a b)", "a\x00b", "a'b", "%", "\\", "œ" * 300])
def test_whatever_is_typed_is_no_error(agent: Client, words: str) -> None:
    for address in (SEARCH, "/admin/images/", "/admin/documents/"):
        assert agent.get(address, {"q": words}).status_code in (200, 302)


def test_signs_are_taken_out_and_words_stay() -> None:
    assert tidy('  "L’été" (e\u0301tape)* ') == "L’été étape"
    parsed = object()
    assert tidy(parsed) is parsed
