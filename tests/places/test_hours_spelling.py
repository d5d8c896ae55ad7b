from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from places.hours import HoursError, describe, normalise, now_label, parse, validate_hours, week_rows
from places.hours.spelling import tidy

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("  mo-fr 9:00-12:00 ", "Mo-Fr 9:00-12:00"),
        ("Mo – Fr 10:00 – 12:00", "Mo-Fr 10:00-12:00"),
        ("Mo-Fr 10:00-12:00 , 14:00-18:00; ph off;", "Mo-Fr 10:00-12:00,14:00-18:00; PH off"),
        ("Mo-Fr\u00a010:00-12:00", "Mo-Fr 10:00-12:00"),
        ("lundi,vendredi 10:00-18:00", "Mo,Fr 10:00-18:00"),
        ("Monday to Friday 9am-5pm", "Mo-Fr 09:00-17:00"),
        ("mon., Tuesday, wed. 12:00-20:00", "Mo,Tu,We 12:00-20:00"),
        ("Mo: 7-18", "Mo 07:00-18:00"),
        ("Mo-Fr, 09:00-12:00", "Mo-Fr 09:00-12:00"),  # valid, but as all of Monday to Friday and every morning
        ("10-12", "10:00-12:00"),
        ("22-2", "22:00-02:00"),
        ("Mo 12:00 à 14:00", "Mo 12:00-14:00"),
        ("Mo 12.00-14.30", "Mo 12:00-14:30"),
        ("Mo 9h-12h30, Tu 14h00-18h", "Mo 9:00-12:30, Tu 14:00-18:00"),
        ("12:00am-11:59pm", "00:00-23:59"),
        ("Mo 12:00-14:00 16:00-18:00", "Mo 12:00-14:00,16:00-18:00"),
        ("juillet-août 10:00-18:00", "Jul-Aug 10:00-18:00"),
        ("jours fériés fermé", "PH off"),
        ("24h/24 7j/7", "24/7"),
        ("tous les jours 10:00-12:00", "Mo-Su 10:00-12:00"),
        ("PH,Su,SH 10:00-12:00", "PH,SH,Su 10:00-12:00"),
        ("17:00-late", "17:00+"),
        ("Mo 10:00-12:00 “sur RDV”", 'Mo 10:00-12:00 "sur RDV"'),
        ('Mo 10:00-12:00 "lundi 9h – 10h, à voir"', 'Mo 10:00-12:00 "lundi 9h – 10h, à voir"'),
    ],
)
def test_near_misses(written: str, read: str) -> None:
    assert normalise(written) == read


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ;; ",
        "sur rendez-vous",
        "Sa 16-16",  # from where to where?
        "13pm-25pm",
        "Mo-Fr 25:00-26:00",
        "Montag 10:00-12:00",  # French and English only
        "Mo 10:00-12:00 \x00",
        "Mo " * 400,
    ],
)
def test_what_is_not_certain_is_refused(written: str) -> None:
    with pytest.raises(HoursError, match=r"«\s|Indiquez|500"):
        normalise(written)


def test_days_of_a_month_are_no_hours() -> None:
    assert normalise("Jan 10-12") == "Jan 10-12"


def test_validator() -> None:
    validate_hours("Mo-Fr 09:00-12:00")
    with pytest.raises(Exception, match="Nous ne comprenons pas"):
        validate_hours("n'importe quoi")


times = st.tuples(st.integers(0, 23), st.sampled_from([0, 15, 30, 45]), st.integers(1, 8)).map(
    lambda t: f"{t[0]:02}:{t[1]:02}-{t[0] + t[2]:02}:{t[1]:02}"
)
rules = st.tuples(
    st.sampled_from(
        ["", "Mo-Fr ", "Sa,Su ", "PH ", "SH Mo-Fr ", "Jul-Aug ", "Dec 24-Jan 02 ", "We[1] ", "week 01-53/2 Tu "]
    ),
    st.one_of(times, st.tuples(times, times).map(",".join), st.just("")),
    st.sampled_from(["", " off", " unknown", ' open "x"', ' "sur RDV"']),
).map(lambda rule: " ".join("".join(rule).split()) or "24/7")


@given(st.lists(rules, min_size=1, max_size=4).map("; ".join))
@settings(max_examples=60, deadline=None)
def test_valid_syntax_is_left_alone(expression: str) -> None:
    assert normalise(expression) == tidy(expression) == expression


WORDS = (
    "Mo Tu-Fr Sa,Su PH SH off open unknown 24/7 Jan Mar-Oct week 02 2026 easter sunrise sunset 09:00 12:00 -14:00 "
    '10-12 - , ; || : "x" ( ) [1] [-1] + /2 +1 days Dec 25 lundi férié 9h 2pm à'
)


@given(
    st.one_of(
        st.text(alphabet="MoTuFrPH0123456789:-,;|\"'() éhàlundi/+[]", max_size=60),
        st.lists(st.sampled_from(WORDS.split(" ")), max_size=9).map(" ".join),
        st.lists(st.sampled_from(WORDS.split(" ")), max_size=9).map("".join),
    )
)
@settings(max_examples=250, deadline=None)
def test_anything_is_read_or_refused(text: str) -> None:
    try:
        once = normalise(text)
    except HoursError:
        return
    assert normalise(once) == once
    hours = parse(text)
    assert describe(hours)
    assert len(week_rows(hours, date(2026, 12, 21))) == 7
    assert now_label(hours, datetime(2026, 12, 25, 10, tzinfo=UTC)).label
