"""Dates, times, distances and prices as French prints them, and as English does."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from ui import typography
from ui.typography import NBSP, THIN


@pytest.mark.parametrize(
    ("day", "french", "english"),
    [
        (date(2026, 11, 24), "24 novembre 2026", "24 November 2026"),
        (date(2026, 12, 1), "1er décembre 2026", "1 December 2026"),
        (date(2027, 8, 21), "21 août 2027", "21 August 2027"),
    ],
)
def test_long_dates(day: date, french: str, english: str) -> None:
    assert typography.long_date(day) == french
    with translation.override("en"):
        assert typography.long_date(day) == english


def test_a_date_is_that_of_the_time_zone() -> None:
    """23:30 on the 30th in London is already the 1st in Paris."""
    assert typography.long_date(datetime(2026, 6, 30, 22, 30, tzinfo=UTC)) == "1er juillet 2026"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2031, 12, 10), "mer. 10 déc. 2031"),
        (date(2031, 3, 1), "sam. 1er mars 2031"),
        (date(2031, 7, 8), "mar. 8 juil. 2031"),
    ],
)
def test_short_dates(day: date, expected: str) -> None:
    assert typography.short_date(day) == expected


def test_a_short_date_of_this_year_leaves_the_year_out() -> None:
    from django.utils import timezone

    day = timezone.localdate().replace(month=2, day=3)
    assert typography.short_date(day).endswith("3 févr.")


@pytest.mark.parametrize(
    ("moment", "french", "english"),
    [
        (time(8, 30), f"8{NBSP}h{NBSP}30", "8:30"),
        (time(9), f"9{NBSP}h", "9:00"),
        (time(0), f"0{NBSP}h", "0:00"),
        (time(18, 5), f"18{NBSP}h{NBSP}05", "18:05"),
    ],
)
def test_times(moment: time, french: str, english: str) -> None:
    assert typography.clock_time(moment) == french
    with translation.override("en"):
        assert typography.clock_time(moment) == english


def test_an_instant_is_told_in_the_current_time_zone() -> None:
    assert typography.clock_time(datetime(2026, 7, 1, 6, 30, tzinfo=UTC)) == f"8{NBSP}h{NBSP}30"


@pytest.mark.parametrize(
    ("km", "expected"),
    [
        (0, "à moins de 100 m"),
        (0.04, "à moins de 100 m"),
        (0.06, "à 100 m"),
        (0.94, "à 900 m"),
        (0.96, "à 1 km"),
        (5.4, "à 5 km"),
        (1234.4, f"à 1{THIN}234 km"),
    ],
)
def test_distances(km: float, expected: str) -> None:
    assert typography.distance(km).replace(NBSP, " ") == expected


@given(st.floats(0, 20_000))
@settings(max_examples=60)
def test_a_distance_never_lies_by_more_than_its_rounding(km: float) -> None:
    text = typography.distance(km).replace(NBSP, " ").replace(THIN, "")
    if text == "à moins de 100 m":
        assert km <= 0.05
    elif text.endswith("km"):
        assert abs(float(text.split()[1]) - km) <= 0.5
    else:
        assert abs(float(text.split()[1]) / 1000 - km) <= 0.051


@pytest.mark.parametrize(
    ("amount", "french", "english"),
    [
        (Decimal(6), f"6{NBSP}€", "€6"),
        (Decimal("6.00"), f"6{NBSP}€", "€6"),
        (Decimal("6.50"), f"6,50{NBSP}€", "€6.50"),
        (Decimal(1250), f"1{THIN}250{NBSP}€", "€1,250"),
        (0.1, f"0,10{NBSP}€", "€0.10"),
    ],
)
def test_prices(amount: Decimal, french: str, english: str) -> None:
    assert typography.price(amount) == french
    with translation.override("en"):
        assert typography.price(amount) == english


def test_numbers() -> None:
    assert typography.whole_number(34969) == f"34{THIN}969"
    assert typography.decimal_number(Decimal("850.0")) == "850"
    assert typography.decimal_number(Decimal("12.35")) == "12,4"
    assert typography.decimal_number(1200.5) == f"1{THIN}200,5"


@pytest.mark.parametrize(
    ("minutes", "french", "english"),
    [(45, "45_min", "45_min"), (60, "1_h", "1_h"), (95, "1_h_35", "1_h_35_min"), (125, "2_h_05", "2_h_05_min")],
)
def test_durations(minutes: int, french: str, english: str) -> None:
    assert typography.duration(minutes).replace(NBSP, "_") == french
    with translation.override("en"):
        assert typography.duration(minutes).replace(NBSP, "_") == english


def test_english_has_its_own_punctuation_and_conjunction() -> None:
    assert typography.semicolon() == f"{THIN}; "
    with translation.override("en"):
        assert typography.semicolon() == "; "
        assert typography.sentence_list(["a", "b", "c"]) == "a, b and c"
        assert typography.of_place("Le Puy") == "Le Puy"


def test_lists() -> None:
    assert typography.sentence_list([]) == ""
    assert typography.sentence_list(["fibre"]) == "fibre"
    assert typography.sentence_list(["fibre", "cuisine", "parking"]) == "fibre, cuisine et parking"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("L'atelier d'Anaïs", "L’atelier d’Anaïs"),
        ("Ouvert ? Oui !", f"Ouvert{THIN}? Oui{THIN}!"),
        ("Prix : 6 €", f"Prix{NBSP}: 6{NBSP}€"),
        ('Dit "bonjour"', 'Dit "bonjour"'),
        ("Le « comptoir »", f"Le «{NBSP}comptoir{NBSP}»"),
        ("Et puis...", "Et puis…"),
        ("à 5 km du bourg", f"à 5{NBSP}km du bourg"),
        ("34 969 communes", f"34{THIN}969 communes"),
        ("04 65 71 12 34", "04 65 71 12 34"),
        ("https://exemple.fr/?q=1", "https://exemple.fr/?q=1"),
        ("10:30", "10:30"),
        ("rock 'n' roll", "rock 'n' roll"),
    ],
)
def test_what_someone_typed(typed: str, printed: str) -> None:
    assert typography.french_spacing(typed) == printed


@given(st.text(max_size=80))
@settings(max_examples=100)
def test_spacing_is_stable_and_keeps_the_letters(text: str) -> None:
    once = typography.french_spacing(text)
    assert typography.french_spacing(once) == once
    assert [c for c in once if c.isalpha()] == [c for c in text if c.isalpha()]
