"""When a place is open: rules put together day by day, in the place's own time.

The order of things is the reference engine's (opening_hours.js): on the days it selects, a rule after ``;`` replaces
those before it unless it closes, in which case it only takes its times away; a rule after ``,`` is painted over them; a
rule after ``||`` only fills what is neither open nor unknown. Times past midnight run on into the following day.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from places.hours.calendars import Setting, is_school_holiday, public_holiday
from places.hours.pieces import Painter, Piece, cover, fill, join
from places.hours.rules import Rule, State

_HORIZON = 400
"""Days looked ahead for the next opening: seasons come round within it."""
_LASTING = 10
"""Days after which what is open now is said to be open without end."""
_REMEMBERED = 500
"""Days remembered: hours live in a cache, their days must not fill it."""
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Interval:
    """From ``start`` to ``end`` (excluded), aware instants of the place's time zone, in one state but closed."""

    start: datetime
    end: datetime
    state: State
    comment: str = ""
    open_end: bool = False


@dataclass(frozen=True)
class Day:
    """One day of the place's calendar: its pieces, its public holiday if any, and why it is closed if told."""

    date: date
    pieces: tuple[Piece, ...]
    holiday: str = ""
    closed_comment: str = ""

    @property
    def is_closed(self) -> bool:
        """Whether nothing is open or unknown that day."""
        return not self.pieces


@dataclass(frozen=True)
class Now:
    """The state at an instant: until when (``None``: no change in sight), and the interval that comes next."""

    state: State
    until: datetime | None
    comment: str = ""
    open_end: bool = False
    next: Interval | None = None


class Hours:
    """Opening hours of one expression in one setting. Immutable; cheap to build, remembers the days it was asked."""

    def __init__(self, expression: str, rules: Sequence[Rule], setting: Setting) -> None:
        self.expression, self.rules, self.setting = expression, tuple(rules), setting
        self.timezone = ZoneInfo(setting.timezone)
        self._painters = [Painter(rule, setting) for rule in self.rules]
        self._days: dict[date, Day] = {}

    def __repr__(self) -> str:
        return f"Hours({self.expression!r}, {self.setting!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Hours) and (self.rules, self.setting) == (other.rules, other.setting)

    def __hash__(self) -> int:
        return hash((self.rules, self.setting))

    @cached_property
    def holiday_kinds(self) -> frozenset[str]:
        """``PH``, ``SH`` or both: the calendars that the rules speak of."""
        return frozenset(holiday.kind for rule in self.rules for holiday in rule.days.holidays)

    @cached_property
    def follows_sun(self) -> bool:
        """Whether some time is sunrise, sunset, dawn or dusk."""
        return any(span.start.event or (span.end and span.end.event) for rule in self.rules for span in rule.spans)

    def lacks_school_calendar(self, day: date) -> bool:
        """Whether the rules speak of school holidays that no published calendar tells for that day and place."""
        return "SH" in self.holiday_kinds and is_school_holiday(self.setting.school_zone, day) is None

    def day(self, day: date) -> Day:
        """What happens on one day of the place's calendar."""
        known = self._days.get(day)
        if known is None:
            if len(self._days) >= _REMEMBERED:
                self._days.clear()
            known = self._days[day] = self._paint(day)
        return known

    def week(self, first: date) -> list[Day]:
        """Seven days from ``first``."""
        return [self.day(first + timedelta(days=n)) for n in range(7)]

    def intervals(self, start: datetime, end: datetime) -> list[Interval]:
        """The intervals, open or unknown, that meet ``start`` to ``end`` (aware), cut to them, in order, disjoint."""
        start, end = start.astimezone(UTC), end.astimezone(UTC)
        last = end.astimezone(self.timezone).date()
        found = []
        for interval in self._from(start.astimezone(self.timezone).date(), last):
            cut = replace(interval, start=max(interval.start, start), end=min(interval.end, end))
            if cut.start < cut.end:
                found.append(self._local(cut))
        return found

    def is_open(self, at: datetime) -> bool:
        """Whether it is certainly open at an aware instant."""
        return self._at(at) == State.OPEN

    def state(self, at: datetime) -> Now:
        """The state at an aware instant, until when it lasts and what follows."""
        at = at.astimezone(UTC)
        today = at.astimezone(self.timezone).date()
        if self._at(at) == State.CLOSED:
            coming = self._from(today, today + timedelta(days=_HORIZON))
            following = next((self._local(interval) for interval in coming if interval.start > at), None)
            return Now(State.CLOSED, following.start if following else None, next=following)
        last = today + timedelta(days=_LASTING)
        coming = (interval for interval in self._from(today, last) if interval.end > at)
        current = self._local(next(coming))
        following = next(map(self._local, coming), None)
        lasts = following is None and current.end >= self._local_midnight(last)
        return Now(current.state, None if lasts else current.end, current.comment, current.open_end, following)

    # Putting rules together -----------------------------------------------------------------------------------------

    def _paint(self, day: date) -> Day:
        strokes: list[tuple[Rule, list[Piece]]] = []
        yesterday = self._in_force(day - _DAY) if self._runs_past_midnight else set()
        for index, painter in enumerate(self._painters):
            if painter.selects(day):
                if self._replaces(index):
                    strokes.clear()
                strokes.append((painter.rule, painter.pieces(day)))
            if index in yesterday:
                strokes.append((painter.rule, painter.pieces_of_yesterday(day)))
        pieces: list[Piece] = []
        for rule, stroke in strokes:
            for piece in stroke:
                pieces = fill(pieces, piece) if rule.operator == "||" else cover(pieces, piece)
        shown = tuple(join([piece for piece in pieces if piece.state != State.CLOSED]))
        closed = next((p.comment for p in reversed(pieces) if p.state == State.CLOSED and p.comment), "")
        return Day(day, shown, public_holiday(self.setting.holidays, day), "" if shown else closed)

    @cached_property
    def _runs_past_midnight(self) -> bool:
        return any(painter.runs_past_midnight for painter in self._painters)

    def _in_force(self, day: date) -> set[int]:
        """The rules of a day that may run on into the next: those that no later rule closes for the whole day.

        The reference engine lets them run on all the same, and opens after a public holiday's night.
        """
        indexes: set[int] = set()
        for index, painter in enumerate(self._painters):
            if painter.selects(day):
                if painter.rule.state == State.CLOSED and not painter.rule.spans:
                    indexes.clear()
                indexes.add(index)
        return indexes

    def _replaces(self, index: int) -> bool:
        """Whether a rule replaces those before it on its days, rather than being painted over them."""
        rule = self.rules[index]
        if rule.operator != ";" or rule.state == State.CLOSED or index == 0:
            return False
        if not rule.days.is_every_day:
            return True
        return rule.state == State.OPEN and self.rules[index - 1].days.is_every_day

    # From clocks to instants ----------------------------------------------------------------------------------------

    def _from(self, first: date, last: date) -> Iterator[Interval]:
        """Intervals in UTC, contiguous ones joined, of the days from ``first`` to ``last``."""
        pending: Interval | None = None
        for offset in range((last - first).days + 1):
            for interval in self._of_day(first + timedelta(days=offset)):
                if pending and replace(pending, start=pending.end, end=interval.end) == interval:
                    pending = replace(pending, end=interval.end)
                    continue
                if pending:
                    yield pending
                pending = interval
        if pending:
            yield pending

    def _of_day(self, day: date) -> list[Interval]:
        """The pieces of a day as intervals in UTC; one that the clock jumps over is none."""
        intervals = []
        for piece in self.day(day).pieces:
            start, end = (_instant(day, minutes, self.timezone) for minutes in (piece.start, piece.end))
            if start < end:
                intervals.append(Interval(start, end, piece.state, piece.comment, piece.open_end))
        return intervals

    def _at(self, at: datetime) -> State:
        at = at.astimezone(UTC)
        for interval in self._of_day(at.astimezone(self.timezone).date()):
            if interval.start <= at < interval.end:
                return interval.state
        return State.CLOSED

    def _local_midnight(self, day: date) -> datetime:
        return _instant(day, 0, self.timezone)

    def _local(self, interval: Interval) -> Interval:
        start, end = interval.start.astimezone(self.timezone), interval.end.astimezone(self.timezone)
        return replace(interval, start=start, end=end)


def _instant(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """A time of the clock, in UTC: the first of two when clocks go back, the jump itself when they skip it."""
    clock = datetime.combine(day, time(0)) + timedelta(minutes=minutes)
    early, late = (clock.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (1, 0))
    if early >= late:
        return late
    # Skipped: the two readings stand an hour or so apart, on either side of the jump.
    offset_after = late.astimezone(zone).utcoffset()
    steps = range(int((late - early).total_seconds()) // 60 + 1)
    return early + timedelta(
        minutes=bisect_right(
            steps, False, key=lambda n: (early + timedelta(minutes=n)).astimezone(zone).utcoffset() == offset_after
        )
    )
