"""A year after an event, nobody's name is kept: its figures are, as they were. Run every hour, idempotent."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from accounts.one_by_one import OneByOne
from agenda.afterwards.figures import counted
from agenda.models import EventFigures, EventPage, Opinion, OpinionAsk, Registration
from agenda.registering import queue
from agenda.registering.rights import forget

KEPT = timedelta(days=365)
"""How long after its end an event's registrations bear names: what a funder may ask to see."""


def run(now: datetime) -> int:
    """Make anonymous the registrations of the events that ended ``KEPT`` ago; return of how many events.

    Raises ``accounts.one_by_one.NotAll`` at the end, which names the events that failed.
    """
    rounds = OneByOne()
    named = Registration.objects.filter(anonymised_at=None, event__ends_at__lte=now - KEPT)
    keys = list(named.order_by("event").values_list("event", flat=True).distinct())
    done = rounds.each("registrations of event", keys, lambda pk: _anonymise(pk, now))
    rounds.finish()
    return done


def _anonymise(pk: int, now: datetime) -> bool:
    """Keep the figures, then forget who they are of: both or neither."""
    queue.lock_seats(pk)
    event = EventPage.objects.select_related("place__commune", "commune").get(pk=pk)
    EventFigures.objects.get_or_create(event=event, defaults={"figures": counted(event), "kept_at": now})
    with transaction.atomic():
        for row in Registration.objects.filter(event=event, anonymised_at=None).order_by("pk"):
            forget(row)
    OpinionAsk.objects.of_event(event).delete()
    Opinion.objects.of_event(event).update(useful="", better="")  # the words may name someone; the marks are figures
    return True
