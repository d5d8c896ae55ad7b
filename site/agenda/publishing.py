"""What follows from publishing an event: its seats, and what calendars and those who registered must be told."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.dispatch import Signal
from django.utils import translation
from wagtail.signals import page_published

from agenda.models import EventPage
from agenda.seating import write_seats
from agenda.vocabulary import Status
from cms.translating import source_of

event_changed = Signal()
"""Sent once for each change of what calendars hold, in the transaction that notes it. Arguments: ``event``, whose
``sequence`` was raised, and ``before`` and ``after``, as ``announcement`` words them."""


seats_written = Signal()
"""Sent once the seats of a published event are written: there may be more than before. Arguments: ``event``."""


def connect() -> None:
    """Follow what is published."""
    page_published.connect(_published, sender=EventPage, dispatch_uid="agenda.publishing")


def announcement(event: EventPage) -> dict[str, Any]:
    """What those who registered must be told of when it changes: when, where, and whether it takes place.

    The same for whoever publishes it, whatever the clock and the language of their desk.
    """
    with translation.override(settings.LANGUAGE_CODE):  # « en ligne »
        where = event.where
    return {
        "starts_at": event.starts_at.astimezone(UTC).isoformat(),
        "ends_at": event.ends_at.astimezone(UTC).isoformat(),
        "time_zone": event.time_zone,
        "where": where,
        "address": event.venue_address,
        "room": event.room,
        "status": str(event.status),
    }


def change_of(event: EventPage, before: dict[str, Any]) -> str:
    """What a change makes of an event: ``cancelled``, ``postponed``, ``back`` (held after all) or ``moved``."""
    if event.status != Status.CONFIRMED:
        return "postponed" if event.status == Status.POSTPONED else "cancelled"
    return "moved" if before.get("status") == event.status else "back"


@transaction.atomic
def announce(event: EventPage) -> bool:
    """Raise the ``sequence`` of an event whose announcement has changed since it was last published; whether it has.

    Two at once tell it once: the row remembers what was announced, and is changed only from what was read.
    """
    row = EventPage.objects.select_for_update().only("sequence", "announced").get(pk=event.pk)
    before, after = row.announced, announcement(event)
    if before == after:
        return False
    raised = 1 if before else 0
    EventPage.objects.filter(pk=event.pk).update(sequence=F("sequence") + raised, announced=after)
    event.sequence, event.announced = row.sequence + raised, after
    if before:
        event_changed.send(EventPage, event=event, before=before, after=after)
    return bool(before)


def _published(instance: EventPage, **_kwargs: Any) -> None:
    """Seats and announcements belong to the event in its first language: translations have none."""
    if source_of(instance).pk == instance.pk:
        write_seats(instance)
        seats_written.send(EventPage, event=instance)
        announce(instance)
