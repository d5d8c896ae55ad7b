"""The desk: who reaches it, what territories look like there, and pages seen before they are published."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.template import engines
from django.test import Client
from wagtail.models import Site

from cms.actions import open_desk
from cms.models import HomePage, SiteTerritory, StandardPage
from geography.models import Territory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _wagtails_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wagtail's own templates read variables that are not always there."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(get_user_model().objects.create_superuser("admin@hameau.example", "x"))
    return client


def test_the_sign_in_page_is_open_to_all(client: Client) -> None:
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0].startswith("/compte/connexion/")
    assert response.status_code == 200
    assert client.get("/_util/login/?next=/x/")["Location"] == "/compte/connexion/?next=/x/"


def test_only_the_desk_has_the_looser_policy(admin: Client, lozere_site: Site) -> None:
    assert "'unsafe-inline'" in admin.get("/admin/")["Content-Security-Policy"]
    assert "'unsafe-inline'" not in admin.get("/")["Content-Security-Policy"]


def test_colours_are_set_from_the_desk(admin: Client, lozere_site: Site) -> None:
    link = SiteTerritory.objects.get()
    form = {"site": link.site_id, "territory": link.territory_id, "brand": "#27408b", "accent": ""}
    address = f"/admin/siteterritory/edit/{link.pk}/"
    assert admin.get(address).status_code == 200
    assert admin.post(address, {**form, "brand": "blue"}).status_code == 200, "refused, and shown again"
    assert admin.post(address, form).status_code == 302
    link.refresh_from_db()
    assert link.style_sheet() == ":root{--brand:#27408b;}"


def test_a_territory_is_opened_never_added_bare(admin: Client, lozere: Territory) -> None:
    for ask in (admin.get, admin.post):
        assert ask("/admin/territory/new/")["Location"] == "/admin/territoires/ouvrir/"


def test_agencies_do_not_change_territories(client: Client, lozere: Territory, lozere_site: Site) -> None:
    user = get_user_model().objects.create_user("agence@hameau.example", "x")
    open_desk(user, lozere)
    client.force_login(user)
    assert client.get("/admin/").status_code == 200
    for address in (f"/admin/territory/edit/{lozere.pk}/", "/admin/siteterritory/"):
        assert client.get(address).status_code == 404
    assert client.get("/admin/territory/new/")["Location"] == "/admin/", "No permission."
    assert client.post(f"/admin/territory/edit/{lozere.pk}/", {"name": "À moi"}).status_code == 404
    lozere.refresh_from_db()
    assert lozere.name == "Lozère"


@pytest.mark.parametrize("model", [HomePage, StandardPage])
def test_a_draft_is_previewed_with_its_territory(lozere_site: Site, model: type[HomePage] | type[StandardPage]) -> None:
    page = model.objects.first()
    assert page is not None
    page.title = "Pas encore publié"
    response = page.make_preview_request()
    response.render()
    assert response.status_code == 200
    assert "Pas encore publié" in response.content.decode()
    assert "Hameau Lozère" in response.content.decode()


def test_the_desk_may_frame_a_draft_and_a_draft_its_videos(admin: Client, lozere_site: Site) -> None:
    page = StandardPage.objects.first()
    assert page is not None
    page.body = [("video", {"address": "https://www.youtube.com/watch?v=abcdefghijk", "title": "Une visite"})]
    page.save_revision()
    policy = admin.get(f"/admin/pages/{page.pk}/view_draft/")["Content-Security-Policy"]
    assert "frame-src https://www.youtube-nocookie.com" in policy
    assert "frame-ancestors 'self'" in policy
    assert "script-src 'self';" in policy


def test_every_form_of_a_page_opens(admin: Client, lozere_site: Site) -> None:
    for page in (HomePage.objects.get(), StandardPage.objects.first()):
        assert page is not None
        assert admin.get(f"/admin/pages/{page.pk}/edit/").status_code == 200
    home = HomePage.objects.get()
    assert admin.get(f"/admin/pages/add/cms/standardpage/{home.pk}/").status_code == 200
    kinds = admin.get(f"/admin/pages/{home.pk}/add_subpage/").content.decode()
    assert f"/admin/pages/add/cms/indexpage/{home.pk}/" in kinds
    assert "/admin/pages/usage/" not in kinds, "Other territories' pages of a kind: an agency would find 404."
