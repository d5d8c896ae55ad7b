"""Rules of series over days, as RFC 5545 writes them, and their words."""

from __future__ import annotations

from datetime import date

import pytest

from agenda.series.rules import days_of, ending, last_day, rule_of, rule_words

TUESDAY = date(2026, 12, 8)


@pytest.mark.parametrize(
    ("frequency", "options", "rule", "words", "days"),
    [
        ("weekly", {}, "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU", "chaque semaine, le mardi", ["12-08", "12-15", "12-22"]),
        (
            "weekly",
            {"interval": 2, "weekdays": ["TH", "TU"]},
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH",
            "toutes les 2 semaines, le mardi et jeudi",
            ["12-08", "12-10", "12-22"],
        ),
        (
            "monthly-weekday",
            {},
            "FREQ=MONTHLY;INTERVAL=1;BYDAY=2TU",
            "chaque mois, le 2ᵉ mardi",
            ["12-08", "01-12", "02-09"],
        ),
        (
            "monthly-last",
            {"interval": 3},
            "FREQ=MONTHLY;INTERVAL=3;BYDAY=-1TU",
            "tous les 3 mois, le dernier mardi",
            ["12-29", "03-30", "06-29"],
        ),
        ("monthly-day", {}, "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=8", "chaque mois, le 8", ["12-08", "01-08", "02-08"]),
    ],
)
def test_rules(frequency: str, options: dict[str, object], rule: str, words: str, days: list[str]) -> None:
    made = rule_of(frequency, TUESDAY, **options)  # type: ignore[arg-type]
    assert made == rule
    assert rule_words(made) == words
    assert [f"{day:%m-%d}" for day in days_of(made, TUESDAY, date(2027, 12, 31))[:3]] == days


def test_months_without_the_day_exceptions_and_ends() -> None:
    rule = rule_of("monthly-day", date(2026, 12, 31))
    days = days_of(rule, date(2026, 12, 31), date(2027, 6, 1), excluded=["2027-03-31"])
    assert [day.isoformat() for day in days] == ["2026-12-31", "2027-01-31", "2027-05-31"]
    ended = ending(rule_of("weekly", TUESDAY, until=date(2027, 6, 1)), date(2026, 12, 15))
    assert ended.count("UNTIL") == 1
    assert last_day(ended) == date(2026, 12, 15)
    assert len(days_of(ended, TUESDAY, date(2030, 1, 1))) == 2
    assert rule_words(ended) == "chaque semaine, le mardi, jusqu’au 15 décembre 2026"
