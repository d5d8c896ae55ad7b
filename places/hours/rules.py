"""An opening-hours expression taken apart: its rules, each with days, times, a state and a comment.

``opening-hours-py`` decides what is valid and which days a selector means. It is not asked to put rules together:
version 2.1.4 gives unknown hours and open ends to the wrong times, forgets ``||`` and takes ``SH Mo-Fr`` for a union.
Syntax: https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

MIDNIGHT = 24 * 60
"""Minutes in a day of 24 hours; times of rules are minutes of the clock, past it on the following day."""


class State(StrEnum):
    """What a rule says of its times."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Moment:
    """A time of the clock (``minutes``) or, with an ``event``, so many minutes after sunrise, sunset, dawn or dusk."""

    minutes: int
    event: str = ""


@dataclass(frozen=True)
class Span:
    """From ``start`` to ``end``; with ``open_end``, past ``end`` (or from ``start``) to nobody knows when."""

    start: Moment
    end: Moment | None
    open_end: bool = False


@dataclass(frozen=True)
class Holiday:
    """``PH`` or ``SH``, moved by some days: ``PH -1 day`` is the eve of a public holiday."""

    kind: str
    offset: int = 0


@dataclass(frozen=True)
class Days:
    """Which days: ``wide`` (years, months, weeks) and, within it, ``weekdays`` or/and ``holidays``.

    ``both`` tells ``SH Mo-Fr`` (working days of the holidays) from ``SH,Mo-Fr`` (either). All empty: every day.
    """

    wide: str = ""
    weekdays: str = ""
    holidays: tuple[Holiday, ...] = ()
    both: bool = False

    @property
    def is_every_day(self) -> bool:
        """Whether no selector narrows it."""
        return not (self.wide or self.weekdays or self.holidays)


@dataclass(frozen=True)
class Rule:
    """One rule: ``operator`` is ``;`` (replaces), ``,`` (adds) or ``||`` (only where nothing before applies)."""

    operator: str
    days: Days
    spans: tuple[Span, ...]
    state: State
    comment: str


class RuleSyntaxError(ValueError):
    """A rule whose times or days are not of a kind that is understood here."""


_CLOCK = r"\d{1,2}:\d{2}"
_EVENT = r"(?:dawn|sunrise|sunset|dusk)"
_MOMENT = rf"(?:{_CLOCK}|{_EVENT}|\(\s*{_EVENT}\s*[+-]\s*{_CLOCK}\s*\))"
_SPAN = rf"{_MOMENT}\s*(?:-\s*{_MOMENT}\s*\+?|\+)"
_RULE = re.compile(
    rf"""\s*
    (?P<days>[^;|"]*?) [\s:]*
    (?P<times>{_SPAN}(?:\s*,\s*{_SPAN})*)? \s*
    (?P<state>\b(?:open|off|closed|unknown)\b)? :? \s*
    (?:"(?P<comment>[^"]*)")? \s*
    (?P<separator>;|\|\||$|(?(times),|(?(state),|(?(comment),|(?!)))))""",
    re.VERBOSE,
)
_DAY = r"(?:Mo|Tu|We|Th|Fr|Sa|Su)"
_OFFSET = r"(?:\s*[+-]\s*\d+\s*days?)?"
_HOLIDAY = rf"(?:PH|SH){_OFFSET}"
_WEEKDAY = rf"{_DAY}(?:\s*-\s*{_DAY})?(?:\s*\[[-\d,\s]+\])?{_OFFSET}"
_WEEKDAYS = rf"{_WEEKDAY}(?:\s*,\s*{_WEEKDAY})*"
_HOLIDAYS = rf"{_HOLIDAY}(?:\s*,\s*{_HOLIDAY})*"
_EITHER = rf"(?:{_WEEKDAY}|{_HOLIDAY})"
_DAYS_WITH_HOLIDAYS = re.compile(
    rf"""(?P<wide>.*?) [\s:]*
    (?: (?P<only>{_HOLIDAYS}) [\s:]+ (?P<within>{_WEEKDAYS})
      | (?P<within_first>{_WEEKDAYS}) [\s:]+ (?P<only_last>{_HOLIDAYS})
      | (?P<list>{_EITHER}(?:\s*,\s*{_EITHER})*) ) [\s:]* $""",
    re.VERBOSE,
)


def split_rules(expression: str) -> tuple[Rule, ...]:
    """The rules of a valid expression, in order. Raises ``RuleSyntaxError`` on one that is not understood."""
    rules: list[Rule] = []
    operator, position = ";", 0
    while True:
        match = _RULE.match(expression, position)
        if match is None:
            raise RuleSyntaxError(expression[position:])
        if match.end() == position and position == len(expression):
            return tuple(rules)
        rules.append(_rule(operator, match))
        operator, position = match["separator"], match.end()
        if not operator:
            return tuple(rules)


def _rule(operator: str, match: re.Match[str]) -> Rule:
    words, times, state, comment = (match[name] for name in ("days", "times", "state", "comment"))
    if not (words or times or state or comment):
        raise RuleSyntaxError("an empty rule")
    if state is None:
        # A comment alone says that something has to be asked or arranged: the specification's "unknown".
        kind = State.OPEN if comment is None else State.UNKNOWN
    else:
        kind = State.CLOSED if state == "off" else State(state)
    days = "" if words.strip(" :") == "24/7" else words.strip(" :")
    spans = tuple(_span(text) for text in re.findall(_SPAN, times or ""))
    return Rule(operator, _days(days), spans, kind, comment or "")


def _days(text: str) -> Days:
    if re.search(_CLOCK, text):
        raise RuleSyntaxError(text)
    if not re.search(r"\b(?:PH|SH)\b", text):
        return Days(wide=text)
    match = _DAYS_WITH_HOLIDAYS.fullmatch(text)
    if match is None or re.search(r"\b(?:PH|SH)\b", match["wide"]):
        raise RuleSyntaxError(text)
    wide = match["wide"].strip()
    if match["list"]:
        parts = [part.strip() for part in re.split(r",(?![^\[]*\])", match["list"])]
        weekdays = ",".join(part for part in parts if part[:2] not in {"PH", "SH"})
        holidays = [part for part in parts if part[:2] in {"PH", "SH"}]
        return Days(wide, weekdays, tuple(map(_holiday, holidays)))
    holidays = (match["only"] or match["only_last"]).split(",")
    weekdays = match["within"] or match["within_first"]
    return Days(wide, weekdays, tuple(map(_holiday, holidays)), both=True)


def _holiday(text: str) -> Holiday:
    text = text.strip()
    number = re.search(r"([+-])\s*(\d+)", text)
    return Holiday(text[:2], int(number[1] + number[2]) if number else 0)


def _span(text: str) -> Span:
    moments = [_moment(found) for found in re.findall(_MOMENT, text)]
    return Span(moments[0], moments[1] if len(moments) > 1 else None, text.rstrip().endswith("+"))


def _moment(text: str) -> Moment:
    event = re.search(_EVENT, text)
    clock = re.search(r"([+-])?\s*(\d{1,2}):(\d{2})", text)
    minutes = int(clock[2]) * 60 + int(clock[3]) if clock else 0
    if event is None:
        return Moment(minutes)
    return Moment(-minutes if clock and clock[1] == "-" else minutes, event[0])
