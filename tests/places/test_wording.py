"""Words in a row."""

from __future__ import annotations

from places.wording import enumeration, lower_first


def test_proper_names_keep_their_capital() -> None:
    assert lower_first("France services") == "France services"
    assert lower_first("Espace de coworking") == "espace de coworking"
    assert lower_first("4G") == "4G"


def test_a_row_has_one_capital() -> None:
    assert enumeration(["Comptoir", "Tiers-lieu", "France services"]) == "Comptoir, tiers-lieu, France services"
    assert enumeration([]) == ""
