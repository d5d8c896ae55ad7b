"""The day after an event: thanks, where its recording and slides are, and a question: what was it like?

Run every hour, idempotent: each person is one transaction, and one mail whatever is killed and tried again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from accounts.one_by_one import OneByOne
from agenda.models import Arrival, EventPage, OpinionAsk, Registration
from agenda.moments import on_the_wall
from agenda.registering import letters
from agenda.registering.actions import locked
from agenda.vocabulary import RegistrationMeans, RegistrationState, Status
from cms.moderation import territory_of_page
from mail.outbox import write_mail
from mail.senders import absolute

HOUR = time(9)
"""By the clock of the event: who came in the evening is not woken at night."""
LATEST = timedelta(days=14)
"""Afterwards nobody is asked any more: a server that was down for a month does not ask about the autumn."""


def run(now: datetime) -> int:
    """Write to those who came to the events that ended the day before; return to how many.

    Raises ``accounts.one_by_one.NotAll`` at the end, which names the rows that failed.
    """
    rounds = OneByOne()
    asked = sum(
        rounds.each("opinion on event", list(_due(event).values_list("pk", flat=True)), _ask) for event in _events(now)
    )
    rounds.finish()
    return asked


def _events(now: datetime) -> Iterator[EventPage]:
    over = EventPage.objects.filter(live=True, status=Status.CONFIRMED, registration=RegistrationMeans.HERE)
    over = over.filter(ends_at__lte=now, ends_at__gt=now - LATEST)
    for event in over.order_by("pk"):
        wall, ended = on_the_wall(now, event.zone), on_the_wall(event.ends_at, event.zone)
        if (wall.date() - ended.date()).days > 1 or (wall.date() > ended.date() and wall.time() >= HOUR):
            yield event


def _due(event: EventPage) -> Any:
    """Who came; where nobody ticked a list, as online, who was to come."""
    rows = Registration.objects.filter(event=event, state=RegistrationState.CONFIRMED, opinion_ask=None)
    rows = rows.filter(anonymised_at=None).exclude(email="")
    present = Arrival.objects.filter(is_present=True)
    of_row = present.filter(registration=OuterRef("pk"))
    of_seats = present.filter(registration__seats=OuterRef("seats"))
    return rows.filter(Q(Exists(of_row)) | ~Q(Exists(of_seats))).order_by("pk")


def _ask(pk: int) -> bool:
    row = locked(Registration.objects.get(pk=pk))
    if row.state != RegistrationState.CONFIRMED or not row.email:
        return False
    ask, is_new = OpinionAsk.objects.get_or_create(registration=row)
    if is_new:
        _write(row, ask)
    return bool(is_new)


def _write(row: Registration, ask: OpinionAsk) -> None:
    has_documents = any(block.value.get("documents") for block in row.event.programme)
    write_mail(
        "agenda_after",
        row.email,
        lambda: {
            **letters.told(row),
            "opinion": absolute(reverse("agenda:opinion", args=[ask.token])),
            "replay": row.event.replay_url,
            "slides": letters.page_of(row.event) if has_documents else "",
        },
        language=row.language,
        key=letters.key_of(row, "agenda_after"),
        on_behalf=territory_of_page(row.event),
    )
