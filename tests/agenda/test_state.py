"""What an event is at a moment: what its organiser says, then the clock, then the seats."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Site

from agenda.models import EventPage
from agenda.state import state_of
from agenda.vocabulary import EventState
from tests.factories.agenda import make_event, make_registration

pytestmark = pytest.mark.django_db
STARTS = datetime(2026, 12, 10, 8, tzinfo=UTC)
ENDS = datetime(2026, 12, 10, 16, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("now", "has_room", "fields", "expected"),
    [
        (STARTS - HOUR, True, {}, EventState.OPEN),
        (STARTS - HOUR, False, {}, EventState.FULL),
        (STARTS - HOUR, False, {"registration": "none"}, EventState.OPEN),
        (STARTS - HOUR, False, {"registration": "elsewhere"}, EventState.OPEN),
        (STARTS, True, {}, EventState.CLOSED),
        (STARTS - HOUR, True, {"closes_at": STARTS - 2 * HOUR}, EventState.CLOSED),
        (STARTS + HOUR, True, {"closes_at": ENDS}, EventState.OPEN),
        (STARTS - 3 * HOUR, True, {"opens_at": STARTS - 2 * HOUR}, EventState.SOON),
        (STARTS + HOUR, True, {"registration": "none"}, EventState.OPEN),
        (ENDS, True, {"registration": "none"}, EventState.OPEN),
        (ENDS + timedelta(seconds=1), True, {"registration": "none"}, EventState.PAST),
        (STARTS - HOUR, True, {"live": False}, EventState.DRAFT),
        (STARTS - HOUR, False, {"status": "cancelled"}, EventState.CANCELLED),
        (ENDS + HOUR, True, {"status": "cancelled"}, EventState.CANCELLED),
        (ENDS + HOUR, True, {"status": "postponed"}, EventState.POSTPONED),
    ],
)
def test_the_state_of_an_event(now: datetime, has_room: bool, fields: dict[str, Any], expected: EventState) -> None:
    event = EventPage(**{"starts_at": STARTS, "ends_at": ENDS, "registration": "here", "live": True, **fields})
    assert state_of(event, now, has_room=has_room) == expected


def test_a_full_room_is_said_where_other_seats_are_free(lozere_site: Site, client: Client) -> None:
    event = make_event(lozere_site, seats_on_site=1, seats_online=9)
    listed = EventPage.objects.with_room().get(pk=event.pk)
    assert listed.badge.label == "10 places"
    make_registration(event)
    assert EventPage.objects.with_room().get(pk=event.pk).badge.label == "Salle complète"
    assert "Salle complète" in client.get(f"/agenda/{event.slug}/").content.decode(), "as on its page"
