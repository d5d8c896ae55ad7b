"""An agenda as a calendar to subscribe to: `/agenda/agenda.ics`, RFC 5545 and RFC 7986, under the filters of the list.

It holds what was over for three months at most, so that calendars keep what they showed, and what is to come.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from hashlib import blake2b
from typing import Any

import icalendar
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from agenda.calendars import PRODUCT, event_component
from agenda.facts import VERSION
from agenda.listed.page import EventResults
from agenda.models import EventPage
from agenda.time_zones import time_zone_component
from agenda.vocabulary import EventKind
from cms.resources.vocabulary import Theme
from cms.translating import address_among
from listings.versions import current_version

MOST = 500
"""Events in one calendar, the next first: more are no calendar that anyone reads."""
REFRESHED = timedelta(hours=6)
"""How often a calendar programme is asked to read it again."""


class CalendarResults(EventResults):
    """What a calendar holds: never widened, an empty subscription stays empty."""

    widens = False
    back = timedelta(days=90)

    @property
    def events(self) -> list[EventPage]:
        """The events, by date."""
        rows = self.asked.select_related("place", "place__commune", "commune", "facts").defer("body", "programme")
        return list(rows.order_by("starts_at", "pk")[:MOST])


def state_of_calendar(request: HttpRequest, *args: Any, **kwargs: Any) -> str:
    """The ETag of what a request asks for: the data, the address, the language, the day."""
    now = timezone.now()
    address = f"{request.scheme}://{request.get_host()}{request.get_full_path()}"
    state = f"{current_version(VERSION)}|{address}|{get_language()}|{now:%Y%m%d%H}"
    return f'W/"{blake2b(state.encode(errors="replace"), digest_size=12).hexdigest()}"'


def calendar_text(results: CalendarResults, request: HttpRequest) -> bytes:
    """The events found, as the content of an ``.ics`` file."""
    events = results.events
    calendar = icalendar.Calendar()
    for name, value in (
        ("prodid", PRODUCT),
        ("version", "2.0"),
        ("calscale", "GREGORIAN"),
        ("method", "PUBLISH"),
        ("name", results.title),
        ("x-wr-calname", results.title),
        ("x-wr-timezone", results.zone.key),
        ("url", request.build_absolute_uri(address_among(results.index_page, request))),
    ):
        calendar.add(name, value)
    calendar.add("refresh-interval", REFRESHED, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", icalendar.vDuration(REFRESHED))
    for component in time_zones(events):
        calendar.add_component(component)
    for event in events:
        calendar.add_component(listed_component(event, request))
    text: bytes = calendar.to_ical()
    return text


def listed_component(event: EventPage, request: HttpRequest) -> icalendar.Event:
    """An event among others: its stamp is that of its last version, so that the same calendar is the same text."""
    url = request.build_absolute_uri(address_among(event, request))
    found = event_component(event, url, stamp=event.last_published_at)
    found.add("categories", [str(EventKind(event.kind).label), *(str(Theme(code).label) for code in event.themes)])
    facts = getattr(event, "facts", None)
    if facts and facts.cell is not None and event.place:
        found.add("geo", (facts.latitude, facts.longitude))
    return found


def time_zones(events: Sequence[EventPage]) -> list[icalendar.Timezone]:
    """The ``VTIMEZONE`` of each zone of some events, right in the years of all of them."""
    years = [moment.year for event in events for moment in (event.starts_at, event.ends_at)]
    if not years:
        return []
    return [time_zone_component(name, min(years), max(years)) for name in sorted({event.time_zone for event in events})]
