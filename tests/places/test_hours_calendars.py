from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from geography.models import Commune
from places.hours import Setting
from places.hours.calendars import is_school_holiday, public_holiday
from places.models import Place

ICS_ZONES = {
    "jours_feries_metropole.ics": "48",
    "jours_feries_alsace-moselle.ics": "67",
    "jours_feries_guadeloupe.ics": "971",
}


@pytest.mark.parametrize(
    ("departement", "timezone", "holidays", "school_zone"),
    [
        ("48", "Europe/Paris", "Métropole", "C"),
        ("12", "Europe/Paris", "Métropole", "C"),
        ("15", "Europe/Paris", "Métropole", "A"),
        ("67", "Europe/Paris", "Alsace-Moselle", "B"),
        ("57", "Europe/Paris", "Alsace-Moselle", "B"),
        ("2A", "Europe/Paris", "Métropole", ""),
        ("974", "Indian/Reunion", "La Réunion", ""),
        ("971", "America/Guadeloupe", "Guadeloupe", ""),
        ("988", "Pacific/Noumea", "Nouvelle-Calédonie", ""),
    ],
)
def test_setting_of_a_departement(departement: str, timezone: str, holidays: str, school_zone: str) -> None:
    assert Setting.of_departement(departement) == Setting(timezone, holidays, school_zone)
    assert ZoneInfo(timezone)


def test_every_mainland_departement_but_corsica_has_a_school_zone() -> None:
    codes = [f"{number:02}" for number in range(1, 96) if number != 20]
    assert [code for code in codes if not Setting.of_departement(code).school_zone] == []


def test_setting_of_a_place_takes_its_point_else_its_commune_s() -> None:
    commune = Commune(code="48095", name="Mende", departement_id="48", latitude=44.5, longitude=3.5)
    assert Setting.of_place(Place(commune=commune, latitude=44.6, longitude=3.4)).point == (44.6, 3.4)
    assert Setting.of_place(Place(commune=commune)).point == (44.5, 3.5)
    commune.latitude = commune.longitude = None
    assert Setting.of_place(Place(commune=commune)).point is None


def test_public_holidays() -> None:
    assert public_holiday("Métropole", date(2026, 5, 14)) == "Ascension"
    assert public_holiday("Métropole", date(2026, 12, 26)) == ""
    assert public_holiday("Alsace-Moselle", date(2026, 4, 3)) == "Vendredi saint"
    assert public_holiday("La Réunion", date(2026, 12, 20)) == "Abolition de l'esclavage"


def test_school_holidays() -> None:
    assert is_school_holiday("C", date(2027, 2, 10)) is True
    assert is_school_holiday("A", date(2027, 2, 10)) is False
    assert is_school_holiday("A", date(2027, 2, 15)) is True
    assert is_school_holiday("", date(2027, 2, 10)) is None, "Corsica and overseas: no published calendar here"
    assert is_school_holiday("C", date(2060, 8, 1)) is None, "not published yet"


@pytest.mark.data
@pytest.mark.parametrize("name", ICS_ZONES)
def test_public_holidays_are_the_official_ones(data: Path, name: str) -> None:
    text = (data / "ics" / "jours-feries" / name).read_text()
    official = {
        date.fromisoformat(line.removeprefix("DTSTART;VALUE=DATE:").strip())
        for line in text.splitlines()
        if line.startswith("DTSTART")
    }
    zone = Setting.of_departement(ICS_ZONES[name]).holidays
    years = range(min(official).year, max(official).year + 1)
    first = date(years.start, 1, 1)
    days = (first + timedelta(days=n) for n in range((date(years.stop, 1, 1) - first).days))
    assert {day for day in days if public_holiday(zone, day)} == official


@pytest.mark.data
def test_mainland_holidays_since_2006(data: Path) -> None:
    with (data / "ics" / "jours-feries" / "jours_feries_metropole.csv").open() as file:
        for row in csv.DictReader(file):
            assert row["nom_jour_ferie"] in public_holiday("Métropole", date.fromisoformat(row["date"]))
