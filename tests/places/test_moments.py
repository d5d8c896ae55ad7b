from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from places.moments import DAYS, parse_moment

PARIS = ZoneInfo("Europe/Paris")
TUESDAY = datetime(2026, 12, 1, 15, 0, tzinfo=PARIS)


def test_now() -> None:
    moment = parse_moment("maintenant", TUESDAY)
    assert (moment.instant, moment.weekend, moment.label) == (TUESDAY, False, "Ouvert maintenant")
    assert abs((parse_moment(" Maintenant ").instant or TUESDAY) - timezone.now()) < timedelta(seconds=5)


@pytest.mark.parametrize("text", ["week-end", "weekend", "Week-end"])
def test_weekend(text: str) -> None:
    moment = parse_moment(text, TUESDAY)
    assert (moment.instant, moment.weekend, moment.label) == (None, True, "Ouvert le week-end")


@pytest.mark.parametrize(
    ("text", "expected", "label"),
    [
        ("mardi-16h", "2026-12-01T16:00", "Ouvert mardi à 16_h"),
        ("mardi-15h", "2026-12-01T15:00", "Ouvert mardi à 15_h"),
        ("mardi-14h", "2026-12-08T14:00", "Ouvert mardi à 14_h"),  # past today: in a week
        ("mercredi-09h30", "2026-12-02T09:30", "Ouvert mercredi à 9_h_30"),
        ("lundi-9h", "2026-12-07T09:00", "Ouvert lundi à 9_h"),
        ("dimanche-00h", "2026-12-06T00:00", "Ouvert dimanche à 0_h"),
        ("samedi-23h59", "2026-12-05T23:59", "Ouvert samedi à 23_h_59"),
    ],
)
def test_a_day_and_an_hour(text: str, expected: str, label: str) -> None:
    moment = parse_moment(text, TUESDAY)
    assert moment.instant == datetime.fromisoformat(expected).replace(tzinfo=PARIS)
    assert moment.label.replace("\u00a0", "_") == label


@given(st.sampled_from(DAYS), st.integers(0, 23), st.integers(0, 59), st.integers(0, 7 * 24 * 60))
def test_the_moment_is_within_seven_days(day: str, hour: int, minute: int, elapsed: int) -> None:
    now = TUESDAY + timedelta(minutes=elapsed)
    instant = parse_moment(f"{day}-{hour:02}h{minute:02}", now).instant
    assert instant is not None
    assert now <= instant < now + timedelta(days=7)
    assert (DAYS[instant.weekday()], instant.hour, instant.minute) == (day, hour, minute)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "mardi",
        "14h",
        "mardi-24h",
        "mardi-14h60",
        "tuesday-14h",
        "mardi 14h",
        "mardi-14h'--",
        "\x00",
        "١٤",
        "x" * 10_000,
    ],
)
def test_anything_else_is_said_to_be_wrong(text: str) -> None:
    with pytest.raises(ValidationError, match="n’est pas un moment") as caught:
        parse_moment(text, TUESDAY)
    assert len(caught.value.messages[0]) < 200
