"""The resources of an agency at its desk, and the links to look at again: its own, and nobody else's."""

from __future__ import annotations

import re
from datetime import date
from types import SimpleNamespace

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import Permission
from django.template import engines
from django.test import Client
from django.utils import timezone
from wagtail.models import GroupPagePermission, Site

from cms.actions import open_desk
from cms.models import CheckedLink, DocumentText, SiteTerritory
from cms.resources import desk_links
from cms.resources.downloads import count_download
from cms.resources.link_checks import record
from cms.resources.link_client import Look, Reason
from config.demo.small_files import pdf
from listings.actions import desk_of_territory
from tests.factories.listings import make_user
from tests.factories.resources import make_file, make_resource

pytestmark = pytest.mark.django_db
DEAD, ALIVE = "https://mort.example/", "https://vif.example/"


@pytest.fixture(autouse=True)
def _wagtails_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wagtail's own templates read variables that are not always there."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")


def agent_of(site: Site) -> Client:
    user = make_user()
    territory = SiteTerritory.objects.get(site=site).territory
    open_desk(user, territory)
    change = Permission.objects.get(content_type__app_label="wagtailcore", codename="change_page")
    group = desk_of_territory(territory).group
    GroupPagePermission.objects.create(group=group, page=site.root_page, permission=change)
    client = Client()
    client.force_login(user)
    return client


def test_each_agency_sees_and_mends_its_own(
    lozere_site: Site, causses_site: Site, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = make_file("guide.pdf", pdf(["Un texte."]))
    DocumentText.objects.filter(document=file).update(state="chiffre")
    make_resource(lozere_site, [file], {DEAD: ""}, title="De Lozère")
    make_resource(causses_site, [], {ALIVE: ""}, title="Des Causses", kind="droit")
    for _time in range(7):
        count_download(file.pk, date(2026, 1, 1))
    for url, look in {DEAD: Look(False, Reason.GONE), ALIVE: Look(True)}.items():
        record(CheckedLink.objects.create(url=url), look, timezone.now())
    link = CheckedLink.objects.get(url=DEAD)
    queued: list[int] = []
    monkeypatch.setattr(desk_links, "check_again", SimpleNamespace(enqueue=queued.append))
    again = f"/admin/ressources/liens/{link.pk}/verifier/"

    ours = agent_of(lozere_site)
    html = ours.get("/admin/ressources/").content.decode()
    squeezed = re.sub(r"\s*([<>])\s*", r"\1", html)
    for words in ("De Lozère", "Protégé par mot de passe", "Ne répond plus", "1 lien à revoir", ">7<"):
        assert words in squeezed, words
    assert "Des Causses" not in html
    assert "De Lozère" in ours.get("/admin/ressources/?revoir=liens").content.decode()
    assert "De Lozère" in ours.get("/admin/ressources/?revoir=fichiers&theme=&etat=en-ligne").content.decode()
    for none in ("type=droit", "theme=egalite", "etat=brouillon", "etat=programmee", "titre=causses", "type=%00"):
        assert 'href="/admin/pages/' not in _rows(ours.get(f"/admin/ressources/?{none}").content.decode()) or (
            none == "type=%00"
        ), none
    html = ours.get("/admin/ressources/liens/").content.decode()
    assert DEAD in html
    assert "La page n’existe plus" in html
    assert ALIVE not in html
    assert ours.post(again).status_code == 302
    assert queued == [], "no network here"
    settings.LINK_CHECKS = True
    assert ours.post(again).status_code == 302
    assert queued == [link.pk]

    theirs = agent_of(causses_site)
    html = theirs.get("/admin/ressources/").content.decode()
    assert "Des Causses" in html
    assert "De Lozère" not in html
    assert DEAD not in theirs.get("/admin/ressources/liens/").content.decode()
    assert "répondent" in theirs.get("/admin/ressources/liens/").content.decode()
    assert theirs.post(again).status_code == 404
    assert ours.get(again).status_code == 405
    nobody = Client()
    nobody.force_login(make_user())
    assert nobody.get("/admin/ressources/").status_code in {302, 403}
    assert queued == [link.pk]


def _rows(html: str) -> str:
    """The table of a list."""
    return html.split("<tbody>")[1].split("</tbody>")[0] if "<tbody>" in html else ""
