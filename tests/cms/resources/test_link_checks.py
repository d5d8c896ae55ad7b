"""Links are looked at politely, and dead only after failures on three days; with a server that misbehaves."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.conf import LazySettings
from wagtail.models import Site

from cms.models import CheckedLink
from cms.resources import link_checks
from cms.resources.link_checks import check_due, check_some, due, gather, record
from cms.resources.link_client import LinkClient, Look, Reason
from cms.resources.vocabulary import LinkState
from tests.factories.resources import make_resource

MONDAY = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


class Faulty(BaseHTTPRequestHandler):
    """Answers what the address asks for."""

    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self.answer("HEAD")

    def do_GET(self) -> None:
        self.answer("GET")

    def answer(self, method: str) -> None:
        what = self.path.strip("/").split("/")[-1]
        if what == "silence":
            threading.Event().wait(1.5)
        if what == "sans-head":
            what = "405" if method == "HEAD" else "200"
        if what == "head-404":
            what = "404" if method == "HEAD" else "200"
        self.send_response(302 if what in {"boucle", "renvoi", "prive"} else int(what) if what.isdecimal() else 200)
        if what in {"boucle", "renvoi", "prive"}:
            to = {"boucle": "/a/boucle", "renvoi": "/200", "prive": "http://169.254.169.254/latest/"}[what]
            self.send_header("Location", to)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server that misbehaves on request."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Faulty) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


def test_what_each_answer_tells(server: str) -> None:
    client = LinkClient(with_loopback=True, timeout=(1.0, 0.3))
    looks = {
        "200": Look(True),
        "renvoi": Look(True),
        "sans-head": Look(True),
        "head-404": Look(True),
        "404": Look(False, Reason.GONE),
        "410": Look(False, Reason.GONE),
        "403": Look(None),
        "429": Look(None),
        "500": Look(None),
        "boucle": Look(False, Reason.CIRCLE),
        "silence": Look(False, Reason.SILENT),
        "prive": Look(False, Reason.FORBIDDEN),
    }
    assert {what: client.look(f"{server}/{what}") for what in looks} == looks
    assert client.look("http://127.0.0.1:1/") == Look(False, Reason.NO_HOST)
    assert client.look("http://[fe80::1%25lo]:x/") == Look(False, Reason.INVALID)
    assert client.look("ftp://exemple.example/") == Look(False, Reason.INVALID)


def test_this_machine_and_its_network_are_never_reached(server: str) -> None:
    client = LinkClient()
    for address in (f"{server}/200", "http://10.0.0.1/", "http://[::1]/", "http://2130706433/", "http://0x7f.1/"):
        assert client.look(address) == Look(False, Reason.FORBIDDEN), address


def test_dead_after_failures_on_three_days(db: None) -> None:
    link = CheckedLink.objects.create(url="https://a.example/")
    for hours in (0, 1, 2, 24):
        record(link, Look(False, Reason.GONE), MONDAY + timedelta(hours=hours))
    assert (link.state, link.failed_days) == (LinkState.FAILING, 2), "twice the same day is once"
    record(link, Look(None), MONDAY + timedelta(days=2))
    assert (link.state, link.failed_days) == (LinkState.FAILING, 2), "a server out of order tells nothing"
    record(link, Look(False, Reason.SILENT), MONDAY + timedelta(days=3))
    link.refresh_from_db()
    assert (link.state, link.failed_days, link.reason) == (LinkState.DEAD, 3, Reason.SILENT)
    assert (link.first_failed_on, link.last_failed_on) == (MONDAY.date(), MONDAY.date() + timedelta(days=3))
    record(link, Look(True), MONDAY + timedelta(days=4))
    assert (link.state, link.failed_days, link.first_failed_on) == (LinkState.ALIVE, 0, None)


def test_each_link_of_what_is_published_once_a_day(
    lozere_site: Site, settings: LazySettings, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    links = {f"{server}/{number}/200": "" for number in range(link_checks.MOST_OF_A_HOST + 1)}
    page = make_resource(lozere_site, links=links)
    make_resource(lozere_site, links={next(iter(links)): "Le même"})
    make_resource(lozere_site, links={"https://brouillon.example/": ""}, slug="brouillon").unpublish()
    CheckedLink.objects.create(url="https://plus-personne.example/")
    gather()
    assert set(CheckedLink.objects.values_list("url", flat=True)) == set(links)
    client = LinkClient(with_loopback=True)
    assert check_some(client, MONDAY) == link_checks.MOST_OF_A_HOST, "not all of one server at once"
    assert check_some(client, MONDAY) == 1
    assert check_some(client, MONDAY + timedelta(hours=19)) == 0
    assert due(MONDAY + timedelta(hours=21)).count() == len(links)
    assert check_some(client, MONDAY + timedelta(hours=21), seconds=-1) == 0, "mails wait behind it"
    page.unpublish()
    gather()
    assert CheckedLink.objects.count() == 1

    monkeypatch.setattr(link_checks, "LinkClient", lambda: client)
    assert check_due.call() == 0, "no network: nothing is looked at"
    settings.LINK_CHECKS = True
    CheckedLink.objects.update(checked_at=None)
    assert check_due.call() == 1
