"""An agency translates its own page at the desk, sentence by sentence."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth import get_user_model
from django.template import engines
from django.test import Client
from wagtail.models import Site
from wagtail_localize.models import StringSegment, Translation

from cms.actions import open_desk
from cms.english_pages import open_english_tree
from cms.models import StandardPage
from cms.translating import english
from geography.models import Territory
from listings.actions import appoint_writer
from tests.cms.language_pages import child

pytestmark = pytest.mark.django_db


def test_an_agency_translates_its_page(
    client: Client,
    lozere: Territory,
    lozere_site: Site,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")
    user = get_user_model().objects.create_user("agence@hameau.example", "x")
    open_desk(user, lozere)
    open_english_tree(lozere_site.root_page)
    page = child(lozere_site.root_page, "Les mots", "mots", lead="Un comptoir, c’est <deux> tables.")
    address = f"/admin/localize/submit/page/{page.pk}/"
    assert client.get(address).status_code == 302, "whoever is not signed in"
    client.force_login(user)
    assert client.get(address).status_code == 200
    edit = client.post(address, {"locales": english().pk})["Location"]
    translated = StandardPage.objects.get(translation_key=page.translation_key, locale=english())
    assert edit == f"/admin/pages/{translated.pk}/edit/"
    assert not translated.live, "it is French still"
    assert "Les mots" in client.get("/en/mots/").content.decode()
    assert client.get(edit).status_code == 200

    translation = Translation.objects.get()
    words = {
        "Les mots": "The words",
        "mots": "words",
        "Un comptoir, c’est &lt;deux&gt; tables.": "A counter has tables.",
    }
    client.post(edit, {"action": "publish"})
    assert client.get("/en/words/").status_code == 404, "Nothing is published in two languages."
    for segment in StringSegment.objects.select_related("string"):
        put = f"/admin/localize/translate/{translation.pk}/strings/{segment.pk}/edit/"
        form = urlencode({"value": words[segment.string.data]})
        assert client.put(put, form, "application/x-www-form-urlencoded").status_code == 201
    segment = StringSegment.objects.get(string__data="Les mots")
    put = f"/admin/localize/translate/{translation.pk}/strings/{segment.pk}/edit/"
    bad = client.put(put, urlencode({"value": "<script>1</script>"}), "application/x-www-form-urlencoded")
    assert bad.json()["error"], "markup that no page may have is kept out of pages"
    client.put(put, urlencode({"value": "The words"}), "application/x-www-form-urlencoded")
    assert client.get(f"/admin/localize/translate/{translation.pk}/preview/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(edit, {"action": "publish"}).status_code in {200, 302}
    assert client.get("/en/mots/")["Location"] == "/en/words/"
    html = client.get("/en/words/").content.decode()
    assert "A counter has tables." in html
    page.title = "Les mots et les choses"
    page.save_revision().publish()
    update = f"/admin/localize/update/{translation.source_id}/"
    assert 'name="publish_translations"' not in client.get(update).content.decode()
    assert client.post(update, {"publish_translations": "on"}).status_code == 302
    assert translation.get_progress() == (3, 2)
    assert "The words" in client.get("/en/words/").content.decode(), "What is new waits for its words."
    for closed in ("reports/translations/", f"translate/{translation.pk}/pofile/download/", "api/snippets/a/b/"):
        assert client.get(f"/admin/localize/{closed}").status_code == 404
    writer = get_user_model().objects.create_user("plume@hameau.example", "x")
    appoint_writer(writer, lozere)
    for who, is_alias in ((writer, False), (user, True)):
        client.force_login(who)
        client.post(f"/admin/localize/page/{translated.pk}/convert_to_alias/")
        translated.refresh_from_db()
        assert bool(translated.alias_of_id) is is_alias, "What is public is for who may publish."
