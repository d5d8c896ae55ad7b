"""Half-days by the clock of the event: what people come to, sign for and are counted by."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from agenda.half_days import HalfDay, half_day_at, half_days_of
from agenda.models import EventPage

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # a page asks for its type when it is made


@pytest.mark.parametrize(
    ("zone", "starts", "ends", "codes"),
    [
        ("Europe/Paris", "2026-12-10 09:00", "2026-12-10 17:00", ["2026-12-10-am", "2026-12-10-pm"]),
        ("Europe/Paris", "2026-12-10 09:00", "2026-12-10 13:30", ["2026-12-10-am"]),
        ("Europe/Paris", "2026-12-10 12:30", "2026-12-10 13:30", ["2026-12-10-am"]),
        ("Europe/Paris", "2026-12-10 12:30", "2026-12-10 14:30", ["2026-12-10-pm"]),
        ("Europe/Paris", "2026-12-10 18:30", "2026-12-11 00:00", ["2026-12-10-soir"]),
        ("Europe/Paris", "2026-12-10 14:00", "2026-12-11 12:00", ["2026-12-10-pm", "2026-12-11-am"]),
        ("Europe/Paris", "2026-12-10 20:00", "2026-12-11 02:00", ["2026-12-10-soir"]),
        ("Indian/Reunion", "2026-12-10 08:00", "2026-12-10 11:00", ["2026-12-10-am"]),
        ("Europe/Paris", "2026-03-29 01:30", "2026-03-29 11:00", ["2026-03-29-am"]),
    ],
)
def test_half_days(zone: str, starts: str, ends: str, codes: list[str]) -> None:
    wall = ZoneInfo(zone)
    first, last = (datetime.fromisoformat(text).replace(tzinfo=wall) for text in (starts, ends))
    event = EventPage(time_zone=zone, starts_at=first, ends_at=last)
    found = half_days_of(event)
    assert [one.code for one in found] == codes
    assert [HalfDay.of_code(code) for code in codes] == [one._replace(on_one_day=False) for one in found]


def test_the_programme_says_when_each_day_begins() -> None:
    wall = ZoneInfo("Europe/Paris")
    event = EventPage(starts_at=datetime(2026, 12, 10, 9, tzinfo=wall), ends_at=datetime(2026, 12, 12, 12, tzinfo=wall))
    assert len(half_days_of(event)) == 5, "two whole days and a morning"
    session = {"title": "Visite", "day": 2, "starts": "14:00:00", "ends": "16:00:00"}
    event.programme = [{"type": "session", "value": session}]
    half_days = half_days_of(event)
    assert [one.code for one in half_days][1:3] == ["2026-12-10-pm", "2026-12-11-pm"]
    assert half_days[2].label == "11 décembre 2026, après-midi"
    reached = [
        half_day_at(half_days, datetime.fromisoformat(moment)).code
        for moment in ("2026-12-11 08:00", "2026-12-11 15:00", "2027-01-01 00:00")
    ]
    assert reached == ["2026-12-11-pm", "2026-12-11-pm", "2026-12-12-am"], "the next; the last, once all is over"
