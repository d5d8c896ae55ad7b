"""Telling an import: tables on screen, every line in a CSV file."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from places.importing.outcomes import Outcome, Plan, RowOutcome
from places.importing.remarks import Kind, Remark
from places.importing.running import Import
from places.models import Place

MAX_SHOWN = 40
"""Lines of one table on screen; the report file has them all."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SHOWN_VALUE = 60


def show(done: Import, console: Console) -> None:
    """Print what an import did or would do: what was recognised, counts, then what deserves a look."""
    _show_file(done, console)
    _show_counts(done, console)
    _show_refused(done.plan, console)
    _show_duplicates(done.plan, console)
    _show_kept(done.plan, console)
    _show_updates(done.plan, console)
    _show_remarks(done.plan, console)
    if not done.applied:
        console.print(_("Rien n’est écrit : relancez avec --apply pour écrire."), style="bold")


def _show_file(done: Import, console: Console) -> None:
    table = done.table
    detail = f" ({table.detail})" if table.detail else ""
    console.print(
        _("%(kind)s%(detail)s, %(rows)d lignes. Profil %(profile)s : %(title)s. Source : %(source)s.")
        % {
            "kind": table.kind,
            "detail": detail,
            "rows": len(table.rows),
            "profile": done.profile.name,
            "title": done.profile.title,
            "source": done.source,
        },
        markup=False,
    )
    if done.unused:
        console.print(_("Colonnes que le profil ne lit pas : %s.") % ", ".join(done.unused), markup=False)


def _show_counts(done: Import, console: Console) -> None:
    grid = Grid(title=_("Lignes"))
    grid.add_column(_("issue"))
    grid.add_column(_("nombre"), justify="right")
    for outcome, count in done.plan.counts().items():
        grid.add_row(str(outcome.label), str(count))
    console.print(grid)


def _show_refused(plan: Plan, console: Console) -> None:
    rows = [(str(row.number), row.name, row.column, row.value, row.reason) for row in plan.having(Outcome.REFUSED)]
    _show(console, _("Lignes refusées"), (_("ligne"), _("nom"), _("colonne"), _("valeur"), _("raison")), rows)


def _show_duplicates(plan: Plan, console: Console) -> None:
    rows = []
    for row in plan.having(Outcome.DUPLICATE):
        twin = row.twin
        if twin:
            where = _("ligne %d") % twin.number if twin.number is not None else _("lieu %s") % twin.pk
            rows.append((str(row.number), row.name, where, twin.name, twin.address, twin.why))
    titles = (_("ligne"), _("nom"), _("répète"), _("nom"), _("adresse"), _("indices"))
    _show(console, _("Doublons possibles, non créés"), titles, rows)
    if rows:
        console.print(_("Pour créer quand même ceux qui n’en sont pas : --distinct LIGNE,LIGNE…"))


def _show_kept(plan: Plan, console: Console) -> None:
    rows = [
        (str(row.number), row.name, row.reason, ", ".join(label(field) for field in row.changes))
        for row in plan.having(Outcome.KEPT)
    ]
    titles = (_("ligne"), _("nom"), _("raison"), _("ce que le fichier changerait"))
    _show(console, _("Lieux tenus sur le site, laissés"), titles, rows)


def _show_updates(plan: Plan, console: Console) -> None:
    rows = [
        (str(row.number), row.name, label(field), text(before), text(after))
        for row in plan.having(Outcome.UPDATED)
        for field, (before, after) in row.changes.items()
    ]
    titles = (_("ligne"), _("nom"), _("champ"), _("avant"), _("après"))
    _show(console, _("Changements"), titles, rows)


def _show_remarks(plan: Plan, console: Console) -> None:
    counts = plan.remark_counts()
    rows = []
    for kind, count in counts.items():
        example = next(_remarks_of(plan.rows, kind))
        rows.append((str(count), str(kind.label), _example(*example)))
    _show(console, _("Remarques"), (_("nombre"), _("remarque"), _("exemple")), rows)


def _remarks_of(rows: Iterable[RowOutcome], kind: Kind) -> Iterator[tuple[RowOutcome, Remark]]:
    return ((row, remark) for row in rows for remark in row.remarks if remark.kind == kind)


def _example(row: RowOutcome, remark: Remark) -> str:
    arrow = f" → {remark.after}" if remark.after else ""
    column = f"{remark.column} " if remark.column else ""
    return _("ligne %(number)d, %(text)s") % {"number": row.number, "text": f"{column}{remark.before}{arrow}"}


def _show(console: Console, title: str, titles: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    if not rows:
        return
    grid = Grid(title=f"{title} ({len(rows)})")
    for heading in titles:
        grid.add_column(heading, overflow="fold")
    for row in rows[:MAX_SHOWN]:
        grid.add_row(*(escape(_brief(cell)) for cell in row))
    console.print(grid)
    if len(rows) > MAX_SHOWN:
        console.print(_("… et %d autres : --report FICHIER.csv les écrit tous.") % (len(rows) - MAX_SHOWN))


def _brief(cell: str) -> str:
    line = " ".join(cell.split())
    return line if len(line) <= _SHOWN_VALUE else f"{line[: _SHOWN_VALUE - 1]}…"


def label(field: str) -> str:
    """What a field of a place is called on the site."""
    name = field.removesuffix("_id") if field == "commune_id" else field
    return str(getattr(Place._meta.get_field(name), "verbose_name", field))


def text(value: Any) -> str:
    """A value as a person reads it."""
    if value is None or value == "" or value == ():
        return "—"
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if hasattr(value, "isoformat"):
        return date_format(value, "SHORT_DATE_FORMAT")
    return str(value)


def write_report(done: Import, path: Path) -> None:
    """Write every row, change and remark as CSV that a spreadsheet opens safely. Raises ``OSError``."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(
            [_("ligne"), _("nom"), _("issue"), _("remarque"), _("colonne"), _("avant"), _("après"), _("raison")]
        )
        for row in done.plan.rows:
            for line in _lines(row):
                writer.writerow([safe(cell) for cell in (str(row.number), row.name, *line)])


def _lines(row: RowOutcome) -> Iterator[tuple[str, ...]]:
    outcome = str(row.outcome.label)
    yield outcome, "", row.column, row.value, "", row.reason
    for field, (before, after) in row.changes.items():
        yield outcome, _("changement"), label(field), text(before), text(after), ""
    for remark in row.remarks:
        yield outcome, str(remark.kind.label), remark.column, remark.before, remark.after, ""


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
