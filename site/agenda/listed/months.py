"""A month as a calendar: its weeks from Monday to Sunday, and what is on each day."""

from __future__ import annotations

from calendar import Calendar
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agenda.listed.filters import Month

MOST = 3_000
"""Events of a month that are told: 10 000 in two years are 400 a month."""


class Held(NamedTuple):
    """An event, by the days when it is held."""

    pk: int
    title: str
    first_day: date
    last_day: date


@dataclass(frozen=True)
class Day:
    """A day of the calendar: what is on, and where that is told."""

    date: date
    is_out: bool
    is_today: bool
    events: list[Held]
    address: str = ""

    @property
    def first(self) -> str:
        """The title of what begins first."""
        return self.events[0].title if self.events else ""

    @property
    def others(self) -> str:
        """« et 2 autres »."""
        number = len(self.events) - 1
        if number < 1:
            return ""
        return ngettext("et %(number)s autre", "et %(number)s autres", number) % {"number": number}

    @property
    def said(self) -> str:
        """« 10 décembre : 3 rendez-vous », for who hears it."""
        words = ngettext("%(count)s rendez-vous", "%(count)s rendez-vous", len(self.events))
        told = words % {"count": len(self.events)}
        return _("%(day)s : %(events)s") % {"day": format_date(self.date, "j F"), "events": told}


def weeks(month: Month, today: date, events: Iterable[Held], address: Callable[[Day], str]) -> list[list[Day]]:
    """The weeks of a month; ``address`` says where what is on a day is told."""
    by_day = _by_day(month, events)
    return [
        [_day(day, month, today, by_day.get(day, []), address) for day in week]
        for week in Calendar().monthdatescalendar(month.year, month.month)
    ]


def _by_day(month: Month, events: Iterable[Held]) -> dict[date, list[Held]]:
    days: dict[date, list[Held]] = defaultdict(list)
    for event in events:
        day, last = max(event.first_day, month.first), min(event.last_day, month.last)
        while day <= last:
            days[day].append(event)
            day += timedelta(days=1)
    return days


def _day(day: date, month: Month, today: date, events: list[Held], address: Callable[[Day], str]) -> Day:
    found = Day(day, Month.of(day) != month, day == today, events)
    return Day(day, found.is_out, found.is_today, events, address(found)) if events else found
