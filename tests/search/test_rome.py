"""French job titles as people type them: the 700 variants of the ROME must find their title, alike on any database."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from pathlib import Path

import pytest

from search.index import Document, Index
from tests.search.conftest import add_rows, found
from tests.snapshot import assert_reviewed

LEAST = {"faute_de_frappe": 0.99, "prefixe": 0.84}
"""Shares of the variants that find their title in the first ten; the other variants all do."""


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.data
@pytest.mark.django_db
def test_titles_are_found_by_their_variants_and_alike_on_any_database(data: Path) -> None:
    titles = {int(row["code_ogr"]): row["appellation"] for row in table(data / "search_fr" / "rome_appellations.csv")}
    add_rows(titles)
    index = Index("rome")
    assert index.write(Document(code, [(title, 4.0)]) for code, title in titles.items()) == 11_118

    asked, successes, lines, everything = Counter[str](), Counter[str](), [], hashlib.sha256()
    for number, row in enumerate(table(data / "search_fr" / "requetes_rome.csv"), start=1):
        first_ten = found(index, row["requete"])[:10]
        asked[row["variante"]] += 1
        successes[row["variante"]] += int(row["code_ogr_attendu"]) in first_ten
        everything.update(f"{first_ten}\n".encode())
        if number % 7 == 0:
            lines.append(f"{number} {row['variante']}: {' '.join(map(str, first_ten))}")

    shares = {variant: successes[variant] / asked[variant] for variant in asked}
    assert all(share >= LEAST.get(variant, 1.0) for variant, share in shares.items()), shares
    lines.append(f"all 700: {everything.hexdigest()}")
    why = "Line of the query, its variant, the titles found. The same file must do for SQLite and PostgreSQL."
    assert_reviewed("search_rome.txt", lines, why)
