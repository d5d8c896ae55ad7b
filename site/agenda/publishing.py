"""What follows from publishing an event: its seats, and what calendars and those who registered must be told."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.dispatch import Signal
from django.utils import timezone, translation
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


def change_of(event: EventPage, before: dict[str, Any], names: Collection[str] = ()) -> str:
    """What became of an event since it was announced as ``before``, as it stands now, whatever was in between.

    ``cancelled``, ``postponed``, ``back`` (held after all) or ``moved``; nothing where there is no news: it is as it
    was (in what ``names`` name, or at all), was off and stays so, or was over and is.
    """
    after = event.announced
    if all(before.get(name) == after[name] for name in names or after) or (_is_over(before) and _is_over(after)):
        return ""
    was, now = before.get("status"), after["status"]
    if now == Status.CONFIRMED:
        return "moved" if was == now else "back"
    if was == now:
        return ""
    return "postponed" if now == Status.POSTPONED else "cancelled"


def _is_over(announced: dict[str, Any]) -> bool:
    return datetime.fromisoformat(announced["ends_at"]) < timezone.now()


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
