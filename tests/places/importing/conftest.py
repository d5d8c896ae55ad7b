"""A few communes and files to import from."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from geography.distance import Point
from geography.models import Commune, Departement
from places.importing import running
from places.importing.communes import Communes, Known
from places.importing.outcomes import Plan
from places.importing.reconciling import reconcile
from places.importing.running import Import, run_import

TODAY = date(2026, 11, 20)

# code, name, département, postcodes, latitude, longitude
FEW = (
    ("48095", "Mende", "48", "48000", 44.5178, 3.5012),
    ("48080", "Langogne", "48", "48300", 44.7267, 3.8550),
    ("48009", "Peyre en Aubrac", "48", "48130", 44.7233, 3.2853),
    ("48140", "Saint-Chély-d'Apcher", "48", "48200", 44.8033, 3.2753),
    ("48094", "Massegros Causses Gorges", "48", "48500", 44.3103, 3.1722),
    ("07186", "Privas", "07", "07000", 44.7353, 4.5992),
    ("06029", "Cannes", "06", "06150 06400", 43.5528, 7.0174),
    ("75056", "Paris", "75", "75001 75010 75011", 48.8566, 2.3522),
    ("97103", "Baie-Mahault", "971", "97122", 16.2679, -61.5871),
    ("97353", "Maripasoula", "973", "97370", 3.6427, -54.0283),
    ("89339", "Sainte-Colombe", "89", "89440", 47.5500, 3.9667),
    ("25515", "Sainte-Colombe", "25", "25300", 46.8761, 6.2736),
    ("99001", "Sans-Point", "98", "98999", None, None),
)
# code, name, commune of today, latitude, longitude
FORMER = (
    ("48009", "Aumont-Aubrac", "48009", 44.7233, 3.2853),
    ("48043", "La Chaze-de-Peyre", "48009", 44.7200, 3.2100),
    ("75110", "Paris 10e Arrondissement", "75056", 48.8760, 2.3590),
    ("75111", "Paris 11e Arrondissement", "75056", 48.8590, 2.3780),
)


@pytest.fixture(scope="session")
def few() -> Communes:
    """A dozen communes with what makes communes hard."""
    known = [
        Known(code, name, departement, frozenset(postcodes.split()), [] if lat is None else [Point(lat, lon or 0)])
        for code, name, departement, postcodes, lat, lon in FEW
    ]
    return Communes(known, [(code, name, now, Point(lat, lon)) for code, name, now, lat, lon in FORMER])


@pytest.fixture
def communes(db: None) -> None:
    """The same communes in the database, without their past."""
    Departement.objects.bulk_create([Departement(code=code, name=code) for code in sorted({row[2] for row in FEW})])
    Commune.objects.bulk_create(
        [
            Commune(
                code=code, name=name, departement_id=departement, postcodes=postcodes, latitude=lat, longitude=lon,
            )
            for code, name, departement, postcodes, lat, lon in FEW
        ]
    )  # fmt: skip


Writer = Callable[..., Path]


@pytest.fixture
def write_csv(tmp_path: Path) -> Writer:
    """Write rows as CSV: ``write_csv(rows, name="lieux.csv", delimiter=",", encoding="utf-8")``."""

    def write(rows: Sequence[Mapping[str, Any]], name: str = "lieux.csv", **options: str) -> Path:
        path = tmp_path / name
        with path.open("w", encoding=options.get("encoding", "utf-8"), newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), delimiter=options.get("delimiter", ","))
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


@pytest.fixture
def write_xlsx(tmp_path: Path) -> Writer:
    """Write lines of values as the first sheet of a workbook."""

    def write(lines: Iterable[Sequence[Any]], name: str = "lieux.xlsx") -> Path:
        workbook = openpyxl.Workbook()
        sheet = workbook.active
        assert sheet is not None
        for line in lines:
            sheet.append(list(line))
        workbook.save(tmp_path / name)
        return tmp_path / name

    return write


@pytest.fixture
def write_json(tmp_path: Path) -> Writer:
    """Write a value as JSON."""

    def write(value: Any, name: str = "lieux.json") -> Path:
        path = tmp_path / name
        path.write_text(json.dumps(value, ensure_ascii=False), "utf-8")
        return path

    return write


PROFILE = """
title = "Essai"
source = "Essai"
licence = "Licence Ouverte 2.0"
types = ["third_place"]
signature = ["id", "nom", "ville", "cp"]

[fields]
id = "id"
name = "nom"
commune = "ville"
commune_code = "insee"
postcode = "cp"
address = "adresse"
phone = "tel"
email = "courriel"
website = "web"
checked_on = "maj"

[point]
latitude = "lat"
longitude = "lon"

[hours]
osm = "horaires"
"""


@pytest.fixture
def profile_path(tmp_path: Path) -> Path:
    """A plain profile for the rows of ``a_row``."""
    path = tmp_path / "essai.toml"
    path.write_text(PROFILE, "utf-8")
    return path


def a_row(**changes: str) -> dict[str, str]:
    """A faultless row of a place in Mende."""
    return {
        "id": "1",
        "nom": "La Grange",
        "ville": "Mende",
        "insee": "48095",
        "cp": "48000",
        "adresse": "3 rue Basse",
        "tel": "04 66 65 00 00",
        "courriel": "contact@lagrange.fr",
        "web": "https://lagrange.fr",
        "lat": "44.5180",
        "lon": "3.5000",
        "horaires": "Mo-Fr 09:00-18:00",
        "maj": "2026-01-15",
        **changes,
    }


@pytest.fixture(scope="session")
def france(data: Path) -> Communes:
    """Every commune of France, from the reference file."""
    with (data / "reference" / "communes.csv").open(encoding="utf-8") as file:
        known = [
            Known(row["code"], row["nom"], row["departement"], frozenset(row["codes_postaux"].split("|")), _points(row))
            for row in csv.DictReader(file)
        ]
    with (data / "reference" / "communes_anciennes.csv").open(encoding="utf-8") as file:
        former = [
            (row["code"], row["nom"], row["commune_actuelle"], next(iter(_points(row)), None))
            for row in csv.DictReader(file)
        ]
    return Communes(known, former)


def _points(row: dict[str, str]) -> list[Point]:
    return [Point(float(row["lat"]), float(row["lon"]))] if row["lat"] else []


@pytest.fixture
def known_france(france: Communes, monkeypatch: pytest.MonkeyPatch) -> Communes:
    """Every commune of France, for imports too, though the database has none."""
    monkeypatch.setattr(running.Communes, "load", classmethod(lambda cls: france))
    return france


@pytest.fixture
def bring_in(db: None, data: Path, known_france: Communes, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Import one of the files for good: the communes that it needs are laid once they are known, not all of France."""
    Departement.objects.bulk_create(
        [
            Departement(code=code, name=code)
            for code in sorted({known.departement for known in known_france.by_code.values()})
        ]
    )

    def reconcile_then_lay(*args: Any, **options: Any) -> Plan:
        plan = reconcile(*args, **options)
        codes = {place.commune_id for place in plan.create} - set(Commune.objects.values_list("pk", flat=True))
        needed = [known_france.by_code[code] for code in sorted(codes)]
        Commune.objects.bulk_create(
            [Commune(code=one.code, name=one.name, departement_id=one.departement) for one in needed]
        )
        return plan

    monkeypatch.setattr(running, "reconcile", reconcile_then_lay)

    def bring_in(name: str, **options: Any) -> Import:
        return run_import(data / name, apply=True, **options)

    return bring_in
