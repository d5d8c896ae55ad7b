"""Repairs of single values: certain ones are made, doubtful ones are not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from places.importing import repairs
from tests.places.importing.conftest import TODAY

DIGITS = st.from_regex(r"[0-9]{5}", fullmatch=True)


@pytest.mark.parametrize(
    ("before", "after", "mended"),
    [
        ("48095", "48095", False),
        ("1053", "01053", True),
        ("1053.0", "01053", True),
        ("2a004", "2A004", False),
        ("75110", "75110", False),
        ("0", "", False),
        ("", "", False),
        ("Mende", "", False),
        ("2B10", "", False),
        ("480950", "", False),
    ],
)
def test_commune_code(before: str, after: str, mended: bool) -> None:
    assert repairs.commune_code(before) == (after, mended)


@pytest.mark.parametrize(
    ("before", "after", "mended"),
    [
        ("48000", "48000", False),
        ("48 000", "48000", False),
        ("1000", "01000", True),
        ("1000.0", "01000", True),
        ("0", "", False),
        ("00000", "", False),
        ("F-48000", "48000", False),
        ("48", "", False),
        ("48000 Mende", "", False),
    ],
)
def test_postcode(before: str, after: str, mended: bool) -> None:
    assert repairs.postcode(before) == (after, mended)


@given(DIGITS.filter(lambda code: int(code) > 0))
def test_a_postcode_survives_a_spreadsheet(postcode: str) -> None:
    """What a spreadsheet does to a postcode is undone, unless it lost two zeros."""
    as_number = str(int(postcode))
    assert repairs.postcode(as_number)[0] in ({postcode} if len(as_number) >= 4 else {""})


@pytest.mark.parametrize(
    ("before", "after"),
    [("1", "01"), ("48", "48"), ("2a", "2A"), ("974", "974"), ("999", ""), ("Lozère", ""), ("", "")],
)
def test_departement(before: str, after: str) -> None:
    assert repairs.departement(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("44.5", 44.5),
        ("44,5", 44.5),
        ("-1,25", -1.25),
        ("−1.25", -1.25),
        ("6 692 424,5", 6692424.5),
        ("44.5°", 44.5),
        ("44,5,2", None),
        ("nan", None),
        ("inf", None),
        ("1e5", None),
        ("", None),
    ],
)
def test_number(before: str, after: float | None) -> None:
    assert repairs.number(before)[0] == after


@given(st.floats(-180, 180, allow_nan=False).map(lambda value: round(value, 6)))
def test_a_decimal_comma_changes_nothing(value: float) -> None:
    text = f"{value:.6f}"
    assert repairs.number(text.replace(".", ","))[0] == repairs.number(text)[0] == pytest.approx(value)


@pytest.mark.parametrize(
    ("before", "after", "mended"),
    [
        ("CafÃ© de lâ€™Ã‰glise", "Café de l’Église", True),
        ("FabLab-OrlÃ©anais", "FabLab-Orléanais", True),
        ("rue Henri Michel -Bà¤timent Occitan", "rue Henri Michel -Bâtiment Occitan", True),
        ("Côte d’Émeraude", "Côte d’Émeraude", False),
        ("Un bureau à Salon", "Un bureau à Salon", False),
        ("L'e\u0301te\u0301", "L'été", False),
        ("  deux \u00a0 mots ", "deux mots", False),
        ("un\r\n  deux", "un\ndeux", False),
        ("NULL", "", False),
        ("-", "", False),
        ("a\u200bb\u0007c", "abc", False),
    ],
)
def test_text(before: str, after: str, mended: bool) -> None:
    assert repairs.text(before) == (after, mended)


@given(st.text(alphabet="abéèàçùôîœ’« »-,ÉÀ", min_size=1, max_size=40))
def test_mojibake_is_undone(text: str) -> None:
    """French text read as Windows-1252 by mistake comes back, or is left as it came: never worse."""
    clean = repairs.text(text)[0]
    try:
        garbled = clean.encode("utf-8").decode("windows-1252")
    except UnicodeDecodeError:
        return
    assert repairs.text(garbled)[0] in {clean, repairs.text(garbled)[0]}
    assert repairs.text(clean)[0] == clean


@given(st.text(max_size=60))
def test_mending_twice_is_mending_once(text: str) -> None:
    once = repairs.text(text)[0]
    assert repairs.text(once)[0] == once


@pytest.mark.parametrize(
    ("before", "after", "mended"),
    [
        ("2024-01-31", date(2024, 1, 31), False),
        ("2020/06/30 14:16:50.898", date(2020, 6, 30), False),
        ("19/02/2020", date(2020, 2, 19), False),
        ("09/0102023", date(2023, 1, 9), True),
        ("31/02/2020", None, False),
        ("2031-01-01", None, False),
        ("0001-01-01", None, False),
        ("hier", None, False),
        ("", None, False),
    ],
)
def test_day(before: str, after: date | None, mended: bool) -> None:
    assert repairs.day(before, TODAY) == (after, mended)


def test_amounts_and_counts() -> None:
    assert repairs.amount("12,50 €") == Decimal("12.50")
    assert repairs.amount("gratuit") is None
    assert repairs.amount("-3") is None
    assert repairs.amount("NaN") is None
    assert repairs.count("12.0") == 12
    assert repairs.count("40000") is None
    assert repairs.count("-1") is None
