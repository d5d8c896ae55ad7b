"""``manage.py seed --places 1000``: synthetic, deterministic data for benchmarks and load."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from rich.progress import Progress

from directory.businesses.actions import write_businesses
from directory.models import Business, RemoteWorker
from directory.synthetic_businesses import SOURCE as BUSINESSES
from directory.synthetic_businesses import synthetic_businesses
from directory.workers.actions import write_workers
from directory.workers.synthetic import SOURCE as PEOPLE
from directory.workers.synthetic import synthetic_workers
from places.actions import write_places
from places.models import Place
from places.synthetic import SOURCE, synthetic_places

_BATCH = 5_000


class Command(BaseCommand):
    """Bring the numbers of synthetic rows to what is asked; a second run with the same numbers writes nothing."""

    help = "Write synthetic places, people and businesses up to the numbers asked for, the same for the same seed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--places", type=int, default=0, help="How many synthetic places there should be")
        parser.add_argument("--workers", type=int, default=0, help="How many synthetic remote workers there should be")
        parser.add_argument("--businesses", type=int, default=0, help="How many synthetic businesses there should be")
        parser.add_argument("--seed", type=int, default=48, help="Of the random numbers")

    def handle(self, *args: Any, places: int, workers: int, businesses: int, seed: int, **options: Any) -> None:
        if places < 0:
            raise CommandError(_("Le nombre de lieux ne peut pas être négatif."))
        if workers < 0:
            raise CommandError(_("Le nombre de personnes ne peut pas être négatif."))
        if businesses < 0:
            raise CommandError(_("Le nombre d’entreprises ne peut pas être négatif."))
        quiet = options["verbosity"] == 0
        if places or not (workers or businesses):
            there = Place.objects.filter(source=SOURCE).count()
            write_missing(_("Lieux"), synthetic_places(places, seed), places, there, write_places, quiet)
            self.stdout.write(_("%(count)s lieux synthétiques.") % {"count": max(places, there)})
        if workers:
            there = RemoteWorker.objects.filter(source=PEOPLE).count()
            write_missing(_("Personnes"), synthetic_workers(workers, seed), workers, there, write_workers, quiet)
            self.stdout.write(_("%(count)s personnes synthétiques.") % {"count": max(workers, there)})
        if businesses:
            there = Business.objects.filter(source=BUSINESSES).count()
            rows = synthetic_businesses(businesses, seed)
            write_missing(_("Entreprises"), rows, businesses, there, write_businesses, quiet)
            self.stdout.write(_("%(count)s entreprises synthétiques.") % {"count": max(businesses, there)})


def write_missing(label: str, rows: Iterator[Any], asked: int, there: int, write: Any, quiet: bool) -> None:
    """Write the rows after the first ``there``, in batches, showing progress unless ``quiet``."""
    missing = islice(rows, there, None)
    with Progress(disable=quiet) as progress:
        task = progress.add_task(label, total=max(0, asked - there))
        while batch := list(islice(missing, _BATCH)):
            write(batch, progress=lambda written: progress.advance(task, written))
