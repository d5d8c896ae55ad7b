"""What a file is once read, whatever its format: headers, and rows of text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from sys import intern

from django.utils.translation import gettext as _

MAX_BYTES = 100 * 2**20
"""Size of a file on disk, and of a spreadsheet once unpacked."""
MAX_ROWS = 50_000
MAX_COLUMNS = 300
MAX_CELL = 20_000
"""Characters of one cell."""

_SHARED_LENGTH = 40  # Short values repeat down a column: one copy of each is kept.


class UnreadableFile(Exception):
    """The file as a whole can't be used; the message is French, for the person at the keyboard."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row: its number as a reader of the file counts it, and its cells that hold something."""

    number: int
    cells: Mapping[str, str]
    problem: str = ""
    """Why the row can't be read, in French; empty when it can."""


@dataclass(frozen=True, slots=True)
class Table:
    """A whole file: ``kind`` is « CSV », « classeur », « JSON » or « GeoJSON »."""

    kind: str
    headers: tuple[str, ...]
    rows: tuple[SourceRow, ...]
    detail: str = ""
    """What was recognised of the file: its encoding and its separator."""


@dataclass(slots=True)
class RowCollector:
    """Gathers rows within the limits. Raises ``UnreadableFile`` beyond them."""

    headers: list[str] = field(default_factory=list)
    rows: list[SourceRow] = field(default_factory=list)
    _known: set[str] = field(default_factory=set)

    def set_headers(self, headers: Sequence[str]) -> None:
        """Fix the columns from the file's first row: each named once."""
        self.headers = _without_empty_tail([_clean(header) for header in headers])
        self._known = set(self.headers)
        _check_headers(self.headers)

    def add_line(self, number: int, values: Sequence[str]) -> None:
        """Add a row given as a list; cells beyond the headers must be empty, missing ones make a problem."""
        values = _without_empty_tail([_clean(value) for value in values])
        if not values:
            return
        problem = ""
        if len(values) > len(self.headers):
            problem = _("%(cells)d cellules pour %(columns)d colonnes") % {
                "cells": len(values),
                "columns": len(self.headers),
            }
        self._append(number, zip(self.headers, values, strict=False), problem)

    def add_mapping(self, number: int, cells: Mapping[str, str]) -> None:
        """Add a row that names its own columns; new ones join the headers."""
        for name in cells:
            if name not in self._known:
                self._known.add(name)
                self.headers.append(name)
        if len(self.headers) > MAX_COLUMNS:
            raise UnreadableFile(_("Le fichier a plus de %d colonnes.") % MAX_COLUMNS)
        self._append(number, ((name, _clean(value)) for name, value in cells.items()), "")

    def reject(self, number: int, problem: str) -> None:
        """Keep track of a row that can't be read."""
        self._append(number, (), problem)

    def table(self, kind: str, detail: str = "") -> Table:
        """The finished table. Raises ``UnreadableFile`` when it holds no row."""
        if not self.rows:
            raise UnreadableFile(_("Le fichier ne contient aucune ligne de données."))
        return Table(kind, tuple(self.headers), tuple(self.rows), detail)

    def _append(self, number: int, pairs: Iterable[tuple[str, str]], problem: str) -> None:
        if len(self.rows) >= MAX_ROWS:
            raise UnreadableFile(
                _("Le fichier a plus de %(limit)s lignes : découpez-le en plusieurs fichiers.")
                % {"limit": f"{MAX_ROWS:,}".replace(",", "\u202f")}
            )
        cells = {name: _shared(value) for name, value in pairs if value}
        if any(len(value) > MAX_CELL for value in cells.values()):
            cells, problem = {}, _("une cellule dépasse %d caractères") % MAX_CELL
        if cells or problem:
            self.rows.append(SourceRow(number, cells, problem))


def _clean(value: str) -> str:
    return value.replace("\u00a0", " ").strip(" \t\r\n\ufeff\u200b")


def _shared(value: str) -> str:
    return intern(value) if len(value) <= _SHARED_LENGTH else value


def _without_empty_tail(values: list[str]) -> list[str]:
    while values and not values[-1]:
        values.pop()
    return values


def _check_headers(headers: Sequence[str]) -> None:
    if not headers:
        raise UnreadableFile(_("Le fichier n’a pas de titres de colonnes."))
    if len(headers) > MAX_COLUMNS:
        raise UnreadableFile(_("Le fichier a plus de %d colonnes.") % MAX_COLUMNS)
    if "" in headers:
        raise UnreadableFile(_("La colonne %d n’a pas de titre.") % (headers.index("") + 1))
    repeated = [name for name, count in Counter(headers).items() if count > 1]
    if repeated:
        raise UnreadableFile(_("Plusieurs colonnes ont le même titre : %s.") % ", ".join(repeated))
