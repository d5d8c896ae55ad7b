"""The files that ship with the product: their size, their content, and that their sources are credited."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from geography import shipped
from geography.shipped import Reference, edition, read_outlines, read_reference, write_outlines, write_reference
from geography.topology import cut, junctions

MOST_BYTES = 1_500_000


@pytest.fixture(scope="module")
def reference() -> Reference:
    return read_reference()


def number(text: str) -> float | None:
    return float(text) if text else None


def test_the_data_is_light_and_credited() -> None:
    assert sum(path.stat().st_size for path in shipped.DATA.iterdir()) < MOST_BYTES
    readme = (shipped.DATA / "README.md").read_text()
    for word in ("Licence Ouverte 2.0", "Insee", "IGN", "DILA", "DGCL", "La Poste"):
        assert word in readme


def test_counts(reference: Reference) -> None:
    assert {name: len(rows) for name, rows in reference._asdict().items()} == {
        "regions": 26,
        "departements": 109,
        "epci": 1255,
        "communes": 34_969,
        "former_communes": 2_621,
    }
    names = Counter(row.name for row in reference.communes)
    assert names["Sainte-Colombe"] == 12


def test_rows_point_at_rows(reference: Reference) -> None:
    departements = {row[0] for row in reference.departements}
    epci = {row[0] for row in reference.epci} | {""}
    codes = {row.code for row in reference.communes}
    assert len(codes) == len(reference.communes)
    assert {row.departement for row in reference.communes} <= departements
    assert {row.epci for row in reference.communes} <= epci
    assert {row.commune for row in reference.former_communes} <= codes
    assert len({(row.code, row.kind) for row in reference.former_communes}) == len(reference.former_communes)


def test_points(reference: Reference) -> None:
    kinds = Counter(row.position for row in reference.communes)
    assert kinds == {"mairie": 33_033, "centre": 1_838, "": 94, "code_postal": 4}
    for row in reference.communes:
        assert (row.latitude is None) == (row.longitude is None) == (row.position == "")


@pytest.mark.data
def test_the_same_as_the_reference_files(reference: Reference, data: Path) -> None:
    """Not one difference with the files made apart from the same packages, but for the apostrophe of names."""
    folder = data / "reference"
    with (folder / "communes.csv").open(encoding="utf-8") as file:
        expected = [
            (
                row["code"],
                row["nom"].replace("'", "’"),
                row["departement"],
                row["epci"],
                row["codes_postaux"].replace("|", " "),
                int(row["population"] or 0),
                number(row["lat"]),
                number(row["lon"]),
                row["position"],
            )
            for row in csv.DictReader(file)
        ]
    assert sorted(tuple(row) for row in reference.communes) == sorted(expected)
    with (folder / "communes_anciennes.csv").open(encoding="utf-8") as file:
        former = {
            (
                row["code"],
                row["type"],
                row["nom"].replace("'", "’"),
                row["commune_actuelle"],
                number(row["lat"]),
                number(row["lon"]),
            )
            for row in csv.DictReader(file)
        }
    assert {(*row[:4], row.latitude, row.longitude) for row in reference.former_communes} == former
    for name, rows in (("epci", reference.epci), ("departements", reference.departements)):
        with (folder / f"{name}.csv").open(encoding="utf-8") as file:
            assert {(row["code"], row["nom"].replace("'", "’")) for row in csv.DictReader(file)} == {
                row[:2] for row in rows
            }


def test_files_are_written_the_same_twice(reference: Reference, tmp_path: Path) -> None:
    few = reference._replace(communes=reference.communes[:50], former_communes=reference.former_communes[:50])
    first = write_reference(few, tmp_path).read_bytes()
    assert write_reference(few, tmp_path).read_bytes() == first
    assert read_reference(tmp_path) == few


def test_outlines_are_written_the_same_twice(tmp_path: Path) -> None:
    areas = {"48001": [[((0, 0), (9, 0), (9, 9), (0, 0))]], "48002": [[((9, 9), (0, 9), (0, 0), (9, 9))]]}
    coverage = cut(areas, junctions(areas.values()))
    first = write_outlines(coverage, {"48": coverage}, tmp_path).read_bytes()
    assert write_outlines(coverage, {"48": coverage}, tmp_path).read_bytes() == first
    assert set(read_outlines("48", tmp_path).areas) == set(areas)
    with pytest.raises(KeyError):
        read_outlines("99", tmp_path)


def test_edition_is_that_of_the_files() -> None:
    assert len(edition()) == 16
    assert edition((shipped.REFERENCE,)) != edition((shipped.OUTLINES,))
