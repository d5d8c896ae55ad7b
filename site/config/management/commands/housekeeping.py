"""What must happen regularly, whoever calls it: ``serve`` every hour, or a timer of the machine."""

from __future__ import annotations

import traceback
from typing import Any

from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand

CHORES: tuple[tuple[str, ...], ...] = (
    ("publish_scheduled",),
    ("clearsessions",),
    ("prune_db_task_results", "--min-age-days=30", "--failed-min-age-days=90"),
)


class Command(BaseCommand):
    """Runs every chore; one that fails does not keep the others from running."""

    help = "Expire listings, forget old sessions and finished tasks. Idempotent: run it as often as you like."

    def handle(self, *args: Any, **options: Any) -> None:
        failed = []
        for name, *arguments in CHORES:
            try:
                call_command(name, *arguments, stdout=self.stdout, stderr=self.stderr, verbosity=0)
            except Exception:
                failed.append(name)
                self.stderr.write(traceback.format_exc())
        if failed:
            raise CommandError(f"These failed: {', '.join(failed)}.")
