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

from opening_hours import OpeningHours

from places.hours.calendars import Setting, is_school_holiday, public_holiday
from places.hours.rules import MIDNIGHT, Days, Moment, Rule, Span, State

_HORIZON = 400
"""Days looked ahead for the next opening: seasons come round within it."""
_LASTING = 10
"""Days after which what is open now is said to be open without end."""
_REMEMBERED = 500
"""Days remembered: hours live in a cache, their days must not fill it."""
_DAY = timedelta(days=1)
_NOON = time(12)


@dataclass(frozen=True)
class Piece:
    """Minutes ``start`` to ``end`` of a day's clock in one state; ``open_end`` where the closing time is not told."""

    start: int
    end: int
    state: State
    comment: str = ""
    open_end: bool = False


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
        self._painters = [_Painter(rule, setting) for rule in self.rules]
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
        if day not in self._days:
            if len(self._days) >= _REMEMBERED:
                self._days.clear()
            self._days[day] = self._paint(day)
        return self._days[day]

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
        for index, painter in enumerate(self._painters):
            rule = painter.rule
            if painter.selects(day):
                if self._replaces(index):
                    strokes.clear()
                strokes.append((rule, painter.pieces(day)))
            if painter.runs_past_midnight and painter.selects(day - _DAY):
                strokes.append((rule, painter.pieces_of_yesterday(day)))
        pieces: list[Piece] = []
        for rule, stroke in strokes:
            for piece in stroke:
                pieces = _fill(pieces, piece) if rule.operator == "||" else _cover(pieces, piece)
        shown = tuple(_join([piece for piece in pieces if piece.state != State.CLOSED]))
        closed = next((p.comment for p in reversed(pieces) if p.state == State.CLOSED and p.comment), "")
        return Day(day, shown, public_holiday(self.setting.holidays, day), "" if shown else closed)

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


class _Painter:
    """One rule in a setting: which days it selects, and its pieces of a day."""

    def __init__(self, rule: Rule, setting: Setting) -> None:
        self.rule, self.setting = rule, setting
        self._wide = _selector(rule.days.wide)
        self._weekdays = _selector(rule.days.weekdays)
        self._sun = {event: _Sun(event, setting) for event in _events(rule)}
        self.state = rule.state
        if self._sun and setting.point is None and rule.state == State.OPEN:
            self.state = State.UNKNOWN  # nobody knows when the sun rises where nobody knows

    @cached_property
    def runs_past_midnight(self) -> bool:
        """Whether some span may end on the following day."""
        return any(
            span.open_end or span.end is None or span.end.event or span.start.event or _wraps(span)
            for span in self.rule.spans
        )

    def selects(self, day: date) -> bool:
        """Whether the rule speaks of a day."""
        days: Days = self.rule.days
        if self._wide and not _is_selected(self._wide, day):
            return False
        if not days.holidays:
            return True
        in_week = self._weekdays is not None and _is_selected(self._weekdays, day)
        if not days.both and in_week:
            return True
        on_holiday = any(self._is_holiday(h.kind, day - timedelta(days=h.offset)) for h in days.holidays)
        return on_holiday and in_week if days.both else on_holiday

    def _is_holiday(self, kind: str, day: date) -> bool:
        if kind == "PH":
            return bool(public_holiday(self.setting.holidays, day))
        return bool(is_school_holiday(self.setting.school_zone, day))

    def pieces(self, day: date) -> list[Piece]:
        """What starts that day, cut at midnight."""
        return [replace(p, end=min(p.end, MIDNIGHT)) for p in self._pieces(day) if p.start < MIDNIGHT]

    def pieces_of_yesterday(self, day: date) -> list[Piece]:
        """What started the day before and runs on."""
        return [
            replace(p, start=max(p.start - MIDNIGHT, 0), end=min(p.end - MIDNIGHT, MIDNIGHT))
            for p in self._pieces(day - _DAY)
            if p.end > MIDNIGHT
        ]

    def _pieces(self, day: date) -> list[Piece]:
        if not self.rule.spans:
            return [Piece(0, MIDNIGHT, self.state, self.rule.comment)]
        return [piece for span in self.rule.spans for piece in self._of_span(span, day)]

    def _of_span(self, span: Span, day: date) -> Iterator[Piece]:
        start = end = self._minutes(span.start, day)
        if span.end is not None:
            end = self._minutes(span.end, day)
            if end <= start:
                end = self._minutes(span.end, day + _DAY) + MIDNIGHT
            yield Piece(start, end, self.state, self.rule.comment)
        if span.open_end:
            state = State.CLOSED if self.state == State.CLOSED else State.UNKNOWN
            yield Piece(end, _likely_end(end), state, self.rule.comment, open_end=True)

    def _minutes(self, moment: Moment, day: date) -> int:
        return moment.minutes + (self._sun[moment.event].minutes(day) if moment.event else 0)


class _Sun:
    """The time of the clock of a solar event, which ``opening-hours-py`` computes."""

    def __init__(self, event: str, setting: Setting) -> None:
        zone = ZoneInfo(setting.timezone)
        self.zone = zone
        self._hours = OpeningHours(f"00:00-{event}", timezone=zone, coords=setting.point, auto_country=False)

    def minutes(self, day: date) -> int:
        """Minutes of the clock, that day."""
        start = datetime.combine(day, time(0), self.zone)
        for _start, end, _state, _comment in self._hours.intervals(start, start + _DAY):
            return int(end.hour * 60 + end.minute) if end.date() == day else MIDNIGHT
        return 0


def _selector(text: str) -> OpeningHours | None:
    return OpeningHours(text) if text else None


def _is_selected(selector: OpeningHours, day: date) -> bool:
    return bool(selector.is_open(datetime.combine(day, _NOON)))


def _events(rule: Rule) -> set[str]:
    moments = [moment for span in rule.spans for moment in (span.start, span.end) if moment]
    return {moment.event for moment in moments if moment.event}


def _wraps(span: Span) -> bool:
    return span.end is not None and (span.end.minutes <= span.start.minutes or span.end.minutes > MIDNIGHT)


def _likely_end(minutes: int) -> int:
    """When hours without an end may be over, as the reference engine supposes: it is unknown until then."""
    if minutes >= 22 * 60:
        return minutes + 8 * 60
    if minutes >= 17 * 60:
        return minutes + 10 * 60
    return MIDNIGHT


def _cover(pieces: list[Piece], new: Piece) -> list[Piece]:
    """The pieces with a new one on top."""
    kept = []
    for piece in pieces:
        if piece.start < new.start:
            kept.append(replace(piece, end=min(piece.end, new.start)))
        if piece.end > new.end:
            kept.append(replace(piece, start=max(piece.start, new.end)))
    kept = [piece for piece in kept if piece.start < piece.end]
    return sorted([*kept, new], key=lambda piece: piece.start) if new.start < new.end else kept


def _fill(pieces: list[Piece], new: Piece) -> list[Piece]:
    """The pieces with a new one where they leave the day closed."""
    shown = [piece for piece in pieces if piece.state != State.CLOSED]
    filled = [new] if new.start < new.end else []
    for piece in shown:
        filled = _cover(filled, piece)
    return filled


def _join(pieces: Sequence[Piece]) -> list[Piece]:
    """Contiguous pieces of the same state and comment as one."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last and last.end == piece.start and replace(last, start=0, end=0) == replace(piece, start=0, end=0):
            joined[-1] = replace(last, end=piece.end)
        else:
            joined.append(piece)
    return joined


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
