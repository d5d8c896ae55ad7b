"""People of the demo, from the TOML file beside this module."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from directory.models import RemoteWorker
from directory.workers.synthetic import Person
from geography.models import Commune
from ui.typography import french_spacing

SOURCE = "Démonstration"
OWN = "membre"
"""The profile of ``membre@demo.example``."""


def demo_people() -> Iterator[Person]:
    """The demo's people, unsaved, with the names of their skills. Raises ``Commune.DoesNotExist``."""
    rows = tomllib.loads((Path(__file__).parent / "personnes.toml").read_text())["person"]
    communes = Commune.objects.select_related("departement").in_bulk([row["commune"] for row in rows])
    today = timezone.localdate()
    for row in rows:
        if row["commune"] not in communes:
            raise Commune.DoesNotExist(f"Commune {row['commune']} of {row['id']}")
        yield _person(row, communes[row["commune"]], today), row.get("skills", [])


def _person(row: dict[str, Any], commune: Commune, today: date) -> RemoteWorker:
    def day(name: str, sign: int) -> date | None:
        return today + timedelta(days=sign * row[name]) if name in row else None

    return RemoteWorker(
        display_name=row["name"],
        slug=f"{row['id']}-fictif",
        headline=french_spacing(row["headline"]),
        presentation=french_spacing(row.get("presentation", "").strip()),
        commune=commune,
        status=row.get("status", ""),
        employer=row.get("employer", ""),
        job_family=row.get("family", ""),
        sectors=tuple(row.get("sectors", ())),
        modes=tuple(row.get("modes", ())),
        remote_days=row.get("remote_days"),
        contracts=tuple(row.get("contracts", ())),
        availability=row.get("availability", ""),
        available_from=day("from", 1),
        available_days=row.get("days"),
        languages=tuple(row.get("languages", ["fr"])),
        travel_radius=row.get("radius"),
        email=f"{row['id']}@personnes.hameau.example",
        source=SOURCE,
        source_id=row["id"],
        checked_on=day("checked", -1),
    )
