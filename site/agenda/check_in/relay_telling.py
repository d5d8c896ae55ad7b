"""Telling the hosts of relay places that their event has another date, or does not take place."""

from __future__ import annotations

from typing import Any

from django_tasks import task

from accounts.one_by_one import OneByOne
from agenda.models import EventPage, RelaySite, Seats
from agenda.publishing import change_of, event_changed
from agenda.registering.letters import in_language, page_of
from agenda.vocabulary import Mode
from cms.moderation import territory_of_page
from listings.contact.letters import one_line
from mail.outbox import write_mail

TOLD = ("starts_at", "ends_at", "status")
"""What concerns a relay place of what is announced: not in which room the others sit."""


def connect() -> None:
    """Follow the changes of events."""
    event_changed.connect(_changed, dispatch_uid="agenda.check_in.relay_telling")


def _changed(event: EventPage, before: dict[str, Any], **_kwargs: Any) -> None:
    if change_of(event, before, TOLD) and RelaySite.objects.filter(page=event.pk).exclude(contact="").exists():
        tell_of_change.enqueue(event.pk, before)


@task()
def tell_of_change(event_pk: int, before: dict[str, Any]) -> int:
    """Tell each relay place that left an address how the event stands now; return how many.

    Tried again, it tells nobody twice: the number of the change is in the name of the mail.
    """
    event = EventPage.objects.select_related("place", "commune").filter(pk=event_pk).first()
    if event is None or not (change := change_of(event, before, TOLD)):
        return 0
    contacts = dict(RelaySite.objects.filter(page=event).exclude(contact="").values_list("key", "contact"))
    relays = Seats.objects.of_event(event).offered().filter(mode=Mode.RELAY, relay_key__in=contacts)
    by_pk = {seats.pk: seats for seats in relays}
    rounds = OneByOne()

    def tell(pk: int) -> bool:
        return _tell(event, by_pk[pk], contacts[by_pk[pk].relay_key], change)

    told = rounds.each("relay place", by_pk, tell)
    rounds.finish()
    return told


def _tell(event: EventPage, seats: Seats, address: str, change: str) -> bool:
    written = write_mail(
        "agenda_relay_event",
        address,
        lambda: {
            "change": change,
            "event": one_line(in_language(event).title),
            "when": event.when,
            "where": one_line(seats.label),
            "note": event.status_note.strip(),
            "page": page_of(event),
        },
        key=f"agenda_relay_event:{seats.pk}:{event.sequence}",
        on_behalf=territory_of_page(event),
    )
    return written is not None
