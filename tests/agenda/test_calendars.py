"""One event as an ``.ics``: read back by icalendar, right on both sides of a clock change, secret to the public."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from django.utils import timezone
from wagtail.models import Site

from agenda.calendars import Copy, Method, Person, calendar_of_one
from tests.factories.agenda import make_event

pytestmark = pytest.mark.django_db
STREAM = "https://visio.example/salle-secrete"
URL = "https://lozere.example/agenda/rencontres/"


def test_one_event_for_everyone_and_for_one_person(lozere_site: Site) -> None:
    year = timezone.now().year + 1
    before_the_change = datetime(year, 3, 20, 8, tzinfo=UTC)
    fields = {"title": "Rencontres ; le télétravail, ici", "online_url": STREAM, "venue_address": "2, place au Blé"}
    event = make_event(lozere_site, starts_at=before_the_change, seats_on_site=2, seats_online=2, **fields)
    event.sequence = 3
    text = calendar_of_one(event, URL)
    assert STREAM not in text.replace("\r\n ", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    calendar = icalendar.Calendar.from_ical(text)
    [told] = calendar.walk("VEVENT")
    assert (calendar["METHOD"], told["STATUS"], told["SEQUENCE"]) == ("PUBLISH", "CONFIRMED", 3)
    assert (told["UID"], told["SUMMARY"]) == (event.uid, fields["title"])
    assert told["LOCATION"] == "Mende, 2, place au Blé"
    assert told["DTSTART"].params["TZID"] == "Europe/Paris"
    assert told["DTSTART"].dt.astimezone(UTC) == before_the_change
    [zone] = calendar.walk("VTIMEZONE")
    built = zone.to_tz(lookup_tzid=False)
    offsets = [
        datetime(year, month, 20, 9, tzinfo=built).utcoffset() for month in (1, 7)
    ]  # what a reader that knows no zone makes of the rules that are written
    assert offsets == [timedelta(hours=1), timedelta(hours=2)]

    person, agency = Person("Zoé ; Roux", "zoe@demo.example"), Person("Agence", "agence@hameau.example")
    copy = Copy(person, agency, where="En ligne", online_url=STREAM, is_cancelled=True)
    own = icalendar.Calendar.from_ical(calendar_of_one(event, URL, method=Method.CANCEL, copy=copy))
    [told] = own.walk("VEVENT")
    assert (own["METHOD"], told["STATUS"]) == ("CANCEL", "CANCELLED")
    assert (told["ATTENDEE"], told["ATTENDEE"].params["CN"]) == ("mailto:zoe@demo.example", "Zoé ; Roux")
    assert told["ORGANIZER"] == "mailto:agence@hameau.example"
    assert STREAM in told["DESCRIPTION"]
