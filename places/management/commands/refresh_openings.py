"""Openings of the coming days, brought up to date by hand or by a timer."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from places.schedules import forget_unused_schedules, refresh_schedules
from places.tasks import queue_next_night


class Command(BaseCommand):
    """Computes the slots of stale schedules and queues the next night's run. Idempotent; cheap when none is stale."""

    help = "Bring the openings of the coming days up to date, and see that the next night's run is queued."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="compute fresh schedules again too")

    def handle(self, *args: Any, **options: Any) -> None:
        def progress(done: int) -> None:
            if options["verbosity"] > 1:
                self.stdout.write(f"{done} schedules computed")

        forgotten = forget_unused_schedules()
        written = refresh_schedules(only_stale=not options["all"], progress=progress)
        queue_next_night()
        if options["verbosity"]:
            self.stdout.write(f"{written} schedules computed, {forgotten} unused ones deleted.")
