"""``manage.py replay_erasures --apply``: after an older backup came back, erase again who had asked for it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.erasing import NotErased, due_again, list_file, replay


class Command(BaseCommand):
    """Compares the accounts with the list of erasures, of the database and of ``HAMEAU_HOME``."""

    help = "Erase again the accounts that a restored backup brought back. Run it before the site opens. Idempotent."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--apply", action="store_true", help="Erase them; without it, only count")

    def handle(self, *args: Any, **options: Any) -> None:
        if not list_file().exists():
            self.stderr.write(f"There is no {list_file()}: only the erasures of the database are known.")
        if options["apply"]:
            try:
                self.stdout.write(f"{replay()} accounts erased again.")
            except NotErased as error:
                raise CommandError(str(error)) from error
        else:
            self.stdout.write(f"{len(due_again())} accounts to erase again. Run it with --apply to do so.")
