"""What a server opens before it answers anyone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, close_old_connections, connection
from django.test.utils import CaptureQueriesContext

from config import warming
from config.warming import PAGES, warm_up


@pytest.fixture
def application() -> Iterator[Any]:
    """The site as a server has it, but for the database: requests do not close the connection of the test."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield get_wsgi_application()
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.django_db
@pytest.mark.usefixtures("lozere")
@pytest.mark.parametrize("site", ["http://localhost:8000", "https://localhost"])
def test_pages_are_opened_as_a_visitor_would(application: Any, settings: Any, site: str) -> None:
    settings.SITE_URL = site
    around_the_town_of_the_territory = 1
    assert warm_up(application) == ["200 OK"] * (len(PAGES) + around_the_town_of_the_territory)


@pytest.mark.django_db
@pytest.mark.usefixtures("lozere")
def test_the_first_visitor_finds_counts_kept(application: Any, client: Any) -> None:
    warm_up(application)
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/teletravailleurs/").status_code == 200
    assert not any("directory_workerfacts" in query["sql"] for query in captured)


def test_an_application_that_fails_keeps_no_server_from_starting(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(warming.MigrationRecorder, "applied_migrations", lambda _self: {("config", "0001"): None})

    def application(environ: dict[str, Any], start_response: Any) -> Any:
        raise RuntimeError("broken")

    assert warm_up(application) == []
    assert "could not be opened" in caplog.text


@pytest.mark.parametrize("state", ["empty", "away"])
def test_nothing_is_asked_without_a_database(monkeypatch: pytest.MonkeyPatch, state: str) -> None:
    def applied(_recorder: object) -> dict[Any, Any]:
        if state == "away":
            raise DatabaseError
        return {}

    monkeypatch.setattr(warming.MigrationRecorder, "applied_migrations", applied)
    assert warm_up(lambda environ, start_response: pytest.fail("asked")) == []


def test_a_page_that_fails_is_the_last_one_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """While a migration is to come every page fails: one alarm tells as much as nine."""
    monkeypatch.setattr(warming.MigrationRecorder, "applied_migrations", lambda _self: {("config", "0001"): None})
    answers = iter(["200 OK", "404 Not Found", "500 Internal Server Error"])

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response(next(answers), [])
        return []

    assert warm_up(application) == ["200 OK", "404 Not Found", "500 Internal Server Error"]
