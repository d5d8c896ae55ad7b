"""Opening hours as one French sentence: « du lundi au vendredi, 9 h à 12 h ; fermé les jours fériés ».

Hours of a plain week are told by the week they make; others (seasons, first Saturdays) rule by rule, in order:
what is said later holds where it differs, as a reader expects.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from places.hours.calendars import MAINLAND, Setting
from places.hours.evaluation import Hours
from places.hours.labels import clock, comment_label, day_label, day_pieces, piece_label, weekday_name
from places.hours.pieces import Piece
from places.hours.rules import MIDNIGHT, Days, Holiday, Moment, Rule, Span, State
from ui.typography import NBSP, duration, semicolon, sentence_list

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

_CODES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY = "(?:Mo|Tu|We|Th|Fr|Sa|Su)"
_MONTH = rf"(?:{'|'.join(_MONTHS)})"
_A_MONDAY = date(2026, 11, 16)
"""The first day of a week without a public holiday anywhere in France."""


class _Event(NamedTuple):
    """What the sun does: alone, after a preposition, and as an end."""

    name: StrPromise
    after: StrPromise
    until: StrPromise


_EVENTS = {
    "sunrise": _Event(
        gettext_lazy("lever du soleil"), gettext_lazy("le lever du soleil"), gettext_lazy("au lever du soleil")
    ),
    "sunset": _Event(
        gettext_lazy("coucher du soleil"), gettext_lazy("le coucher du soleil"), gettext_lazy("au coucher du soleil")
    ),
    "dawn": _Event(gettext_lazy("aube"), gettext_lazy("l’aube"), gettext_lazy("à l’aube")),
    "dusk": _Event(
        gettext_lazy("tombée de la nuit"), gettext_lazy("la tombée de la nuit"), gettext_lazy("à la tombée de la nuit")
    ),
}


class _Untold(Exception):
    """A selector that has no French wording here."""


def describe(hours: Hours) -> str:
    """The hours in words, without capital or full stop; « horaires variables » where there are none for them."""
    weekly = [rule for rule in hours.rules if not rule.days.holidays]
    try:
        if all(_is_weekly(rule) for rule in weekly) and all(map(_is_holiday_alone, hours.rules)):
            return _join(_weekly(hours, weekly) + [_rule(rule) for rule in hours.rules if rule.days.holidays])
        return _join(map(_rule, hours.rules))
    except _Untold:
        return _("horaires variables, à vérifier avant de venir")


def _join(parts: Iterable[str]) -> str:
    return semicolon().join(part for part in parts if part)


# A plain week ---------------------------------------------------------------------------------------------------------


def _is_weekly(rule: Rule) -> bool:
    """Whether a rule says the same of every week, at times of the clock, and is sure of it."""
    if rule.operator == "||" or rule.state == State.UNKNOWN or any(span.open_end for span in rule.spans):
        return False
    moments = [moment for span in rule.spans for moment in (span.start, span.end) if moment]
    return re.fullmatch(rf"(?:[-,\s]|{_DAY})*", rule.days.wide) is not None and not any(m.event for m in moments)


def _is_holiday_alone(rule: Rule) -> bool:
    """Whether a rule about holidays is about all public ones and nothing else; true of any other rule."""
    return not rule.days.holidays or rule.days == Days(holidays=(Holiday("PH"),))


def _weekly(hours: Hours, rules: Sequence[Rule]) -> list[str]:
    """The week by groups of days that are alike, in the order of their first day; closed days are not told."""
    setting = Setting(holidays=MAINLAND, point=hours.setting.point)
    plain = Hours(hours.expression, rules, setting)
    groups: dict[tuple[Piece, ...], list[int]] = {}
    for weekday in range(7):
        groups.setdefault(tuple(day_pieces(plain, _A_MONDAY + timedelta(days=weekday))), []).append(weekday)
    told = [f"{_days_label(days)}, {_pieces_label(pieces)}" for pieces, days in groups.items() if pieces]
    if not told:
        return [_("fermé")]
    return told


def _pieces_label(pieces: Sequence[Piece]) -> str:
    if any(piece.comment or piece.state != State.OPEN for piece in pieces):
        return day_label(pieces)
    return sentence_list(piece_label(piece) for piece in pieces)


def _days_label(weekdays: Sequence[int]) -> str:
    """« du lundi au vendredi », « lundi et jeudi », « tous les jours »."""
    if len(weekdays) == 7:
        return _("tous les jours")
    return sentence_list(_runs(weekdays))


def _runs(weekdays: Sequence[int]) -> list[str]:
    runs: list[list[int]] = []
    for day in weekdays:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    labels: list[str] = []
    for run in runs:
        labels += [_range(run[0], run[-1])] if len(run) > 2 else map(weekday_name, run)
    return labels


def _range(first: int, last: int) -> str:
    return _("du %(first)s au %(last)s") % {"first": weekday_name(first), "last": weekday_name(last)}


# Rule by rule ---------------------------------------------------------------------------------------------------------


def _rule(rule: Rule) -> str:
    when = _when(rule.days)
    if rule.state == State.CLOSED:
        return _closed(rule, when)
    what = _what(rule)
    told = f"{when}, {what}" if when else what
    return _("sinon, %(hours)s") % {"hours": told} if rule.operator == "||" else told


def _closed(rule: Rule, when: str) -> str:
    if rule.days == Days(holidays=(Holiday("PH"),)) and not rule.spans:
        closed = _("fermé les jours fériés")
    elif rule.days == Days(holidays=(Holiday("SH"),)) and not rule.spans:
        closed = _("fermé pendant les vacances scolaires")
    elif rule.spans:
        closed = _("fermé de %(hours)s") % {"hours": sentence_list(map(_span, rule.spans))}
        closed = f"{when}, {closed}" if when else closed
    else:
        words = _("fermé\u00a0: %(when)s") if rule.days.holidays else _("fermé %(when)s")
        closed = words % {"when": when} if when else _("fermé")
    return f"{closed} ({rule.comment})" if rule.comment else closed


def _what(rule: Rule) -> str:
    if not rule.spans:
        return piece_label(Piece(0, MIDNIGHT, rule.state, rule.comment))
    spans = sentence_list(map(_span, rule.spans))
    comment = comment_label(rule.comment)
    if rule.state == State.UNKNOWN:
        return f"{spans}, {comment or _('à confirmer')}"
    return f"{spans} ({comment})" if comment else spans


def _span(span: Span) -> str:
    start = _moment(span.start)
    if span.end is None:
        return (_("%(start)s ou plus tard") if span.start.event else _("à partir de %(start)s")) % {"start": start}
    if span.end.event and not span.end.minutes:
        told = f"{start} {_EVENTS[span.end.event].until}"
        return _("%(start)s ou plus tard") % {"start": told} if span.open_end else told
    words = _("%(start)s à %(end)s ou plus tard") if span.open_end else _("%(start)s à %(end)s")
    return words % {"start": start, "end": _moment(span.end)}


def _moment(moment: Moment) -> str:
    """« 9 h », « lever du soleil », « 30 min après l’aube »."""
    if not moment.event:
        return clock(moment.minutes)
    event = _EVENTS[moment.event]
    if not moment.minutes:
        return str(event.name)
    words = _("%(gap)s après %(event)s") if moment.minutes > 0 else _("%(gap)s avant %(event)s")
    return words % {"gap": duration(abs(moment.minutes)), "event": event.after}


def _when(days: Days) -> str:
    """The days a rule is about, in words; nothing for every day."""
    wide, rest = _wide(days.wide)
    weekdays = _weekday_list(days.weekdays or rest) if days.weekdays or rest else ""
    holidays = sentence_list(map(_holiday, days.holidays))
    if days.holidays and weekdays:
        either = sentence_list([weekdays, holidays]) if not days.both else f"{holidays}, {weekdays}"
    else:
        either = weekdays or holidays
    return ", ".join(part for part in (wide, either) if part)


def _holiday(holiday: Holiday) -> str:
    name = _("jours fériés") if holiday.kind == "PH" else _("vacances scolaires")
    if holiday.offset == 0:
        return name
    if holiday == Holiday("PH", -1):
        return _("veilles de jour férié")
    if holiday == Holiday("PH", 1):
        return _("lendemains de jour férié")
    raise _Untold


def _weekday_list(text: str) -> str:
    """« du lundi au vendredi », « premier et troisième samedi du mois »."""
    plain: list[int] = []
    told: list[str] = []
    for item in re.split(r",(?![^\[]*\])", text.replace(" ", "")):
        nth = re.fullmatch(rf"({_DAY})\[([-\d,]+)\]", item)
        between = re.fullmatch(rf"({_DAY})(?:-({_DAY}))?", item)
        if nth:
            ranks = sentence_list(_rank(int(rank)) for rank in nth[2].split(","))
            told.append(_("%(ranks)s %(day)s du mois") % {"ranks": ranks, "day": _weekday(nth[1])})
        elif between:
            plain += _between(between[1], between[2] or between[1])
        else:
            raise _Untold
    days = [_days_label(sorted(set(plain)))] if plain else []
    return sentence_list([*days, *told])


def _between(first: str, last: str) -> list[int]:
    start, end = _CODES.index(first), _CODES.index(last)
    return [day % 7 for day in range(start, end + 1 if end >= start else end + 8)]


def _weekday(code: str) -> str:
    return weekday_name(_CODES.index(code))


def _rank(number: int) -> str:
    ranks = {
        1: _("premier"),
        2: _("deuxième"),
        3: _("troisième"),
        4: _("quatrième"),
        5: _("cinquième"),
        -1: _("dernier"),
    }
    if number not in ranks:
        raise _Untold
    return ranks[number]


def _wide(text: str) -> tuple[str, str]:
    """The season in words, and the weekdays that follow it."""
    text = text.strip(" :")
    match = re.fullmatch(rf"(?P<season>.*?)[\s:]*(?P<days>{_DAY}(?:[-,\s]|\[[-\d,]+\]|{_DAY})*)?", text)
    if match is None:
        raise _Untold
    season, days = match["season"].strip(" :"), (match["days"] or "").strip()
    if not season:
        return "", days
    for pattern, words in _SEASONS:
        if found := pattern.fullmatch(season):
            return words(found), days
    raise _Untold


def _month(code: str) -> str:
    return str(date_format(date(2026, _MONTHS.index(code) + 1, 1), "F"))


def _date(day: str, month: str, year: str | None = None) -> str:
    number = _("1er") if int(day) == 1 else str(int(day))
    return f"{number}{NBSP}{_month(month)}" + (f" {year.strip()}" if year and year.strip() else "")


def _months(match: re.Match[str]) -> str:
    """« en juillet et août », « de juin à septembre »."""
    items = []
    for item in match[0].split(","):
        first, _dash, last = item.strip().partition("-")
        if last and (_MONTHS.index(last) - _MONTHS.index(first)) % 12 > 1:
            items.append(_("de %(first)s à %(last)s") % {"first": _month(first), "last": _month(last)})
        else:
            items += [_("en %(month)s") % {"month": _month(code)} for code in (first, last) if code]
    return sentence_list(items)


def _dates(match: re.Match[str]) -> str:
    """« du 1er juin au 15 septembre », « le 25 décembre »."""
    items = []
    for item in match[0].split(","):
        found = re.fullmatch(_DATE_OR_RANGE, item.strip())
        if found is None:
            raise _Untold
        year, month, day, last_year, last_month, last_day = found.groups()
        first = _date(day, month, year if not last_year or year != last_year else None)
        if last_day:
            last = _date(last_day, last_month or month, last_year)
            items.append(_("du %(first)s au %(last)s") % {"first": first, "last": last})
        else:
            items.append(_("le %(date)s") % {"date": first})
    return sentence_list(items)


def _weeks(match: re.Match[str]) -> str:
    """« semaines impaires » of ISO weeks 1 to 53 by two."""
    return _("semaines impaires") if int(match[1]) % 2 else _("semaines paires")


_DATE_OR_RANGE = rf"(\d{{4}}\s+)?({_MONTH})\s+(\d{{1,2}})(?:\s*-\s*(\d{{4}}\s+)?(?:({_MONTH})\s+)?(\d{{1,2}}))?"
_SEASONS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(rf"{_MONTH}(?:-{_MONTH})?(?:\s*,\s*{_MONTH}(?:-{_MONTH})?)*"), _months),
    (re.compile(rf"{_DATE_OR_RANGE}(?:\s*,\s*{_DATE_OR_RANGE})*"), _dates),
    (re.compile(r"week\s*0?([12])-5[23]/2"), _weeks),
    (re.compile(r"easter"), lambda match: _("dimanche de Pâques")),
    (re.compile(r"\d{4}"), lambda match: _("en %(year)s") % {"year": match[0]}),
)
