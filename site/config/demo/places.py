"""Places of the demo, from the TOML files beside this module."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from math import cos, radians
from pathlib import Path
from typing import Any

from django.utils import timezone

from geography.models import Commune
from places.models import Place
from places.vocabulary import PointOrigin, Precision
from ui.typography import french_spacing

SOURCE = "Démonstration"
FILES = ("lieux_lozere.toml", "lieux_aveyron.toml")
_METRES_PER_DEGREE = 111_195  # of latitude, on a sphere of the Earth's mean radius
_PLAIN = (
    *("name", "address", "postcode", "phone", "opening_hours", "is_free", "desks", "closed_offices"),
    *("meeting_rooms", "wheelchair", "types", "access", "internet", "services", "accessibility"),
)
_TEXTS = ("summary", "description", "opening_note", "price_note")
_AMOUNTS = ("price_hour", "price_half_day", "price_day", "price_month")


def demo_places() -> Iterator[Place]:
    """The demo's places, unsaved, in the order of their files; days are counted back from today.

    Raises ``Commune.DoesNotExist`` when the communes are not loaded.
    """
    rows = [row for name in FILES for row in tomllib.loads((Path(__file__).parent / name).read_text())["place"]]
    communes = Commune.objects.in_bulk([row["commune"] for row in rows])
    today = timezone.localdate()
    for row in rows:
        commune = communes.get(row["commune"])
        if commune is None:
            raise Commune.DoesNotExist(f"Commune {row['commune']} of {row['id']}")
        yield place_of(row, commune, today)


def place_of(row: dict[str, Any], commune: Commune, today: date) -> Place:
    """One place from its table: see the first lines of the files for ``at``, ``checked`` and ``measured``."""
    site = f"https://{row['id']}.hameau.example/"
    latitude, longitude = point_at(commune, *row["at"])
    fields: dict[str, Any] = {name: row[name] for name in _PLAIN if name in row}
    fields |= {name: french_spacing(row[name].strip()) for name in _TEXTS if name in row}
    fields |= {name: Decimal(str(row[name])) for name in _AMOUNTS if name in row}
    if measured := row.get("measured"):
        fields["measured_down"] = Decimal(str(measured["down"]))
        fields["measured_up"] = Decimal(str(measured["up"]))
        fields["measured_on"] = today - timedelta(days=measured["days"])
    return Place(
        commune=commune,
        latitude=latitude,
        longitude=longitude,
        precision=Precision.ADDRESS,
        point_origin=PointOrigin.MANUAL,
        email=f"bonjour@{row['id']}.hameau.example",
        website=site,
        booking_url=f"{site}reserver/" if row.get("booking") else "",
        source=SOURCE,
        source_id=row["id"],
        checked_on=today - timedelta(days=row["checked"]) if "checked" in row else None,
        **fields,
    )


def point_at(commune: Commune, north: float, east: float) -> tuple[float, float]:
    """Latitude and longitude, degrees, so many metres north and east of the commune's point."""
    if commune.latitude is None or commune.longitude is None:
        raise ValueError(f"{commune.name} has no point")
    latitude = commune.latitude + north / _METRES_PER_DEGREE
    longitude = commune.longitude + east / (_METRES_PER_DEGREE * cos(radians(commune.latitude)))
    return round(latitude, 6), round(longitude, 6)
