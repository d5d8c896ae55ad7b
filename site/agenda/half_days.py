"""The half-days of an event: what people come to, sign for, and are counted by.

They are those of the clock on the wall, in the time zone of the event. A code (``2026-12-10-am``) names one for good.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.moments import on_the_wall
from ui.typography import long_date

if TYPE_CHECKING:
    from agenda.models import EventPage

NOON = time(13)
"""A morning ends, an afternoon begins: whoever starts at half past twelve is of the morning."""
DUSK = time(17)
"""A day that begins from here on is an evening."""
SHORTEST = 60
"""Minutes of a morning or of an afternoon without which nobody signs for it."""
OPENS, LATEST = time(9), time(23, 59, 59)
"""Of the days of a longer event, but for its first and its last hours."""
MOST_DAYS = 31


class Part(models.TextChoices):
    """Parts of a day."""

    MORNING = "am", gettext_lazy("Matin")
    AFTERNOON = "pm", gettext_lazy("Après-midi")
    EVENING = "soir", gettext_lazy("Soirée")


class HalfDay(NamedTuple):
    """One of them: ``on_one_day`` when its event lasts one day, so that its date goes without saying."""

    day: date
    part: Part
    on_one_day: bool

    @classmethod
    def of_code(cls, code: str) -> HalfDay:
        """The one that a code names, be its event still on that day or not."""
        day, _hyphen, part = code.rpartition("-")
        return cls(date.fromisoformat(day), Part(part), on_one_day=False)

    @property
    def code(self) -> str:
        """What names it in the database and in addresses."""
        return f"{self.day.isoformat()}-{self.part.value}"

    @property
    def label(self) -> str:
        """« Matin », or « 10 décembre 2026, matin »."""
        if self.on_one_day:
            return str(self.part.label)
        return _("%(day)s, %(part)s") % {"day": long_date(self.day), "part": str(self.part.label).lower()}


def half_days_of(event: EventPage) -> list[HalfDay]:
    """Its half-days in order; at least one. On the days of a longer event, what its programme says, else its hours."""
    starts, ends = on_the_wall(event.starts_at, event.zone), on_the_wall(event.ends_at, event.zone)
    spans = list(_spans(event, starts, ends))
    on_one_day = len(spans) == 1
    return [HalfDay(day, part, on_one_day) for day, first, last in spans for part in _parts(first, last)]


def half_day_at(half_days: list[HalfDay], wall: datetime) -> HalfDay:
    """The half-day that a clock on the wall is in, else the next to begin, else the last."""
    reached = (wall.date(), _rank(wall.time()))
    return next((one for one in half_days if (one.day, _RANKS[one.part]) >= reached), half_days[-1])


_RANKS = {Part.MORNING: 0, Part.AFTERNOON: 1, Part.EVENING: 2}


def _rank(moment: time) -> int:
    # An evening is only named so where the day has nothing before it: until midnight it is also its afternoon.
    return 0 if moment < NOON else 1


def _parts(first: time, last: time) -> list[Part]:
    """The parts of a day of which an hour at least is taken; else the one of which most is."""
    if first >= DUSK:
        return [Part.EVENING]
    minutes = {
        Part.MORNING: _minutes(min(last, NOON)) - _minutes(first),
        Part.AFTERNOON: _minutes(last) - _minutes(max(first, NOON)),
    }
    parts = [part for part, taken in minutes.items() if taken >= SHORTEST]
    return parts or [max(minutes, key=lambda part: minutes[part])]


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _spans(event: EventPage, starts: datetime, ends: datetime) -> Iterator[tuple[date, time, time]]:
    """Each day with its first and last hours. What ends at night is of the day before."""
    if starts.date() == ends.date():
        yield starts.date(), starts.time(), ends.time()
        return
    sessions = _sessions(event)
    for number in range(min((ends.date() - starts.date()).days + 1, MOST_DAYS)):
        day = starts.date() + timedelta(days=number)
        opens = starts.time() if day == starts.date() else OPENS
        closes = ends.time() if day == ends.date() else LATEST
        if told := sessions.get(number + 1):
            yield day, *told
        elif opens < closes:
            yield day, opens, closes


def _sessions(event: EventPage) -> dict[int, tuple[time, time]]:
    """The first and last hours of each day that the programme speaks of, by its number from 1."""
    found: dict[int, tuple[time, time]] = {}
    for block in event.programme:
        day, first, last = block.value.get("day") or 1, block.value.get("starts"), block.value.get("ends")
        if not (first and last):
            continue
        known = found.get(day, (first, last))
        found[day] = min(known[0], first), max(known[1], last)
    return found
