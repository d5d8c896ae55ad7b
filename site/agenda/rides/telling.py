"""Telling who shares a car to an event that it changed: they may not be registered, and nothing else reaches them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django_tasks import task

from accounts.one_by_one import OneByOne
from agenda.models import EventPage, Ride
from agenda.publishing import change_of, event_changed
from agenda.registering.letters import in_language, page_of
from agenda.rides.board import has_board, words_of
from cms.moderation import territory_of_page
from listings.contact.letters import one_line
from mail.outbox import write_mail
from mail.senders import absolute


def connect() -> None:
    """Follow the changes of events."""
    event_changed.connect(_changed, dispatch_uid="agenda.rides.telling")


def _changed(event: EventPage, before: dict[str, Any], **_kwargs: Any) -> None:
    if change_of(event, before) and Ride.objects.published().filter(event=event.pk).exists():
        tell_of_change.enqueue(event.pk, before)


@task()
def tell_of_change(event_pk: int, before: dict[str, Any]) -> int:
    """Tell each line of the board how its event stands now; return how many.

    Tried again, it tells nobody twice: the number of the change is in the name of the mail.
    """
    rides = Ride.objects.published().filter(event=event_pk)
    rounds = OneByOne()
    told = rounds.each("ride", rides.order_by("pk").values_list("pk", flat=True), lambda pk: _tell(pk, before))
    rounds.finish()
    return told


def _tell(pk: int, before: dict[str, Any]) -> bool:
    ride = Ride.objects.select_related("event__place", "event__commune", "commune").filter(pk=pk).first()
    if ride is None or not (change := change_of(ride.event, before)):  # withdrawn, or all as it was
        return False
    written = write_mail(
        "ride_event",
        ride.email,
        lambda: _told(ride, change),
        language=ride.language,
        key=f"ride-{ride.pk}-event-{ride.event.sequence}",
        on_behalf=territory_of_page(ride.event),
    )
    return written is not None


def _told(ride: Ride, change: str) -> dict[str, Any]:
    event = ride.event
    return {
        "change": change,
        "event": one_line(in_language(event).title),
        "name": one_line(ride.name),
        "ride": words_of(ride),
        "is_open": has_board(event),
        "when": event.when,
        "where": one_line(", ".join(filter(None, [event.where, event.venue_address, event.room]))),
        "note": event.status_note.strip(),
        "link": absolute(reverse("agenda:ride", args=[ride.token])),
        "page": page_of(event),
    }
