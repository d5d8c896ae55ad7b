"""What the demo's events have around them: a meeting of each month, shared cars."""

from __future__ import annotations

from typing import Any
from uuid import uuid5

from django.utils import timezone

from agenda.half_days import half_days_of
from agenda.models import EventPage, Ride
from agenda.series.making import begin_series
from agenda.series.rules import Frequency, rule_of
from geography.models import Commune


def repeat_monthly(event: EventPage) -> None:
    """Publish an event on the same weekday of each month ahead; on the last where the month may have no fifth."""
    first = event.local_start.date()
    frequency = Frequency.MONTHLY_WEEKDAY if first.day <= 28 else Frequency.MONTHLY_LAST
    begin_series(EventPage.objects.get(pk=event.pk), rule_of(frequency, first), excluded=[], is_published=True)


def share_cars(event: EventPage, rows: list[dict[str, Any]]) -> None:
    """Put lines on the board of an event, of fictional people whose address is nowhere."""
    half_day = half_days_of(event)[0].code
    for number, row in enumerate(rows):
        Ride.objects.create(
            event=event,
            kind=row["kind"],
            direction=row["direction"],
            half_day=half_day,
            seats=row["seats"],
            commune=Commune.objects.get(pk=row["commune"]),
            name="Personne (démonstration)",
            email=f"covoiturage-{event.pk}-{number}@inscriptions.hameau.example",
            submission=uuid5(event.translation_key, str(number)),
            confirmed_at=timezone.now(),
        )
