"""One rule painted on one day: pieces of the clock, and how they cover each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours

from places.hours.calendars import Setting, is_school_holiday, public_holiday
from places.hours.rules import MIDNIGHT, Days, Moment, Rule, Span, State

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


class Painter:
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


def cover(pieces: list[Piece], new: Piece) -> list[Piece]:
    """The pieces with a new one on top."""
    kept = []
    for piece in pieces:
        if piece.start < new.start:
            kept.append(replace(piece, end=min(piece.end, new.start)))
        if piece.end > new.end:
            kept.append(replace(piece, start=max(piece.start, new.end)))
    kept = [piece for piece in kept if piece.start < piece.end]
    return sorted([*kept, new], key=lambda piece: piece.start) if new.start < new.end else kept


def fill(pieces: list[Piece], new: Piece) -> list[Piece]:
    """The pieces with a new one where they leave the day closed."""
    shown = [piece for piece in pieces if piece.state != State.CLOSED]
    filled = [new] if new.start < new.end else []
    for piece in shown:
        filled = cover(filled, piece)
    return filled


def join(pieces: Sequence[Piece]) -> list[Piece]:
    """Contiguous pieces of the same state and comment as one."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last and last.end == piece.start and replace(last, start=0, end=0) == replace(piece, start=0, end=0):
            joined[-1] = replace(last, end=piece.end)
        else:
            joined.append(piece)
    return joined
