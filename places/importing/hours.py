"""Opening hours of a row: an expression where certain, the rest as a note (``places.hours_french`` decides)."""

from __future__ import annotations

from collections.abc import Mapping

from places import hours_french
from places.importing import repairs
from places.importing.profiles import HourColumns, fold_label

_NOT_TOLD = "non communiqué"


def read_hours(cells: Mapping[str, str], columns: HourColumns) -> tuple[str, str, str]:
    """The expression, the note and the column they come from; expression and note may both be empty."""
    for column in (columns.osm, columns.text):
        text = repairs.text(cells.get(column, ""))[0]
        if text and fold_label(text) not in columns.unknown:
            found = hours_french.read(text)
            return found.expression, found.note, column
    if not columns.days:
        return "", "", ""
    found = hours_french.from_days({day: _day(cells.get(column, ""), columns) for day, column in columns.days})
    return found.expression, found.note, columns.days[0][1]


def _day(cell: str, columns: HourColumns) -> str:
    """The text of one day's cell, in words that are read everywhere."""
    if fold_label(cell) in columns.closed:
        return "fermé"
    return _NOT_TOLD if fold_label(cell) in columns.unknown else repairs.text(cell)[0]
