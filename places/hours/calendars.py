"""What opening hours depend on besides their expression: the place's clock, holidays and sun.

Public holidays come from ``jours-feries-france``, the calculation behind the State's own calendar, with the days of
Alsace-Moselle and of the overseas territories. School holidays come from ``vacances-scolaires-france``, which copies
the ministry's calendar for zones A, B and C of mainland France, up to the last year the ministry has published. Corsica
and the overseas territories set their own: there, and past that year, nobody knows, and ``is_school_holiday`` says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from jours_feries_france import JoursFeries
from vacances_scolaires_france import SchoolHolidayDates

if TYPE_CHECKING:
    from places.models import Place

MAINLAND = "Métropole"
_HOLIDAY_ZONES = {
    "57": "Alsace-Moselle",
    "67": "Alsace-Moselle",
    "68": "Alsace-Moselle",
    "971": "Guadeloupe",
    "972": "Martinique",
    "973": "Guyane",
    "974": "La Réunion",
    "975": "Saint-Pierre-et-Miquelon",
    "976": "Mayotte",
    "977": "Saint-Barthélémy",
    "978": "Saint-Martin",
    "986": "Wallis-et-Futuna",
    "987": "Polynésie Française",
    "988": "Nouvelle-Calédonie",
}
_TIMEZONES = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "984": "Indian/Kerguelen",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}
# The départements of each académie's zone: décret and arrêté of 2015 and 2016, unchanged since.
_SCHOOL_ZONES = {
    "A": "25 39 70 90 24 33 40 47 64 03 15 43 63 21 58 71 89 07 26 38 73 74 19 23 87 01 42 69 16 17 79 86",
    "B": "04 05 13 84 02 60 80 59 62 54 55 57 88 44 49 53 72 85 06 83 14 27 50 61 76 18 28 36 37 41 45 08 10 51 52 22 "
    "29 35 56 67 68",
    "C": "77 93 94 11 30 34 48 66 75 09 12 31 32 46 65 81 82 78 91 92 95",
}
_SCHOOL_ZONE_OF = {code: zone for zone, codes in _SCHOOL_ZONES.items() for code in codes.split()}


@dataclass(frozen=True)
class Setting:
    """Where hours are kept: time zone, public-holiday zone, school zone (empty: unknown), point in degrees if known."""

    timezone: str = "Europe/Paris"
    holidays: str = MAINLAND
    school_zone: str = ""
    point: tuple[float, float] | None = None

    @classmethod
    def of_departement(cls, code: str, point: tuple[float, float] | None = None) -> Setting:
        """The setting of a département or overseas territory, by INSEE's code. An unknown one is the mainland's."""
        return cls(
            timezone=_TIMEZONES.get(code, "Europe/Paris"),
            holidays=_HOLIDAY_ZONES.get(code, MAINLAND),
            school_zone=_SCHOOL_ZONE_OF.get(code, ""),
            point=point,
        )

    @classmethod
    def of_place(cls, place: Place) -> Setting:
        """The setting of a place: its own point, else its commune's."""
        commune = place.commune
        for latitude, longitude in ((place.latitude, place.longitude), (commune.latitude, commune.longitude)):
            if latitude is not None and longitude is not None:
                return cls.of_departement(commune.departement_id, (latitude, longitude))
        return cls.of_departement(commune.departement_id)


@cache
def _public_holidays(zone: str, year: int) -> dict[date, str]:
    holidays: dict[date, str] = {}
    for name, day in JoursFeries.for_year(year, zone).items():
        holidays[day] = f"{holidays[day]}, {name}" if day in holidays else name
    return holidays


def public_holiday(zone: str, day: date) -> str:
    """The name of the public holiday of a day (« Ascension », « 8 mai »), or nothing."""
    return _public_holidays(zone, day.year).get(day, "")


@cache
def _school_holidays() -> tuple[dict[str, frozenset[date]], date, date]:
    """The holidays of each zone, and the first and last days the calendar knows of."""
    calendar = SchoolHolidayDates()
    zones = {
        zone: frozenset(day for day, row in calendar.data.items() if row[calendar.zone_key(zone)])
        for zone in calendar.SUPPORTED_ZONES
    }
    return zones, min(calendar.data), max(calendar.data)


def is_school_holiday(zone: str, day: date) -> bool | None:
    """Whether pupils of a zone are on holiday; ``None`` where no published calendar tells."""
    zones, first, last = _school_holidays()
    if zone not in zones or not first <= day <= last:
        return None
    return day in zones[zone]
