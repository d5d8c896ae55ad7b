"""Make ``addresses.jsonl``, what the test geocoder knows, from the town halls' open data.

    python tests/geocoder/make_addresses.py mairies_48_et_voisins.csv > tests/geocoder/addresses.jsonl

Every commune of Lozère, one in twelve of the six départements around: a line for the commune, and one for its town
hall's street, with the number where it has one. One JSON object a line, as ``addok batch`` reads it.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DEPARTEMENTS = {
    "07": "07, Ardèche, Auvergne-Rhône-Alpes",
    "12": "12, Aveyron, Occitanie",
    "15": "15, Cantal, Auvergne-Rhône-Alpes",
    "30": "30, Gard, Occitanie",
    "34": "34, Hérault, Occitanie",
    "43": "43, Haute-Loire, Auvergne-Rhône-Alpes",
    "48": "48, Lozère, Occitanie",
}
NUMBERED = re.compile(r"(?P<number>\d+)\s*(?P<suffix>bis|ter|[a-d]\b)?,?\s+(?P<street>\D.*)", re.IGNORECASE)


def chosen(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """All of Lozère and one commune in twelve elsewhere."""
    elsewhere = [row for row in rows if row["departement"] != "48"]
    return [row for row in rows if row["departement"] == "48"] + elsewhere[::12]


def commune_of(row: dict[str, str], rows: list[dict[str, str]]) -> dict[str, str]:
    """The commune a town hall stands in: two of Lozère's stand in the commune next door."""
    if row["ville"].endswith(row["nom"]):
        return row
    hosts = [other for other in rows if other["ville"] == row["ville"] and other["ville"].endswith(other["nom"])]
    return hosts[0] if hosts else row


def lines(row: dict[str, str], rows: list[dict[str, str]]) -> Iterator[dict[str, Any]]:
    """What the geocoder knows of a commune."""
    point = {"lat": float(row["lat"]), "lon": float(row["lon"])}
    common = {"postcode": row["code_postal"], "context": DEPARTEMENTS[row["departement"]], **point}
    name = row["ville"] if row["ville"].endswith(row["nom"]) else row["nom"]
    own = {**common, "citycode": row["code_insee"], "city": name}
    yield {"id": row["code_insee"], "type": "municipality", "name": name, "importance": 0.3, **own}
    address = row["adresse"].strip()
    if not address:
        return
    host = commune_of(row, rows)
    hall = {**common, "id": f"{row['code_insee']}_mairie", "citycode": host["code_insee"], "city": row["ville"]}
    if numbered := NUMBERED.fullmatch(address):
        number = " ".join(part for part in (numbered["number"], numbered["suffix"]) if part)
        yield {"type": "street", "name": numbered["street"], "importance": 0.2, **hall, "housenumbers": {number: point}}
    else:
        kind = "locality" if re.search("village|bourg", address, re.IGNORECASE) else "street"
        yield {"type": kind, "name": address, "importance": 0.2, **hall}


def main(path: str) -> None:
    """Write the lines to standard output."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in chosen(rows):
        for line in lines(row, rows):
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
