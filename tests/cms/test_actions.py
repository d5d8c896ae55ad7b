"""Opening a territory's site and its desk."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.template import engines
from django.test import Client
from wagtail.models import Page, Site

from cms.actions import found_territory, open_desk, open_site, sites_answer_at
from cms.models import SiteTerritory, StandardPage
from cms.origins import origin_of_site
from geography.models import Territory

pytestmark = pytest.mark.django_db


def test_opening_twice_changes_nothing(lozere: Territory) -> None:
    open_site(lozere, "hameau.example", is_default=True)
    page = StandardPage.objects.get(slug="le-projet")
    page.title = "Réécrit par l’agence"
    page.save_revision().publish()
    pages = list(Page.objects.order_by("pk").values_list("pk", "title", "latest_revision"))
    open_site(lozere, "hameau.example", is_default=True)
    assert list(Page.objects.order_by("pk").values_list("pk", "title", "latest_revision")) == pages
    assert (Site.objects.count(), SiteTerritory.objects.count()) == (1, 1)


def test_wagtails_welcome_page_goes_and_a_page_of_ones_own_stays(lozere: Territory) -> None:
    open_site(lozere, "hameau.example", is_default=True)
    assert not Page.objects.filter(title__startswith="Welcome").exists()
    assert {page.slug for page in Page.objects.filter(depth=2)} == {"lozere"}


def test_a_site_moves_with_its_pages(lozere: Territory) -> None:
    first = open_site(lozere, "hameau.example", is_default=True)
    second = open_site(lozere, "lozere.example", 443, is_default=True)
    assert (second.pk, second.root_page_id, second.port) == (first.pk, first.root_page_id, 443)


def test_sites_follow_the_port_that_the_demo_is_served_at(lozere: Territory) -> None:
    site = open_site(lozere, "lozere.localhost", 8000)
    sites_answer_at(8001)
    assert open_site(lozere, "lozere.localhost", 8001).pk == site.pk
    assert origin_of_site(Site.objects.get(pk=site.pk)) == "http://lozere.localhost:8001"


def test_two_territories_share_the_installation(lozere: Territory) -> None:
    south = found_territory("sud", "Le Sud", "Agence du Sud", "sud@hameau.example", ["48095"])
    open_site(lozere, "hameau.example", is_default=True)
    open_site(south, "sud.hameau.example")
    assert list(Site.objects.order_by("pk").values_list("hostname", "is_default_site")) == [
        ("hameau.example", True),
        ("sud.hameau.example", False),
    ]


def test_a_territory_without_commune_is_refused() -> None:
    with pytest.raises(ValueError, match="no commune"):
        found_territory("nulle-part", "Nulle part", "Personne", "a@hameau.example", ["99001"])
    assert not Territory.objects.exists()


def test_what_the_agency_is_called_cannot_write_html(lozere: Territory) -> None:
    lozere.agency_name = "<script>alert(1)</script>"
    lozere.save()
    open_site(lozere, "hameau.example", is_default=True)
    body = str(StandardPage.objects.get(slug="accessibilite").body)
    assert "<script>" not in body
    assert "&lt;script&gt;" in body


class TestDesk:
    """Who keeps Lozère's pages changes those, and no others."""

    @pytest.fixture
    def desk(self, client: Client, lozere: Territory) -> Client:
        south = found_territory("sud", "Le Sud", "Agence du Sud", "sud@hameau.example", ["48095"])
        open_site(lozere, "testserver", is_default=True)
        open_site(south, "sud.localhost")
        user = get_user_model().objects.create_user("agence48@hameau.example", "x")
        open_desk(user, lozere)
        open_desk(user, lozere)
        client.force_login(user)
        return client

    def test_groups_are_made_once(self, desk: Client) -> None:
        assert Group.objects.filter(name__startswith="Agence :", user__isnull=False).count() == 1

    def test_own_pages_open_and_others_do_not(self, desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        # Wagtail's own templates read variables that are not always there.
        monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")
        pages = StandardPage.objects.filter(slug="le-projet")
        own, other = (pages.get(url_path__startswith=f"/{slug}/") for slug in ("lozere", "sud"))
        assert desk.get(f"/admin/pages/{own.pk}/edit/").status_code == 200
        assert desk.get(f"/admin/pages/{other.pk}/edit/").status_code == 404
