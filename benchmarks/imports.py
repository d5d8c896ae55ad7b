"""Importing a file of ten thousand places: read, mended, located, compared with what is there; nothing is written."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.measure import Timing, timing
from places.importing.running import run_import
from places.models import Place
from places.synthetic import synthetic_places

ROWS = 10_000
_COLUMNS: dict[str, Callable[[Place], str]] = {
    "id": lambda place: f"essai-{place.source_id}",
    "pivot": lambda _place: "",
    "nom": lambda place: place.name,
    "commune": lambda place: place.commune.name,
    "code_postal": lambda place: place.postcode,
    "code_insee": lambda place: place.commune_id,
    "adresse": lambda place: place.address,
    "latitude": lambda place: f"{place.latitude:.6f}",
    "longitude": lambda place: f"{place.longitude:.6f}",
    "typologie": lambda _place: "TIERS_LIEUX",
    "telephone": lambda _place: "",
    "courriels": lambda _place: "",
    "horaires": lambda place: place.opening_hours,
    "presentation_resume": lambda place: place.summary,
    "presentation_detail": lambda place: place.description,
    "source": lambda _place: "essai",
    "date_maj": lambda place: f"{place.checked_on}",
}
"""Columns of the national schema « lieux de médiation numérique » 1.0.2, from a place."""


def time_import() -> Timing:
    """The time of one run, in milliseconds."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "lieux.csv"
        with path.open("w", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(_COLUMNS)
            places: list[Place] = list(synthetic_places(ROWS, seed=7))
            rows.writerows([column(place) for column in _COLUMNS.values()] for place in places)
        start = perf_counter()
        result = run_import(path, profile="mednum")
        taken = (perf_counter() - start) * 1000
    created = len(result.plan.create)
    if created < ROWS * 0.9:
        raise RuntimeError(f"{created} of {ROWS} rows would be created")
    return timing([taken])
