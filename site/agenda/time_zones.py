"""A time zone as calendars hold it: ``VTIMEZONE``, RFC 5545, 3.6.5.

Every change of clocks is an observance of its own, told by the clock that it ends: programmes understand that alike,
where several read of a list of dates (``RDATE``) the first only.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import icalendar

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


@lru_cache(maxsize=64)
def time_zone_component(name: str, first_year: int, last_year: int) -> icalendar.Timezone:
    """The ``VTIMEZONE`` of an IANA zone, right in these years. Not to be changed: it is shared."""
    zone, found = ZoneInfo(name), icalendar.Timezone()
    found.add("tzid", name)
    begins = datetime(first_year, 1, 1, tzinfo=UTC) - DAY
    found.add_component(_observance(begins, begins, zone))
    for before, after in _changes(begins, datetime(last_year + 1, 1, 1, tzinfo=UTC) + DAY, zone):
        found.add_component(_observance(before, after, zone))
    return found


def _changes(begins: datetime, ends: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """The last second of each offset from UTC and the first of the next."""
    day = begins
    while day < ends:
        if _offset(day, zone) != _offset(day + DAY, zone):
            before, after = day, day + DAY
            while after - before > SECOND:
                middle = before + (after - before) // 2
                middle = middle.replace(microsecond=0)
                before, after = (middle, after) if _offset(middle, zone) == _offset(day, zone) else (before, middle)
            yield before, after
        day += DAY


def _observance(before: datetime, after: datetime, zone: ZoneInfo) -> icalendar.Component:
    """What holds from ``after`` on; its beginning is told by the clock that held before."""
    is_summer = bool(after.astimezone(zone).dst())
    found = icalendar.TimezoneDaylight() if is_summer else icalendar.TimezoneStandard()
    found.add("dtstart", (after + _offset(before, zone)).replace(tzinfo=None))
    found.add("tzoffsetfrom", _offset(before, zone))
    found.add("tzoffsetto", _offset(after, zone))
    found.add("tzname", after.astimezone(zone).tzname())
    return found


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()
