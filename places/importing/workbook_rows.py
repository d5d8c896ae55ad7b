"""Reading the first sheet of an XLSX workbook, with its weight known before it is unpacked."""

from __future__ import annotations

import io
import warnings
import zipfile
from datetime import date, datetime, time
from typing import Any

import openpyxl
from django.utils.translation import gettext as _

from places.importing.table import MAX_BYTES, MAX_COLUMNS, RowCollector, Table, UnreadableFile

_MAX_MEMBERS = 2_000
_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"}


def read_workbook(data: bytes) -> Table:
    """The table of the first sheet. Raises ``UnreadableFile`` for another archive, a bomb or a damaged workbook."""
    _check_archive(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of decorations it does not keep.
            workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            try:
                return _first_sheet(workbook)
            finally:
                workbook.close()
    except UnreadableFile:
        raise
    except Exception as error:  # What a damaged archive makes its readers raise is no closed list.
        raise UnreadableFile(_("Le classeur est abîmé ou incomplet.")) from error


def _check_archive(data: bytes) -> None:
    """An XLSX is a zip archive: look at what it would weigh before opening any of it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile as error:
        raise UnreadableFile(_("Le classeur est abîmé ou incomplet.")) from error
    # zipfile never reads more of a member than the size it declares.
    if len(members) > _MAX_MEMBERS or sum(member.file_size for member in members) > MAX_BYTES:
        raise UnreadableFile(_("Le classeur pèserait plus de %d Mo une fois décompressé.") % (MAX_BYTES // 2**20))
    if "xl/workbook.xml" not in {member.filename for member in members}:
        raise UnreadableFile(_("C’est une archive, pas un classeur : décompressez-la d’abord."))


def _first_sheet(workbook: Any) -> Table:
    sheet = workbook.worksheets[0]
    sheet.reset_dimensions()  # The declared size may be a million empty rows: count real cells.
    collector = RowCollector()
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        if len(values) > MAX_COLUMNS and any(value is not None for value in values[MAX_COLUMNS:]):
            raise UnreadableFile(_("Le fichier a plus de %d colonnes.") % MAX_COLUMNS)
        cells = [as_text(value) for value in values]
        if not collector.headers:
            if any(cells):
                collector.set_headers(cells)
        else:
            collector.add_line(number, cells)
    return collector.table("classeur", sheet.title)


def as_text(value: Any) -> str:
    """A cell's value as one would have typed it: whole numbers without a decimal point, ISO dates."""
    if value is None or (isinstance(value, str) and value.strip() in _ERRORS):
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    return str(value)
