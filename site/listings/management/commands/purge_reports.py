"""``manage.py purge_reports``: forget who reported what, once their address has no more use."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from listings.actions import REPORTERS_KEPT, forget_reporters
from listings.models import ChangeReport


class Command(BaseCommand):
    """Erases the e-mail addresses of old reports. Dry by default; running it twice changes nothing the second time."""

    help = f"Erase the e-mail addresses left with reports more than {REPORTERS_KEPT.days} days ago."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--apply``."""
        parser.add_argument("--apply", action="store_true", help="erase; without it, only count")

    def handle(self, *args: Any, **options: Any) -> None:
        """Count, and erase if asked."""
        now = timezone.now()
        if options["apply"]:
            told = f"{forget_reporters(now)} addresses erased."
        else:
            old = ChangeReport.objects.with_reporter_before(now - REPORTERS_KEPT).count()
            told = f"{old} addresses to erase; --apply erases them."
        if options["verbosity"]:
            self.stdout.write(told)
