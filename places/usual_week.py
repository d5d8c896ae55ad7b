"""Whether the coming weeks are alike: what is told as « the » hours of a place is only true then."""

from __future__ import annotations

from datetime import date, timedelta

from places.hours import Hours, State

STEADY_WEEKS = 9
"""So many weeks alike, public holidays aside, are called usual: longer than any school holiday."""

Span = tuple[int, int]
"""Minutes of a day's clock, the end excluded."""


def usual_week(hours: Hours, today: date) -> list[list[Span]] | None:
    """The open minutes of each weekday, if the coming weeks say the same but on public holidays; else ``None``."""
    week: list[list[Span] | None] = [None] * 7
    for day in (today + timedelta(days=n) for n in range(7 * STEADY_WEEKS)):
        if hours.day(day).holiday:
            continue
        spans, known = open_spans(hours, day), week[day.weekday()]
        if known is not None and known != spans:
            return None
        week[day.weekday()] = spans
    return [spans or [] for spans in week]


def open_spans(hours: Hours, day: date) -> list[Span]:
    """When it is certainly open on a day."""
    return [(piece.start, piece.end) for piece in hours.day(day).pieces if piece.state == State.OPEN]
