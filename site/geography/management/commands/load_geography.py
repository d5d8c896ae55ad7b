"""Put France's communes, in the shipped edition, in the database. Running it again changes nothing."""

from __future__ import annotations

from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand

from geography.loading import load
from geography.shipped import read_reference


class Command(BaseCommand):
    """Load communes, former communes, EPCI, départements, régions and what people type for them; keep territories."""

    help = __doc__

    def handle(self, *args: Any, verbosity: int = 1, **options: Any) -> None:
        started = perf_counter()
        reference = read_reference()
        if verbosity:
            self.stdout.write(
                f"Loading {len(reference.communes)} communes and {len(reference.former_communes)} former ones…"
            )
        changes = load(reference)
        if not verbosity:
            return
        for change in changes:
            if change.changed:
                counts = {"created": change.created, "updated": change.updated, "removed": change.removed}
                said = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
                self.stdout.write(f"  {change.table}: {said}")
            for name in change.kept:
                self.stdout.write(self.style.WARNING(f"  {name} is gone but still used: kept"))
        changed = sum(change.changed for change in changes)
        summary = f"{changed} rows changed" if changed else "Nothing to change: the database holds this edition"
        self.stdout.write(self.style.SUCCESS(f"{summary} ({perf_counter() - started:.1f} s)."))
