"""The geography that ships with the product: two files under ``data/``, read here and written by ``building``.

``reference.json.xz`` holds the rows, a list a column (alike values side by side compress better); ``outlines.zip``
holds one packed coverage a département, ``<code>``, and ``departements`` for the country. See ``data/README.md``.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import zipfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from geography.topology import Coverage, pack, unpack

DATA = Path(__file__).resolve().parent / "data"
REFERENCE, OUTLINES = "reference.json.xz", "outlines.zip"
COUNTRY = "departements"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same sources give the same bytes


class CommuneRow(NamedTuple):
    """A commune of today; ``postcodes`` separated by spaces, the point in degrees."""

    code: str
    name: str
    departement: str
    epci: str
    postcodes: str
    population: int
    latitude: float | None
    longitude: float | None
    position: str


class FormerRow(NamedTuple):
    """A commune that was merged into ``commune``, or an arrondissement of it."""

    code: str
    kind: str
    name: str
    commune: str
    postcodes: str
    latitude: float | None
    longitude: float | None


class Reference(NamedTuple):
    """All the rows."""

    regions: list[tuple[str, str]]
    departements: list[tuple[str, str, str]]
    epci: list[tuple[str, str, str]]
    communes: list[CommuneRow]
    former_communes: list[FormerRow]


def write_reference(reference: Reference, folder: Path = DATA) -> Path:
    """Write the rows' file."""
    columns = {name: list(zip(*rows, strict=True)) for name, rows in reference._asdict().items()}
    text = json.dumps(columns, ensure_ascii=False, separators=(",", ":"))
    path = folder / REFERENCE
    path.write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
    return path


def read_reference(folder: Path = DATA) -> Reference:
    """Read the rows' file: 35 000 communes in about a fifth of a second."""
    text = lzma.decompress((folder / REFERENCE).read_bytes()).decode()
    columns = json.loads(text.replace("'", "’"))  # INSEE types a straight apostrophe, French prints a curly one
    rows: dict[str, list[Any]] = {name: list(zip(*lists, strict=True)) for name, lists in columns.items()}
    rows["communes"] = [CommuneRow(*row) for row in rows["communes"]]
    rows["former_communes"] = [FormerRow(*row) for row in rows["former_communes"]]
    return Reference(**rows)


def write_outlines(country: Coverage, departements: Mapping[str, Coverage], folder: Path = DATA) -> Path:
    """Write the outlines' file."""
    path = folder / OUTLINES
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        for name, coverage in ((COUNTRY, country), *sorted(departements.items())):
            member = zipfile.ZipInfo(name, _EPOCH)
            member.compress_type = zipfile.ZIP_LZMA
            archive.writestr(member, pack(coverage))
    return path


def read_outlines(name: str, folder: Path = DATA) -> Coverage:
    """The coverage of a département's communes, or of all départements (``COUNTRY``); ``KeyError`` if unknown."""
    with zipfile.ZipFile(folder / OUTLINES) as archive:
        return unpack(archive.read(name), 2 if name == COUNTRY else 5)


@cache
def outlined_departements() -> frozenset[str]:
    """The codes of the départements that have outlines."""
    with zipfile.ZipFile(DATA / OUTLINES) as archive:
        return frozenset(archive.namelist()) - {COUNTRY}


@cache
def edition(names: Sequence[str] = (REFERENCE, OUTLINES)) -> str:
    """What identifies the shipped data: it changes with the bytes of the files. For ETags, and for the loader."""
    digest = hashlib.sha256()
    for name in names:
        digest.update((DATA / name).read_bytes())
    return digest.hexdigest()[:16]
