"""Opening hours of a row: an expression where certain, the rest as a note (``places.hours_french`` decides)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from places import hours_french
from places.importing import repairs
from places.importing.profiles import HourColumns, fold_label

_NOT_TOLD = "non communiqué"


def read_hours(cells: Mapping[str, str], columns: HourColumns) -> tuple[str, str, str]:
    """The expression, the note and the column they come from; expression and note may both be empty."""
    for column in (columns.osm, columns.text):
        text = repairs.text(cells.get(column, ""))[0]
        if text and fold_label(text) not in columns.unknown:
            found = _read(text)
            return found.expression, found.note, column
    if not columns.days:
        return "", "", ""
    found = _from_days(tuple((day, _day(cells.get(column, ""), columns)) for day, column in columns.days))
    return found.expression, found.note, columns.days[0][1]


@lru_cache(maxsize=4096)
def _read(text: str) -> hours_french.FrenchHours:
    """Hours repeat from row to row: each text is read once."""
    return hours_french.read(text)


@lru_cache(maxsize=4096)
def _from_days(days: tuple[tuple[str, str], ...]) -> hours_french.FrenchHours:
    return hours_french.from_days(dict(days))


def _day(cell: str, columns: HourColumns) -> str:
    """The text of one day's cell, in words that are read everywhere."""
    if fold_label(cell) in columns.closed:
        return "fermé"
    return _NOT_TOLD if fold_label(cell) in columns.unknown else repairs.text(cell)[0]
