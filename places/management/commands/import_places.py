"""Bring in places from a file: CSV, XLSX, JSON or GeoJSON."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any, cast

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from places.importing.profiles import ProfileError
from places.importing.reporting import show, write_report
from places.importing.running import Import, run_import
from places.importing.table import UnreadableFile

WIDTH = 160
"""Columns of the tables when the output is no terminal."""


class Command(BaseCommand):
    """``import_places FILE [--profile P] [--source S] [--distinct ROWS] [--report CSV] [--apply]``."""

    requires_system_checks: tuple[str, ...] = ()  # They cost more than a small file's import, and check no file.
    help = "Bring in places from a CSV, XLSX, JSON or GeoJSON file; says what it would do, writes with --apply."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and how to read it."""
        parser.add_argument("file", type=Path, help="the file to read")
        parser.add_argument("--profile", default="", help="a shipped profile's name or a TOML file; else recognised")
        parser.add_argument("--source", default="", help="the name of the source, the same at each import of it")
        parser.add_argument("--distinct", type=_rows, default=(), help="rows that are no duplicates: 12,57")
        parser.add_argument("--report", type=Path, help="a CSV file to write every line to")
        parser.add_argument("--apply", action="store_true", help="write; otherwise nothing is written")

    def handle(self, **options: Any) -> None:
        """Import, then tell."""
        if options["report"] and options["report"].resolve() == options["file"].resolve():
            raise CommandError(_("Le rapport effacerait le fichier : donnez-lui un autre nom."))
        out = cast(IO[str], self.stdout)
        console = Console(file=out, width=None if out.isatty() else WIDTH, highlight=False)
        with translation.override("fr"):
            try:
                done = self._import(console, options)
                if options["report"]:
                    write_report(done, options["report"])
                show(done, console)
            except (UnreadableFile, ProfileError, ImproperlyConfigured) as error:
                raise CommandError(str(error)) from error
            except OSError as error:
                raise CommandError(_("Le rapport ne s’écrit pas : %s.") % (error.strerror or error)) from error

    def _import(self, console: Console, options: dict[str, Any]) -> Import:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
            task = bar.add_task(_("Lecture"), total=None)

            def advance(written: int, total: int) -> None:
                bar.update(task, description=_("Écriture"), completed=written, total=total)

            return run_import(
                options["file"],
                profile=options["profile"],
                source=options["source"],
                apply=options["apply"],
                distinct=options["distinct"],
                progress=advance,
            )


def _rows(text: str) -> tuple[int, ...]:
    """Row numbers separated by commas."""
    return tuple(int(part) for part in text.split(",") if part.strip())
