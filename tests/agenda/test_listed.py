"""Lists of events: what is found, in which order, and what a page, a calendar, a feed and a map say of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.http import QueryDict
from wagtail.models import Site

from agenda.listed.page import EventResults
from tests.factories.agenda import agenda_of, make_event

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 10, 10, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def results_of(site: Site, query: str = "", now: datetime = NOW) -> EventResults:
    return EventResults(QueryDict(query), agenda_of(site), now)


def titles(results: EventResults) -> list[str]:
    return [event.title for event in results.page.object_list]


def test_what_ends_today_is_not_past(lozere_site: Site) -> None:
    """Days begin and end where the territory is: at 23 h in Paris it is tomorrow in Réunion, not in Martinique."""
    for title, ends in {
        "yesterday": NOW.replace(hour=22, minute=59) - DAY,  # 23:59 in Paris
        "midnight": NOW.replace(hour=23) - DAY,
        "this morning": NOW - 2 * HOUR,
        "tomorrow": NOW + DAY,
    }.items():
        make_event(lozere_site, title=title, starts_at=ends - HOUR, ends_at=ends)
    assert titles(results_of(lozere_site)) == ["midnight", "this morning", "tomorrow"]
    assert titles(results_of(lozere_site, "quand=passes")) == ["yesterday"]
    assert results_of(lozere_site).summary == "3 rendez-vous à venir"
