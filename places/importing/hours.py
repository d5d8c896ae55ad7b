"""Opening hours of a row, as an expression where certain and as a note where not."""

from __future__ import annotations

from collections.abc import Mapping

from places.hours import HoursError, normalise
from places.importing import repairs
from places.importing.profiles import HourColumns


def read_hours(cells: Mapping[str, str], columns: HourColumns) -> tuple[str, str, str]:
    """The expression, the note and the column they come from; expression and note may both be empty."""
    if columns.osm and cells.get(columns.osm):
        text = repairs.text(cells[columns.osm])[0]
        try:
            return normalise(text), "", columns.osm
        except HoursError:
            return "", text, columns.osm
    return "", "", ""
