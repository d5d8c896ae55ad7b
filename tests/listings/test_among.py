"""A column that is one of many values, written into the query."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geography.models import Commune
from listings.among import Among

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lozere")]


def test_codes() -> None:
    asked = ["48095", "48061", "2A004", "99999"]
    found = Commune.objects.filter(Among("pk", asked)).order_by("pk")
    assert list(found) == list(Commune.objects.filter(pk__in=asked).order_by("pk"))
    assert found.filter(pk="48095").exists(), "it goes with other conditions"


def test_whole_numbers() -> None:
    many = Commune.objects.filter(Among("population", range(0, 5000, 2)))
    assert many.count() == Commune.objects.filter(population__in=range(0, 5000, 2)).count() > 0


def test_nothing_is_among_no_values() -> None:
    assert not Commune.objects.filter(Among("pk", [])).exists()
    assert Commune.objects.exclude(Among("pk", [])).count() == Commune.objects.count()


@given(st.text(min_size=1).filter(lambda text: not (text.isascii() and text.isalnum())))
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no code"):
        Among("pk", [text])


@pytest.mark.parametrize("text", ["", "48095'", "48095) OR (1=1", "é", "%s", "48 095"])
def test_no_quote_nor_sign(text: str) -> None:
    with pytest.raises(ValueError, match="is no code"):
        Among("pk", ["48095", text])
