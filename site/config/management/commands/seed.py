"""``manage.py seed --places 1000``: synthetic, deterministic data for benchmarks and load."""

from __future__ import annotations

from argparse import ArgumentParser
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from rich.progress import Progress

from places.actions import write_places
from places.models import Place
from places.synthetic import SOURCE, synthetic_places

_BATCH = 5_000


class Command(BaseCommand):
    """Bring the number of synthetic places to what is asked; a second run with the same numbers writes nothing."""

    help = "Write synthetic places up to the number asked for, the same for the same seed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--places", type=int, default=0, help="How many synthetic places there should be")
        parser.add_argument("--seed", type=int, default=48, help="Of the random numbers")

    def handle(self, *args: Any, places: int, seed: int, **options: Any) -> None:
        if places < 0:
            raise CommandError(_("Le nombre de lieux ne peut pas être négatif."))
        there = Place.objects.filter(source=SOURCE).count()
        missing = islice(synthetic_places(places, seed), there, None)
        with Progress(disable=options["verbosity"] == 0) as progress:
            task = progress.add_task(_("Lieux"), total=max(0, places - there))
            while batch := list(islice(missing, _BATCH)):
                write_places(batch, progress=lambda written: progress.advance(task, written))
        self.stdout.write(_("%(count)s lieux synthétiques.") % {"count": max(places, there)})
