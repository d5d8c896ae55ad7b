"""SIRET and RNA numbers."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from stdnum.fr import siret as stdnum_siret

from directory.legal_identifiers import RnaField, SiretField, clean_rna, clean_siret, siret_text, validate_siret
from directory.synthetic_businesses import fictional_siret


@pytest.mark.parametrize(
    "text", ["73282932000074", "732 829 320 00074", "732.829.320.00074", " 732\u00a0829\u202f320 00074 "]
)
def test_a_siret_however_it_is_spaced(text: str) -> None:
    assert clean_siret(text) == "73282932000074"


def test_la_poste_has_a_rule_of_its_own() -> None:
    """The head office has a Luhn key; the digits of an office add up to a multiple of five."""
    assert clean_siret("35600000000048") == "35600000000048"
    with pytest.raises(ValidationError):
        clean_siret("35600000049838")
    office = "35600000049837"
    assert sum(map(int, office)) % 5 == 0
    assert clean_siret(office) == office


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("73282932000079", "clé de contrôle"),
        ("7328293200007", "il y en a 13"),
        ("732829320000741", "il y en a 15"),
        ("7328293200007A", "que des chiffres"),
        ("٧٣٢٨٢٩٣٢٠٠٠٠٧٤", "que des chiffres"),
        ("", "que des chiffres"),
    ],
)
def test_what_is_no_siret_is_told(text: str, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        clean_siret(text)


@given(st.text(max_size=30))
def test_any_text_is_a_siret_or_a_message(text: str) -> None:
    try:
        number = clean_siret(text)
    except ValidationError:
        return
    assert stdnum_siret.is_valid(number)
    assert number.isdigit()


@given(st.integers(0, 60_000_000))
def test_fictional_numbers_have_their_keys_and_differ(number: int) -> None:
    assert clean_siret(fictional_siret(number)) == fictional_siret(number)
    assert fictional_siret(number) != fictional_siret(number + 1)


def test_a_stored_siret_is_fourteen_digits() -> None:
    validate_siret("73282932000074")
    with pytest.raises(ValidationError):
        validate_siret("732 829 320 00074")


@pytest.mark.parametrize("text", ["W482001234", "w482001234", " W48 200 1234 ", "W2A1000567"])
def test_an_rna_number(text: str) -> None:
    assert clean_rna(text).startswith("W")
    assert len(clean_rna(text)) == 10


@pytest.mark.parametrize("text", ["482001234", "W48200123", "W4820012345", "W48200123X", "X482001234"])
def test_what_is_no_rna_number(text: str) -> None:
    with pytest.raises(ValidationError, match="RNA"):
        clean_rna(text)


def test_fields() -> None:
    assert SiretField().clean("732 829 320 00074") == "73282932000074"
    assert SiretField(required=False).clean("") == ""
    assert SiretField().prepare_value("73282932000074") == "732 829 320 00074"
    assert SiretField().prepare_value("n’importe quoi") == "n’importe quoi"
    assert not SiretField().has_changed("73282932000074", "732 829 320 00074")
    assert RnaField(required=False).clean(" ") == ""
    assert RnaField().clean("w482001234") == "W482001234"


def test_how_it_is_shown() -> None:
    assert siret_text("73282932000074") == "732\u00a0829\u00a0320\u00a000074"
    assert siret_text("") == ""
