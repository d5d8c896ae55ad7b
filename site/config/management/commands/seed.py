"""``manage.py seed --places 1000``: synthetic, deterministic data for benchmarks and load."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rich.progress import Progress

from agenda.synthetic import write_events
from cms.synthetic import write_pages, write_resources, write_territories
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
NUMBERS = {
    "places": "synthetic places",
    "workers": "synthetic remote workers",
    "businesses": "synthetic businesses",
    "territories": "territories with a site",
    "pages": "synthetic pages and news",
    "resources": "synthetic resources",
    "events": "synthetic events, with ten people registered for each on average",
}
REFUSALS = {
    "places": gettext_lazy("Le nombre de lieux ne peut pas être négatif."),
    "workers": gettext_lazy("Le nombre de personnes ne peut pas être négatif."),
    "businesses": gettext_lazy("Le nombre d’entreprises ne peut pas être négatif."),
    "territories": gettext_lazy("Le nombre de territoires ne peut pas être négatif."),
    "pages": gettext_lazy("Le nombre de pages ne peut pas être négatif."),
    "resources": gettext_lazy("Le nombre de ressources ne peut pas être négatif."),
    "events": gettext_lazy("Le nombre de rendez-vous ne peut pas être négatif."),
}


class Command(BaseCommand):
    """Bring the numbers of synthetic rows to what is asked; a second run with the same numbers writes nothing."""

    help = (
        "Write synthetic territories, places, people, businesses, pages, resources and events up to the numbers asked "
        "for, the same for the same seed. Pages, one in five a news item, resources and events are shared out among "
        "the sites."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name, what in NUMBERS.items():
            parser.add_argument(f"--{name}", type=int, default=0, help=f"How many {what} there should be")
        parser.add_argument("--seed", type=int, default=48, help="Of the random numbers")

    def handle(self, *args: Any, seed: int, **options: Any) -> None:
        for name, refusal in REFUSALS.items():
            if options[name] < 0:
                raise CommandError(str(refusal))
        quiet = options["verbosity"] == 0
        if options["territories"]:
            write_cms(_("Territoires"), options["territories"], write_territories, quiet)
        self.write_listings(options, seed, quiet)
        if options["pages"]:
            number = write_cms(_("Pages"), options["pages"], partial(write_pages, seed), quiet)
            self.stdout.write(_("%(count)s pages synthétiques.") % {"count": number})
        if options["resources"]:
            number = write_cms(_("Ressources"), options["resources"], partial(write_resources, seed), quiet)
            self.stdout.write(_("%(count)s ressources synthétiques.") % {"count": number})
        if options["events"]:
            number = write_cms(_("Rendez-vous"), options["events"], partial(write_events, seed), quiet)
            self.stdout.write(_("%(count)s rendez-vous synthétiques.") % {"count": number})

    def write_listings(self, options: dict[str, Any], seed: int, quiet: bool) -> None:
        """Places, also when nothing is asked for, people and businesses."""
        places, workers, businesses = (options[name] for name in ("places", "workers", "businesses"))
        if places or not any(options[name] for name in NUMBERS):
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


def write_cms(label: str, asked: int, write: Any, quiet: bool) -> int:
    """Call ``write(asked, tell)``, showing progress unless ``quiet``; how many there are."""
    with Progress(disable=quiet) as progress:
        task = progress.add_task(label, total=asked)
        there: int = write(asked, lambda written: progress.advance(task, written))
    return there


def write_missing(label: str, rows: Iterator[Any], asked: int, there: int, write: Any, quiet: bool) -> None:
    """Write the rows after the first ``there``, in batches, showing progress unless ``quiet``."""
    missing = islice(rows, there, None)
    with Progress(disable=quiet) as progress:
        task = progress.add_task(label, total=max(0, asked - there))
        while batch := list(islice(missing, _BATCH)):
            write(batch, progress=lambda written: progress.advance(task, written))
