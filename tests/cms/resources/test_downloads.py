"""Downloads are counted by file and by day, and nothing else of them is kept."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client, RequestFactory
from wagtail.models import Site

from cms.models import DownloadCount
from cms.resources.downloads import count_download, downloads_of, is_counted
from cms.resources.page import SHOWN_FROM
from config.demo.small_files import pdf
from tests.factories.resources import make_file, make_resource

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"


def test_only_downloads_by_people_count(client: Client, lozere_site: Site) -> None:
    file = make_file("guide.pdf", pdf(["Un texte."]))
    page = make_resource(lozere_site, [file])
    robots = ("", "curl/8.5", "Mozilla/5.0 (compatible; Googlebot/2.1)", "python-requests/2.32")
    asked = [{"user-agent": FIREFOX}, *({"user-agent": robot} for robot in robots)]
    asked += [{"user-agent": FIREFOX, "range": "bytes=0-10"}, {"user-agent": FIREFOX, "sec-purpose": "prefetch"}]
    for headers in asked:
        answer = client.get(file.url, headers=headers)
        assert answer.status_code == 200
        assert answer.getvalue().startswith(b"%PDF"), "read to its end, the file is closed"
        assert not answer.cookies
    assert not is_counted(RequestFactory().head(file.url, headers={"user-agent": FIREFOX}))
    assert downloads_of([file.pk]) == {file.pk: 1}
    assert {field.name for field in DownloadCount._meta.fields} == {"id", "document", "day", "number"}

    address = page.get_url()
    assert "téléchargé" not in client.get(address).content.decode(), "a few tell nothing"
    for _time in range(SHOWN_FROM):
        count_download(file.pk, date(2026, 1, 1))
    assert downloads_of([file.pk]) == {file.pk: 1 + SHOWN_FROM}
    assert f"téléchargé {1 + SHOWN_FROM} fois" in client.get(address).content.decode()
    assert DownloadCount.objects.count() == 2
