from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from places.hours import Hours, Setting, State, parse
from places.hours.rules import MIDNIGHT

PARIS = ZoneInfo("Europe/Paris")
MENDE = Setting.of_departement("48", (44.518, 3.501))
STRASBOURG = Setting.of_departement("67", (48.58, 7.75))
REUNION = Setting.of_departement("974", (-20.88, 55.45))


def at(text: str, zone: ZoneInfo = PARIS) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def told(hours: Hours, day: str) -> list[str]:
    """``09:00-12:00 open`` for each piece of a day."""
    pieces = hours.day(date.fromisoformat(day)).pieces
    return [
        f"{p.start // 60:02}:{p.start % 60:02}-{p.end // 60:02}:{p.end % 60:02} {p.state} {p.comment}".strip()
        for p in pieces
    ]


def test_a_plain_week() -> None:
    hours = parse("Mo-Fr 09:00-12:30,14:00-18:00; Sa 09:00-12:00; PH off", MENDE)
    assert told(hours, "2026-11-24") == ["09:00-12:30 open", "14:00-18:00 open"]
    assert told(hours, "2026-11-28") == ["09:00-12:00 open"]
    assert told(hours, "2026-11-29") == []
    assert hours.is_open(at("2026-11-24T09:00"))
    assert not hours.is_open(at("2026-11-24T12:30")), "the end is excluded"


def test_public_holidays_depend_on_the_departement() -> None:
    good_friday, boxing_day = "2026-04-03", "2026-12-26"
    expression = "Mo-Sa 09:00-17:00; PH off"
    assert told(parse(expression, MENDE), good_friday)
    assert told(parse(expression, MENDE), boxing_day)
    assert not told(parse(expression, STRASBOURG), good_friday)
    assert not told(parse(expression, STRASBOURG), boxing_day)
    assert not told(parse("Mo-Su 09:00-17:00; PH off", REUNION), "2026-12-20")
    assert parse(expression, MENDE).day(date(2026, 5, 14)).holiday == "Ascension"


def test_school_holidays_depend_on_the_zone() -> None:
    hours = parse("Mo-Fr 14:00-18:00; SH Mo-Fr 10:00-18:00", MENDE)
    assert told(hours, "2027-02-10") == ["10:00-18:00 open"], "zone C is on holiday"
    assert told(hours, "2027-02-27") == [], "a Saturday"
    clermont = parse("Mo-Fr 14:00-18:00; SH Mo-Fr 10:00-18:00", Setting.of_departement("63"))
    assert told(clermont, "2027-02-10") == ["14:00-18:00 open"], "zone A is not"


def test_school_holidays_nobody_knows() -> None:
    hours = parse("Mo-Fr 14:00-18:00; SH off", Setting.of_departement("2A"))
    assert told(hours, "2027-02-10") == ["14:00-18:00 open"]
    assert hours.lacks_school_calendar(date(2027, 2, 10))
    assert not parse("Mo-Fr 14:00-18:00", Setting.of_departement("2A")).lacks_school_calendar(date(2027, 2, 10))
    assert not parse("SH off", MENDE).lacks_school_calendar(date(2027, 2, 10))


@pytest.mark.parametrize(
    ("expression", "day", "expected"),
    [
        ("Mo-Fr 09:00-18:00; We 09:00-12:00", "2026-11-25", ["09:00-12:00 open"]),
        ("Mo-Fr 09:00-12:00, We 14:00-18:00", "2026-11-25", ["09:00-12:00 open", "14:00-18:00 open"]),
        ("Mo-Fr 09:00-18:00; 12:00-14:00 off", "2026-11-25", ["09:00-12:00 open", "14:00-18:00 open"]),
        (
            'Mo-Fr 09:00-12:00 || "sur RDV"',
            "2026-11-25",
            ["00:00-09:00 unknown sur RDV", "09:00-12:00 open", "12:00-24:00 unknown sur RDV"],
        ),
        (
            'Mo 09:00-12:00, Mo 14:00-17:00 unknown "rdv"',
            "2026-11-23",
            ["09:00-12:00 open", "14:00-17:00 unknown rdv"],
        ),
        ("Fr 18:00-02:00", "2026-11-28", ["00:00-02:00 open"]),
        ("Sa[1] 09:00-12:00", "2026-12-05", ["09:00-12:00 open"]),
        ("Sa[1] 09:00-12:00", "2026-12-12", []),
        ("week 01-53/2 Tu 09:00-12:00", "2026-11-24", []),  # week 48
        ("week 02-52/2 Tu 09:00-12:00", "2026-11-24", ["09:00-12:00 open"]),
        ("Dec 24-Jan 02 off; Mo-Fr 09:00-12:00", "2026-12-28", ["09:00-12:00 open"]),
        ("Mo-Fr 09:00-12:00; Dec 24-Jan 02 off", "2026-12-28", []),
        ("PH -1 day 09:00-12:00", "2026-12-24", ["09:00-12:00 open"]),
        ("14:00-17:00+", "2026-11-24", ["14:00-17:00 open", "17:00-24:00 unknown"]),
        ("24/7", "2026-11-24", ["00:00-24:00 open"]),
    ],
)
def test_rules_put_together(expression: str, day: str, expected: list[str]) -> None:
    pieces = told(parse(expression, MENDE), day)
    assert [piece for piece in pieces if not piece.startswith("00:00-03:00 unknown")] == expected


def test_a_closed_evening_does_not_run_on_into_the_next_day() -> None:
    hours = parse("Th,Fr 18:00-02:00; PH off", MENDE)
    assert told(hours, "2026-12-25") == [], "Christmas, a Friday, not even after Thursday's evening"
    assert told(hours, "2026-12-26") == []
    assert told(hours, "2026-12-19") == ["00:00-02:00 open"]


def test_a_comment_tells_why_it_is_closed() -> None:
    day = parse('Mo-Fr 09:00-12:00; Nov 24 off "inventaire"', MENDE).day(date(2026, 11, 24))
    assert day.is_closed
    assert day.closed_comment == "inventaire"


def test_the_sun_needs_a_point() -> None:
    hours = parse("sunrise-sunset", MENDE)
    assert hours.follows_sun
    assert told(hours, "2026-06-21") == ["06:01-21:34 open"]
    assert told(parse("sunrise-sunset", REUNION), "2026-06-21")[0] == "06:54-17:45 open"
    assert told(parse("sunrise-sunset", Setting()), "2026-06-21")[0].endswith("unknown")


def test_time_zones() -> None:
    hours = parse("Mo-Fr 08:00-17:00", REUNION)
    assert hours.is_open(at("2026-11-24T05:30")), "08:30 in Saint-Denis"
    assert not hours.is_open(at("2026-11-24T15:00"))
    interval = hours.intervals(at("2026-11-24T00:00"), at("2026-11-25T00:00"))[0]
    assert interval.start == at("2026-11-24T08:00", ZoneInfo("Indian/Reunion"))
    assert str(interval.start.tzinfo) == "Indian/Reunion"


def test_state() -> None:
    hours = parse("Mo-Fr 09:00-12:30,14:00-18:00", MENDE)
    now = hours.state(at("2026-11-24T10:00"))
    assert (now.state, now.until) == (State.OPEN, at("2026-11-24T12:30"))
    assert now.next is not None
    assert now.next.start == at("2026-11-24T14:00")
    now = hours.state(at("2026-11-27T18:00"))
    assert (now.state, now.until) == (State.CLOSED, at("2026-11-30T09:00"))
    assert parse("24/7", MENDE).state(at("2026-11-24T10:00")).until is None
    assert parse("off", MENDE).state(at("2026-11-24T10:00")).until is None
    summer = parse("Jul-Aug 10:00-19:00", MENDE).state(at("2026-11-24T10:00"))
    assert summer.until == at("2027-07-01T10:00")


@pytest.mark.parametrize(
    ("expression", "day", "hours_open"),
    [
        ("24/7", "2026-03-29", 23),
        ("24/7", "2026-10-25", 25),
        ("00:00-06:00", "2026-03-29", 5),
        ("00:00-06:00", "2026-10-25", 7),
        ("02:15-02:45", "2026-03-29", 0),  # the clock jumps over it
        ("02:15-04:00", "2026-03-29", 1),
        ("01:00-02:30", "2026-03-29", 1),
        ("01:00-02:30", "2026-10-25", 1.5),  # until the first 02:30
        ("02:30-03:30", "2026-10-25", 2),
    ],
)
def test_days_when_clocks_change(expression: str, day: str, hours_open: float) -> None:
    start = at(f"{day}T00:00")
    end = at(f"{date.fromisoformat(day) + timedelta(days=1)}T00:00")
    found = parse(expression, MENDE).intervals(start, end)
    total = sum(((i.end.astimezone(UTC) - i.start.astimezone(UTC)) for i in found), timedelta())
    assert total == timedelta(hours=hours_open)


WORDS = ["Mo-Fr", "Sa,Su", "We", "PH", "SH Mo-Fr", "Mar-Oct", "Sa[-1]", "Mo-Su", "week 01-53/2 Tu", "PH -1 day", ""]
TIMES = ["09:00-12:00,14:00-18:00", "22:00-03:00", "00:00-24:00", "17:00+", "sunrise-sunset", "02:00-02:30", ""]
STATES = ["", "off", "unknown", 'open "adhérents"', '"sur RDV"']
rule = st.tuples(st.sampled_from(WORDS), st.sampled_from(TIMES), st.sampled_from(STATES)).map(
    lambda parts: " ".join(part for part in parts if part) or "24/7"
)
expressions = st.tuples(rule, st.lists(st.tuples(st.sampled_from(["; ", ", ", " || "]), rule), max_size=3)).map(
    lambda parts: parts[0] + "".join(separator + more for separator, more in parts[1])
)
starts = st.sampled_from(["2026-03-26T05:00", "2026-10-22T23:30", "2026-05-07T12:00", "2026-12-22T00:00"])


@given(expressions, starts, st.sampled_from([MENDE, STRASBOURG, REUNION]))
@settings(max_examples=120, deadline=None)
def test_intervals_are_sorted_disjoint_and_within(expression: str, start: str, setting: Setting) -> None:
    try:
        hours = parse(expression, setting)
    except ValueError:
        return
    first = at(start)
    last = first + timedelta(days=7)
    found = hours.intervals(first, last)
    stamps = [(i.start.timestamp(), i.end.timestamp()) for i in found]
    assert all(start < end for start, end in stamps)
    assert all(one_end <= two_start for (_s, one_end), (two_start, _e) in pairwise(stamps))
    assert all(first.timestamp() <= start and end <= last.timestamp() for start, end in stamps)
    assert all(
        one.end.timestamp() < two.start.timestamp()
        or (one.state, one.comment, one.open_end) != (two.state, two.comment, two.open_end)
        for one, two in pairwise(found)
    ), "contiguous ones are joined"
    for offset in range(7):
        pieces = hours.day(first.date() + timedelta(days=offset)).pieces
        assert all(0 <= piece.start < piece.end <= MIDNIGHT for piece in pieces)


@given(expressions, starts, st.lists(st.integers(0, 7 * 24 * 60), min_size=1, max_size=8))
@settings(max_examples=80, deadline=None)
def test_is_open_and_state_agree_with_intervals(expression: str, start: str, minutes: list[int]) -> None:
    try:
        hours = parse(expression, MENDE)
    except ValueError:
        return
    first = at(start)
    found = hours.intervals(first, first + timedelta(days=8))
    for minute in minutes:
        instant = first.astimezone(UTC) + timedelta(minutes=minute)
        current = [i for i in found if i.start.timestamp() <= instant.timestamp() < i.end.timestamp()]
        state = current[0].state if current else State.CLOSED
        now = hours.state(instant)
        assert now.state == state
        assert hours.is_open(instant) == (state == State.OPEN)
        if now.until is not None:
            assert now.until > instant
            just_before = hours.state(now.until.astimezone(UTC) - timedelta(minutes=1))
            assert just_before.state == state
