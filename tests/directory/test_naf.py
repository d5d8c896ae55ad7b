"""Activities."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from directory.business_vocabulary import SizeClass, size_of_band
from directory.naf import DIVISIONS, clean_code, label_of, section_of, validate_code


@pytest.mark.parametrize("text", ["62.01Z", "6201z", "62 01 Z", " 62.01 z "])
def test_a_class_however_it_is_written(text: str) -> None:
    assert clean_code(text) == "62.01Z"


@pytest.mark.parametrize("text", ["62", "62.01", "62.011Z", "J", "", "62,01Z", "04.01Z", "34.11Z", "٦٢.01Z"])
def test_what_is_no_class(text: str) -> None:
    with pytest.raises(ValidationError):
        clean_code(text)


def test_stored_as_the_register_writes_it() -> None:
    validate_code("62.01Z")
    with pytest.raises(ValidationError):
        validate_code("6201Z")


@pytest.mark.parametrize(
    ("code", "section"),
    [
        ("01.11Z", "A"), ("03.11Z", "A"), ("05.10Z", "B"), ("10.11Z", "C"), ("33.20D", "C"), ("35.11Z", "D"),
        ("43.99E", "F"), ("62.01Z", "J"), ("63.99Z", "J"), ("64.11Z", "K"), ("68.10Z", "L"), ("75.00Z", "M"),
        ("82.20Z", "N"), ("94.99Z", "S"), ("97.00Z", "T"), ("99.00Z", "U"),
    ],
)  # fmt: skip
def test_its_section(code: str, section: str) -> None:
    assert section_of(code) == section


def test_every_division_has_a_section_and_words() -> None:
    assert len(DIVISIONS) == 88
    assert all(section_of(f"{division}.00Z") and label_of(f"{division}.00Z") for division in DIVISIONS)


@pytest.mark.data
def test_every_class_of_the_real_list_is_one(data: Path) -> None:
    with (data / "search_fr" / "naf_rev2.csv").open(encoding="utf-8") as file:
        codes = [row["code"] for row in csv.DictReader(file) if len(row["code"]) == 6]
    assert len(codes) == 732
    assert all(clean_code(code) == code for code in codes)
    assert {code[:2] for code in codes} == set(DIVISIONS)


@pytest.mark.parametrize(
    ("band", "size"),
    [
        ("00", "tpe"),
        ("03", "tpe"),
        ("11", "pme"),
        ("31", "pme"),
        ("32", "eti"),
        ("51", "eti"),
        ("52", "ge"),
        ("53", "ge"),
    ],
)
def test_sizes_of_staff_bands(band: str, size: str) -> None:
    assert size_of_band(band) == SizeClass(size)


@pytest.mark.parametrize("band", ["NN", "", None, "99"])
def test_bands_that_say_nothing(band: str | None) -> None:
    assert size_of_band(band) is None
