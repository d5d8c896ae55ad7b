"""``manage.py geocode_places``: find the points of places that have an address and no point."""

from __future__ import annotations

from collections import Counter, deque
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from places import geocoding_tasks
from places.geocoding_tasks import Outcome
from places.models import Place

SHOWN = 50
"""Places listed by a dry run, unless it is asked for more detail (``-v 2``)."""


class Command(BaseCommand):
    """Dry by default; ``--apply`` leaves the work to the task worker, ``--apply --now`` does it here."""

    help = "Géocode les lieux sans point, ou placés à leur commune alors qu’ils ont une adresse."

    def add_arguments(self, parser: CommandParser) -> None:
        """The options."""
        parser.add_argument(
            "--apply", action="store_true", help="Demander les points (sinon, dire ce qui serait demandé)."
        )
        parser.add_argument("--now", action="store_true", help="Avec --apply : géocoder ici, sans passer par la file.")
        parser.add_argument("--retry-failed", action="store_true", help="Reprendre aussi les lieux abandonnés.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Choose the places, then show, enqueue or geocode them."""
        if options["now"] and not options["apply"]:
            raise CommandError(_("--now s’emploie avec --apply."))
        places = geocoding_tasks.missing()
        if options["retry_failed"]:
            places |= geocoding_tasks.given_up()
        if not options["apply"]:
            self._show(list(places.select_related("commune")), everything=options["verbosity"] > 1)
            return
        pks = list(places.values_list("pk", flat=True))
        if options["retry_failed"]:
            geocoding_tasks.forget_failures()
        if options["now"]:
            self._geocode(pks)
        else:
            self._say_queued(geocoding_tasks.enqueue(pks))

    def _show(self, places: list[Place], everything: bool) -> None:
        for place in places if everything else places[:SHOWN]:
            asked = " ".join(part for part in (place.address, place.postcode, place.commune.name) if part)
            self.stdout.write(f"{place.pk}\t{place.name}\t{asked}")
        hidden = 0 if everything else len(places) - SHOWN
        if hidden > 0:
            self.stdout.write(_("… et %(count)d autres (-v 2 pour tout voir).") % {"count": hidden})
        total = ngettext("%(count)d lieu à géocoder.", "%(count)d lieux à géocoder.", len(places))
        self.stdout.write(total % {"count": len(places)})
        if places:
            self.stdout.write(_("Rien n’a été demandé : ajoutez --apply."))

    def _say_queued(self, added: int) -> None:
        queued = ngettext("%(count)d lieu mis en file.", "%(count)d lieux mis en file.", added)
        self.stdout.write(queued % {"count": added})

    def _geocode(self, pks: list[int]) -> None:
        """Geocode one after the other; what the service can't answer now, and all that follows, goes to the queue."""
        counts = Counter[Outcome]()
        left = deque(pks)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            bar = progress.add_task(_("Géocodage"), total=len(pks))
            while left and not counts[Outcome.LATER]:
                counts[geocoding_tasks.attempt_place(left.popleft())] += 1
                progress.advance(bar)
        for outcome, count in counts.most_common():
            self.stdout.write(f"{_label(outcome)} : {count}")
        if counts[Outcome.LATER]:
            self.stdout.write(_("Le service de géocodage ne répond pas maintenant : la suite attend dans la file."))
            self._say_queued(geocoding_tasks.enqueue(left) + 1)


def _label(outcome: Outcome) -> str:
    return {
        Outcome.FOUND: _("Trouvés"),
        Outcome.NOT_FOUND: _("Adresses introuvables"),
        Outcome.AT_COMMUNE: _("Sans adresse, placés à leur commune"),
        Outcome.GIVEN_UP: _("Abandonnés"),
        Outcome.LATER: _("Remis à plus tard"),
        Outcome.CHANGED: _("Modifiés entre-temps"),
        Outcome.NOTHING_TO_DO: _("Rien à faire"),
        Outcome.ALREADY_RUNNING: _("Déjà en cours"),
    }[outcome]
