"""``manage.py purge_accounts --apply``: warn and erase the accounts that nobody uses (``accounts.retention``)."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import retention
from accounts.one_by_one import NotAll


class Command(BaseCommand):
    """Warns after 23 months, erases after 24; erases what was never confirmed."""

    help = "Warn and erase inactive accounts, erase sign-ups never confirmed. Idempotent."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--apply", action="store_true", help="Write and erase; without it, only count")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            outcome = retention.run(now) if options["apply"] else retention.due(now)
        except NotAll as error:
            raise CommandError(str(error)) from error
        verb = "" if options["apply"] else "to be "
        self.stdout.write(
            f"{outcome.warned} {verb}warned, {outcome.erased} inactive {verb}erased, "
            f"{outcome.unconfirmed} never confirmed {verb}erased."
        )
