"""A page of two thousand blocks: edited, saved, previewed and read."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms.models import StandardPage

pytestmark = [pytest.mark.django_db, pytest.mark.once]
BLOCKS, LINKS = 2_000, 200
TITLE = "<h2>Titre 0000</h2>"
LINK = '<p>Un <a linktype="page" id="{}">lien</a>.</p>'
"""In one block of ten: Wagtail's editor reads the page behind each, our pages read them together."""


def queries_of(client: Client, address: str) -> tuple[int, str]:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    return len(captured), response.content.decode()


@pytest.mark.usefixtures("lenient_templates")
def test_two_thousand_blocks(client: Client, lozere_site: Site) -> None:
    target = StandardPage.objects.get(slug="le-projet")
    text = TITLE + LINK.format(target.pk)
    page = StandardPage(title="Grande page", slug="grande", body=[("text", text)] * 2)
    lozere_site.root_page.add_child(instance=page)
    page.save_revision().publish()
    client.get("/le-projet/")
    few, _html = queries_of(client, "/grande/")
    client.force_login(get_user_model().objects.create_superuser("admin@hameau.example", "x"))
    edit = f"/admin/pages/{page.pk}/edit/"
    alone, linked = rich_text(TITLE), rich_text(text)
    sent = [alone if number % (BLOCKS // LINKS) else linked for number in range(BLOCKS)]
    body = streamfield([("text", words.replace("0000", f"{number:04}")) for number, words in enumerate(sent)])
    empty = dict.fromkeys(("lead", "search_description", "seo_title"), "")
    form = {**empty, "title": "Grande page", "slug": "grande", "body": body, "action-publish": "1"}
    data = nested_form_data(form)
    assert client.post(edit, data).status_code == 302
    page.refresh_from_db()
    assert len(page.body.raw_data) == BLOCKS
    assert client.get(edit).status_code == 200
    assert client.post(f"{edit}preview/", data).json() == {"is_valid": True, "is_available": True}
    assert "Titre 1999" in client.get(f"{edit}preview/").content.decode()
    client.logout()
    client.get("/le-projet/")
    many, html = queries_of(client, "/grande/")
    assert many == few
    assert html.count('href="/le-projet/">lien</a>') == LINKS
    assert 'id="p-titre-1999"' in html


def test_more_than_we_read_is_refused_in_words(client: Client, settings: LazySettings) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10
    response = client.post("/compte/connexion/", {str(number): "x" for number in range(11)})
    assert response.status_code == 400
    assert "<h1" in response.content.decode()
