"""Clauses written as one expression in OSM syntax: days that are alike together, exceptions after what they change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from places.hours_french.days import DayHours, Part, Uncertain
from places.hours_french.texts import CODES, SCHOOL, TERM, Clause, Group

_NAMES = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def write_expression(clauses: Sequence[Clause], closed: set[str]) -> str:
    """The expression of some clauses. Raises ``Uncertain`` when they contradict each other."""
    periods = list(dict.fromkeys(clause.period for clause in clauses))
    rules: list[str] = []
    for period in _in_order(periods):
        if period == SCHOOL:
            rules.append("SH off")
        rules += _rules_of_period(period, [clause for clause in clauses if clause.period == period])
    if TERM in periods and SCHOOL not in periods:
        rules.append("SH unknown")
    if "Su" in closed and any(6 in clause.group.days for clause in clauses):
        rules.append("Su off")
    if "PH" in closed:
        rules.append("PH off")
    if not any(clause.hours.parts for clause in clauses):
        raise Uncertain("closed days only")
    return "; ".join(rules)


def _in_order(periods: list[str]) -> list[str]:
    """School term first: the holidays are rules that replace it. They only make sense with it."""
    if SCHOOL in periods and set(periods) != {SCHOOL, TERM}:
        raise Uncertain("school holidays without the rest of the year")
    if TERM in periods and not set(periods) <= {SCHOOL, TERM}:
        raise Uncertain("school term and other periods")
    return sorted(periods, key=lambda period: period == SCHOOL)


def _rules_of_period(period: str, clauses: Sequence[Clause]) -> list[str]:
    prefix = "" if period in {"", TERM} else f"{period} "
    plain = [clause for clause in clauses if not (clause.group.ranks or clause.group.weeks)]
    ranked = [clause for clause in clauses if clause.group.ranks or clause.group.weeks]
    rules = [_rule(prefix, _days(days), hours) for hours, days in _alike(_by_day(plain)) if hours.parts]
    taken = {day for clause in plain for day in clause.group.days}
    rules += [_special(prefix, clause, taken) for clause in ranked]
    if clauses and not rules:
        raise Uncertain("closed days only")
    return rules


def _by_day(clauses: Sequence[Clause]) -> list[DayHours]:
    """The hours of each day of the week. A day named twice is an exception to itself, or two halves of it."""
    week: list[DayHours | None] = [None] * 7
    for clause in clauses:
        for day in clause.group.days:
            known = week[day]
            if known is None or (clause.group.is_exception and known.parts):
                week[day] = clause.hours
            else:
                week[day] = _both(known, clause.hours)
    return [hours or DayHours(is_closed=True) for hours in week]


def _both(first: DayHours, second: DayHours) -> DayHours:
    """Two halves of a day: « le lundi de 9h à 12h, le lundi de 14h à 17h »."""
    if len(first.parts) != 1 or len(second.parts) != 1 or first.note or second.note:
        raise Uncertain("a day named twice")
    one, two = sorted([first.parts[0], second.parts[0]], key=lambda part: part.spans)
    if replace(one, spans=()) != replace(two, spans=()) or not one.spans or one.spans[-1][1] > two.spans[0][0]:
        raise Uncertain("a day named twice")
    return DayHours((replace(one, spans=one.spans + two.spans),))


def _alike(week: Sequence[DayHours]) -> list[tuple[DayHours, list[int]]]:
    """Days with the same hours, in the order of the first."""
    groups: dict[tuple[Part, ...], list[int]] = {}
    for day, hours in enumerate(week):
        groups.setdefault(hours.parts, []).append(day)
    return [(DayHours(parts), days) for parts, days in groups.items()]


def _special(prefix: str, clause: Clause, taken: set[int]) -> str:
    """« le 1er samedi du mois », « les mardis des semaines paires »: days that no other clause may name too."""
    group = clause.group
    if taken & set(group.days) and not clause.hours.is_closed:
        raise Uncertain("every week and some weeks")
    if clause.hours.is_closed and not taken & set(group.days):
        raise Uncertain("closed days only")
    days = f"{_days(group.days)}[{group.ranks}]" if group.ranks else _days(group.days)
    weeks = f"{group.weeks} " if group.weeks else ""
    if prefix and weeks:
        raise Uncertain("weeks of a period")
    return f"{weeks}{days} off" if clause.hours.is_closed else _rule(f"{prefix}{weeks}", days, clause.hours)


def _rule(prefix: str, days: str, hours: DayHours) -> str:
    """One rule, and one more for each part of another state: ``Mo 09:00-12:00, Mo 14:00-17:00 unknown "…"``."""
    rules = [f"{prefix}{days}{_times(part)}{_state(part)}" for part in hours.parts]
    return ", ".join(rule.removeprefix("Mo-Su ") if rule.startswith("Mo-Su unknown") else rule for rule in rules)


def _times(part: Part) -> str:
    times = ",".join(f"{_clock(start)}-{_clock(end)}" for start, end in part.spans)
    return f" {times}" if times else ""


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _state(part: Part) -> str:
    state = "" if part.state == "open" and not part.comment else f" {part.state}"
    comment = part.comment.replace('"', "’")
    return f'{state} "{comment}"' if comment else state


def _days(days: Iterable[int]) -> str:
    """``Mo-Fr``, ``Mo,We``, ``Mo-We,Fr``."""
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(
        CODES[run[0]] if len(run) == 1 else f"{CODES[run[0]]}{'-' if len(run) > 2 else ','}{CODES[run[-1]]}"
        for run in runs
    )


def write_notes(clauses: Sequence[Clause]) -> str:
    """The words left over, each with its days: « du lundi au vendredi : après-midi sur RDV »."""
    notes: dict[str, list[Group]] = {}
    for clause in clauses:
        if clause.hours.note:
            notes.setdefault(clause.hours.note, []).append(clause.group)
    if len(notes) == 1 and {clause.hours.note for clause in clauses if clause.hours.parts} == set(notes):
        return next(iter(notes))
    return " ; ".join(f"{_in_french(groups)} : {note}" for note, groups in notes.items())


def _in_french(groups: Sequence[Group]) -> str:
    days = sorted({day for group in groups for day in group.days})
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return f"du {_NAMES[days[0]]} au {_NAMES[days[-1]]}"
    names = [_NAMES[day] for day in days]
    return " et ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
