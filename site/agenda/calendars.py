"""Events as calendars hold them: iCalendar (RFC 5545), and what one writes to someone who comes (RFC 5546).

An event has one ``UID`` for good, in whichever of its languages it is read. Its ``SEQUENCE`` is raised by each change
of its date, its place or its being held (``agenda.publishing``), so that what is already in a calendar is replaced.
The address of the stream is written for those who hold a seat, never for the public.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import icalendar
from django.utils import timezone

from agenda.time_zones import time_zone_component
from agenda.vocabulary import Status
from agenda.wall_clock import instants_of

if TYPE_CHECKING:
    from agenda.models import EventPage

PRODUCT = "-//Hameau//Agenda//FR"
MIME_TYPE = "text/calendar"
FILE_NAME = "rendez-vous.ics"


class Method(StrEnum):
    """What is done with an event that is sent (RFC 5546, 3.2)."""

    PUBLISH = "PUBLISH"
    """Shown to whom it may concern; nobody is named."""
    REQUEST = "REQUEST"
    """Put into the calendar of someone who comes, or replaced there."""
    CANCEL = "CANCEL"
    """Taken out of it."""


@dataclass(frozen=True)
class Person:
    """Someone that a calendar names."""

    name: str
    email: str


@dataclass(frozen=True)
class Copy:
    """What differs in one person's copy of an event: who they are, who invites them, where they sit."""

    attendee: Person
    organiser: Person
    where: str
    online_url: str = ""
    is_cancelled: bool = False
    """Whether they come no more, be the event held or not."""


def event_component(
    event: EventPage, url: str, *, copy: Copy | None = None, stamp: datetime | None = None
) -> icalendar.Event:
    """An event of a calendar, at its wall-clock time. ``url`` is the whole address of its page.

    ``copy`` makes it one person's; without it, nothing in it is for the registered only.
    """
    found = icalendar.Event()
    found.add("uid", event.uid)
    found.add("dtstamp", (stamp or timezone.now()).astimezone(UTC))
    found.add("sequence", event.sequence)
    found.add("dtstart", _moment(event.starts_at, event.zone))
    found.add("dtend", _moment(event.ends_at, event.zone))
    found.add("summary", event.title)
    found.add("location", copy.where if copy else ", ".join(filter(None, [event.where, event.venue_address])))
    found.add("description", _description(event, url, copy))
    found.add("url", url)
    found.add("status", "CANCELLED" if _is_off(event, copy) else "CONFIRMED")
    if event.last_published_at:
        found.add("last-modified", event.last_published_at.astimezone(UTC))
    if copy:
        _name_people(found, copy)
    return found


def calendar_of_one(
    event: EventPage,
    url: str,
    *,
    method: Method = Method.PUBLISH,
    copy: Copy | None = None,
    stamp: datetime | None = None,
) -> str:
    """An event alone, with its time zone, as the text of an ``.ics`` file: lines end in CR LF."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", str(method))
    calendar.add_component(time_zone_component(event.time_zone, event.local_start.year, event.local_end.year))
    calendar.add_component(event_component(event, url, copy=copy, stamp=stamp))
    text: str = calendar.to_ical().decode()
    return text


def _moment(moment: datetime, zone: ZoneInfo) -> datetime:
    """A time by the clock on the wall; one that the clock shows twice is told in UTC: readers do not agree which."""
    wall = moment.astimezone(zone)
    return moment.astimezone(UTC) if len(instants_of(wall.replace(tzinfo=None, fold=0), zone)) == 2 else wall


def _is_off(event: EventPage, copy: Copy | None) -> bool:
    return event.status != Status.CONFIRMED or bool(copy and copy.is_cancelled)


def _description(event: EventPage, url: str, copy: Copy | None) -> str:
    stream = copy.online_url if copy else ""
    return "\n\n".join(filter(None, [event.lead, stream, url]))


def _name_people(found: icalendar.Event, copy: Copy) -> None:
    """Who invites, and who comes: already said yes, asked for no answer."""
    organiser = icalendar.vCalAddress(f"mailto:{copy.organiser.email}")
    organiser.params["CN"] = icalendar.vText(copy.organiser.name)
    found.add("organizer", organiser)
    attendee = icalendar.vCalAddress(f"mailto:{copy.attendee.email}")
    attendee.params["CN"] = icalendar.vText(copy.attendee.name)
    attendee.params["PARTSTAT"] = icalendar.vText("ACCEPTED")
    attendee.params["RSVP"] = icalendar.vText("FALSE")
    found.add("attendee", attendee)
