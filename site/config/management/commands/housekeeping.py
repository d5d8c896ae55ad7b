"""What must happen regularly, whoever calls it: ``serve`` every hour, or a timer of the machine."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand

from places.geocoding_tasks import geocode_missing
from places.schedules import forget_unused_schedules, refresh_schedules

quietly = partial(partial, call_command, verbosity=0)

CHORES: dict[str, Callable[[], object]] = {
    "publish and expire listings": quietly("publish_scheduled"),
    "move openings on to the coming days": refresh_schedules,
    "find the points of places that lack one": lambda: geocode_missing.enqueue(),
    "forget the openings that no place keeps": forget_unused_schedules,
    "forget the addresses of those who reported changes long ago": quietly("purge_reports", "--apply"),
    "forget ended sessions": quietly("clearsessions"),
    "forget finished tasks": quietly("prune_db_task_results", "--min-age-days=30", "--failed-min-age-days=90"),
}


class Command(BaseCommand):
    """Runs every chore; one that fails does not keep the others from running."""

    help = "Expire listings, renew openings, forget old sessions and finished tasks. Run it as often as you like."

    def handle(self, *args: Any, **options: Any) -> None:
        failed = []
        for name, chore in CHORES.items():
            try:
                chore()
            except Exception:
                failed.append(name)
                self.stderr.write(traceback.format_exc())
        if failed:
            raise CommandError(f"These failed: {', '.join(failed)}.")
