"""« Anciennes adresses »: one's own sites', no others'."""

from __future__ import annotations

import pytest
from wagtail.contrib.redirects.models import Redirect

from cms.actions import open_site
from tests.factories.listings import desk_of, make_moderator, millau, territory_of
from tests.factories.places import mende

pytestmark = pytest.mark.django_db
HOME = "/admin/adresses/"


def test_an_agency_leads_the_old_addresses_of_its_own_site(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = (
        open_site(territory_of(commune), f"{name}.example") for commune, name in ((mende(), "a"), (millau(), "b"))
    )
    page = ours.root_page.get_children().live().first()
    path = page.get_url_parts()[2]
    stranger = Redirect.add_redirect("/secret/", redirect_to=theirs.root_page, site=theirs)
    desk = desk_of(make_moderator(mende()), monkeypatch)
    for wrong in (
        {"old_path": "/admin/x/", "target": path},
        {"old_path": "/", "target": path},
        {"old_path": "/x/", "target": "//pirate.example/"},
        {"old_path": "/x/", "target": "javascript:alert(1)"},
        {"old_path": "/x/", "target": "/x/"},
        {"old_path": "//[", "target": path},
        {"old_path": "http://[", "target": path},
        {"old_path": "/x/", "target": f"/{'y' * 250}/"},
        {"old_path": "/x/", "target": path, "site": str(theirs.pk)},
    ):
        assert desk.post(HOME, {"site": str(ours.pk)} | wrong).status_code == 200, wrong
    assert Redirect.objects.get() == stranger
    for old, target in (("/vieux/", path), ("/ailleurs/", "https://exemple.fr/la"), ("/liste/", "/lieux/?type=fablab")):
        assert desk.post(HOME, {"old_path": old, "target": target, "site": ours.pk}).status_code == 302, old
    assert desk.post(HOME, {"old_path": "/vieux", "target": path, "site": ours.pk}).status_code == 200, (
        "Once is enough."
    )
    kept = {row.old_path: row.redirect_page_id or row.redirect_link for row in Redirect.objects.filter(site=ours)}
    assert kept == {
        "/vieux": page.pk,
        "/ailleurs": "https://exemple.fr/la",
        "/liste": f"{ours.root_url}/lieux/?type=fablab",
    }
    shown = desk.get(HOME).content.decode()
    assert "/vieux" in shown
    assert "/secret" not in shown
    assert desk.post(f"{HOME}{stranger.pk}/retirer/").status_code == 404
    assert desk.post(f"{HOME}{Redirect.objects.get(old_path='/vieux').pk}/retirer/").status_code == 302
    assert not Redirect.objects.filter(old_path="/vieux").exists()
    for closed in ("/admin/redirects/", "/admin/redirects/add/", f"/admin/redirects/{stranger.pk}/"):
        assert desk.get(closed).status_code == 404, closed
