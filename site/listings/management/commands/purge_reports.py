"""``manage.py purge_reports``: forget who reported what, and what was said of people, once it has no more use."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from listings.actions import REPORTERS_KEPT, forget_reporters, to_forget


class Command(BaseCommand):
    """Erases what is personal in old reports. Dry by default; running it twice changes nothing the second time."""

    help = f"Erase the addresses and the words about people left with reports more than {REPORTERS_KEPT.days} days ago."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--apply``."""
        parser.add_argument("--apply", action="store_true", help="erase; without it, only count")

    def handle(self, *args: Any, **options: Any) -> None:
        """Count, and erase if asked."""
        now = timezone.now()
        if options["apply"]:
            told = f"{forget_reporters(now)} addresses and words about people erased."
        else:
            old = sum(rows.count() for rows in to_forget(now).values())
            told = f"{old} addresses and words about people to erase; --apply erases them."
        if options["verbosity"]:
            self.stdout.write(told)
