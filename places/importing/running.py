"""An import from end to end: read, convert, reconcile, and write in one transaction when asked to."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from places.actions import write_places
from places.importing.communes import Communes
from places.importing.converting import Converter
from places.importing.outcomes import Plan
from places.importing.profiles import Profile, choose
from places.importing.reading import read
from places.importing.reconciling import give_communes, reconcile
from places.importing.table import Table, UnreadableFile


@dataclass(frozen=True, slots=True)
class Import:
    """One import, asked or done."""

    table: Table
    profile: Profile
    source: str
    plan: Plan
    unused: tuple[str, ...]
    """Columns that the profile neither reads nor leaves on purpose."""
    applied: bool


def run_import(
    path: Path,
    *,
    profile: str = "",
    source: str = "",
    apply: bool = False,
    distinct: Collection[int] = (),
    progress: Callable[[int, int], None] = lambda written, total: None,
) -> Import:
    """Import a file of places; without ``apply``, only say what it would do.

    ``progress`` is told how many places are written, of how many. All is written in one transaction, or nothing. Raises
    ``UnreadableFile`` or ``ProfileError`` when the file, or its profile, can't be used, with a reason in French.
    """
    table = read(path)
    chosen = choose(profile, table.headers)
    missing = chosen.missing(table.headers)
    if missing:
        raise UnreadableFile(_("Il manque au fichier la colonne %s.") % ", ".join(missing))
    communes = Communes.load()
    if not communes.by_code:
        raise UnreadableFile(_("La base n’a pas encore de communes : lancez d’abord manage.py load_geography."))
    name = source or chosen.source or path.stem
    converter = Converter(chosen, communes, name, today=timezone.localdate(), keep_source=bool(source))
    converted = list(converter.convert(table))

    def plan_and_write() -> Plan:
        with transaction.atomic():
            plan = reconcile(converted, communes, distinct, lock=True)
            total, written = len(plan.create) + len(plan.update), 0

            def advance(count: int) -> None:
                nonlocal written
                written += count
                progress(written, total)

            if total:
                give_communes(plan)
                write_places(plan.create, plan.update, sorted(plan.fields), advance)
        return plan

    plan = _insist(plan_and_write) if apply else reconcile(converted, communes, distinct)
    unused = tuple(name for name in table.headers if name not in chosen.used_columns())
    return Import(table, chosen, name, plan, unused, apply)


def _insist(write: Callable[[], Plan]) -> Plan:
    """Write, and once more when another import wrote the same rows meanwhile: the second time it sees them."""
    try:
        return write()
    except IntegrityError:
        return write()
    except OperationalError as error:
        if "locked" not in str(error):
            raise
        raise UnreadableFile(
            _("La base est occupée par un autre travail : rien n’a été écrit, recommencez plus tard.")
        ) from error
