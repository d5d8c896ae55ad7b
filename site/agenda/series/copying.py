"""An event made again on another day: all that was written, none of those who came."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from wagtail.models import Page

from agenda.models import EventPage
from agenda.moments import on_the_wall
from agenda.vocabulary import Status

_DAY = re.compile(r"-\d{4}-\d{2}-\d{2}(?:-\d+)?$")
LONGEST_SLUG = 255
SHORTEST = timedelta(minutes=15)
"""Of a night meeting whose end clocks put before its beginning."""


def hours_on(event: EventPage, day: date, clock: time | None = None) -> tuple[datetime, datetime]:
    """When an event begins and ends on another day: as long by the clock on the wall, whatever clocks do meanwhile."""
    zone = ZoneInfo(event.time_zone)
    starts, ends = on_the_wall(event.starts_at, zone), on_the_wall(event.ends_at, zone)
    wall = datetime.combine(day, clock or starts.time())
    first, last = (_instant(moment, zone) for moment in (wall, wall + (ends - starts)))
    return first, max(last, first + SHORTEST)


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """An hour that clocks skip is counted from before the gap, one that comes twice is the first (RFC 5545, 3.3.5)."""
    return wall.replace(tzinfo=zone).astimezone(UTC)


def copy_event(event: EventPage, starts_at: datetime, ends_at: datetime, *, user: Any = None) -> EventPage:
    """A draft of the same event at another time, below the same agenda: of the version at hand, public or a draft.

    Its address, its name in calendars and its seats are its own; nobody is registered. When registration opens and
    closes moves along, by the clock on the wall. What was said of the first alone (cancelled, recorded) is not of it.
    """
    zone = ZoneInfo(event.time_zone)
    starts = on_the_wall(starts_at, zone)
    moved = starts - on_the_wall(event.starts_at, zone)
    fresh: dict[str, Any] = {
        "slug": slug_on(event, starts.date()),
        "starts_at": starts_at,
        "ends_at": ends_at,
        "opens_at": _instant(on_the_wall(event.opens_at, zone) + moved, zone) if event.opens_at else None,
        "closes_at": _instant(on_the_wall(event.closes_at, zone) + moved, zone) if event.closes_at else None,
        "status": Status.CONFIRMED,
        "status_note": "",
        "replay_url": "",
        "sequence": 0,
        "announced": {},
        "go_live_at": None,
        "expire_at": None,
        "expired": False,
        "locked": False,
        "locked_by": None,
        "locked_at": None,
    }
    parent = Page.objects.get(pk=event.get_parent().pk)
    copied = event.copy(to=parent, update_attrs=fresh, copy_revisions=False, keep_live=False, user=user)
    page: EventPage = EventPage.objects.get(pk=copied.pk)
    page.save_revision(user=user)
    page.refresh_from_db()
    return page


def slug_on(event: EventPage, day: date) -> str:
    """An address that is free beside an event, with the day in it."""
    base = f"{_DAY.sub('', event.slug)[: LONGEST_SLUG - 20]}-{day.isoformat()}"
    taken = set(Page.objects.sibling_of(event).filter(slug__startswith=base).values_list("slug", flat=True))
    rank, slug = 1, base
    while slug in taken:
        rank += 1
        slug = f"{base}-{rank}"
    return slug
