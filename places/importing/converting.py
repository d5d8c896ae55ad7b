"""Making a place of a row, or saying why not. No database here: rows in, drafts and refusals out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from places.importing import describing, repairs
from places.importing.communes import Communes
from places.importing.locating import Locator
from places.importing.profiles import Profile, Refusal, fold_label
from places.importing.remarks import Kind, Remark
from places.importing.table import SourceRow, Table
from search.analysis import fold

MAX_NAME, MAX_SOURCE, MAX_ID = 150, 80, 120


@dataclass(slots=True)
class Draft:
    """What a row says of a place: values by field of ``Place``, ``commune_id`` among them."""

    number: int
    source: str
    source_id: str
    values: dict[str, Any]
    remarks: list[Remark] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name of the place."""
        return str(self.values["name"])


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that can't become a place: where the fault is, what stands there, and why, in French."""

    number: int
    column: str
    value: str
    reason: str
    name: str = ""
    remarks: tuple[Remark, ...] = ()


class Converter:
    """Converts the rows of one file."""

    def __init__(self, profile: Profile, communes: Communes, source: str, *, today: date, keep_source: bool) -> None:
        """``source`` names the file's origin; with ``keep_source`` it wins over the row's own."""
        self.profile, self.source, self.today, self.keep_source = profile, source, today, keep_source
        self.locator = Locator(profile, communes)
        self._seen: dict[tuple[str, str], int] = {}

    def convert(self, table: Table) -> Iterator[Draft | Refused]:
        """A draft or a refusal for each row, in order."""
        for row in table.rows:
            yield self._row(row)

    def _row(self, row: SourceRow) -> Draft | Refused:
        cells, profile = row.cells, self.profile
        column = next((name for name in profile.texts["name"].names if cells.get(name)), profile.texts["name"].names[0])
        if row.problem:
            return Refused(row.number, "", "", row.problem)
        remarks: list[Remark] = []
        name = self._name(cells, column, remarks)
        if not name:
            return Refused(row.number, column, cells.get(column, ""), _("le nom manque"))
        refusal = next((rule for rule in profile.refusals if _applies(rule, cells)), None)
        if refusal:
            return Refused(row.number, refusal.column, cells[refusal.column], refusal.reason, name)
        located = self.locator.locate(cells)
        remarks += located.remarks
        if located.commune is None:
            return Refused(row.number, located.column, located.declared, located.reason, name, tuple(remarks))
        values = {"name": name, **located.values}
        own_words = [name, located.commune.name, cells.get(column, ""), located.declared]
        values |= self._rest(cells, name, own_words, located.commune.departement, remarks)
        if not values["types"]:
            kinds = next((rule.column for rule in profile.codes if rule.field == "types"), "")
            return Refused(row.number, kinds, cells.get(kinds, ""), _("aucun type de lieu reconnu"), name)
        return self._identified(row, values, remarks)

    def _name(self, cells: Mapping[str, str], column: str, remarks: list[Remark]) -> str:
        name, mended = repairs.text(cells.get(column, ""))
        if not name:
            return ""
        if mended:
            remarks.append(Remark(Kind.ENCODING, column, cells[column], name))
        prefix = self.profile.prefix
        if prefix and fold(prefix) not in fold(name):
            name = f"{prefix} {name}"
        short = describing.one_line(name, MAX_NAME)
        if short != " ".join(name.split()):
            remarks.append(Remark(Kind.LENGTH, column, name, short))
        return short

    def _rest(
        self, cells: Mapping[str, str], name: str, own_words: list[str], departement: str, remarks: list[Remark]
    ) -> dict[str, Any]:
        """Everything but the name and the place on Earth."""
        profile = self.profile
        values = describing.codes(cells, profile, name, remarks)
        values |= describing.numbers(cells, profile, remarks)
        contact, lines = describing.online(cells, profile, own_words, departement, remarks)
        values |= contact
        values |= describing.presentation(cells, profile, lines, remarks)
        values |= describing.hours(cells, profile, remarks)
        values |= self._dates(cells, remarks)
        if profile.licence:
            values["licence"] = profile.licence[:80]
        if any(values.get(price) is not None for price in ("price_hour", "price_half_day", "price_day", "price_month")):
            values["is_free"] = False
        if values.get("measured_down") is None and values.get("measured_up") is None:
            values.pop("measured_on", None)
        return values

    def _dates(self, cells: Mapping[str, str], remarks: list[Remark]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name in ("checked_on", "measured_on"):
            columns = self.profile.texts.get(name)
            if columns:
                cell = columns.value(cells)
                values[name], mended = repairs.day(cell, self.today)
                if cell and (mended or values[name] is None):
                    after = values[name].isoformat() if values[name] else ""
                    remarks.append(Remark(Kind.DATE, columns.names[0], cell, after))
        return values

    def _identified(self, row: SourceRow, values: dict[str, Any], remarks: list[Remark]) -> Draft | Refused:
        own = row.cells.get(self.profile.source_column, "") if not self.keep_source else ""
        source = describing.one_line(repairs.text(own)[0] or self.source, MAX_SOURCE)
        columns = self.profile.texts.get("id")
        given = columns.value(row.cells) if columns else ""
        key = given if 0 < len(given) <= MAX_ID else _key_of(values, given)
        first = self._seen.setdefault((source, key), row.number)
        if first != row.number:
            column = columns.names[0] if columns else ""
            return Refused(row.number, column, given, _("même identifiant que la ligne %d") % first, values["name"])
        return Draft(row.number, source, key, values, remarks)


def _applies(rule: Refusal, cells: Mapping[str, str]) -> bool:
    cell = fold_label(cells.get(rule.column, ""))
    return any(value in cell if rule.contains else value == cell for value in rule.values)


def _key_of(values: Mapping[str, Any], given: str) -> str:
    """A stable identifier for a row that has none: its name, commune and address, whatever their typography."""
    parts = (given, fold(str(values["name"])), str(values["commune_id"]), fold(str(values.get("address", ""))))
    return f"~{hashlib.sha256('|'.join(parts).encode()).hexdigest()[:20]}"
