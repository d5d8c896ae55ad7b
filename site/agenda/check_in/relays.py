"""The links by which relay places note who came: made, sent, replaced."""

from __future__ import annotations

from typing import NamedTuple

from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from agenda.models import EventPage, RelayDoor, RelaySite, Seats
from agenda.models.registrations import new_token
from agenda.registering.letters import in_language
from agenda.vocabulary import Mode
from cms.moderation import territory_of_page
from listings.contact.letters import one_line
from mail.outbox import write_mail
from mail.senders import absolute


class Relay(NamedTuple):
    """A relay place: its seats, where to write to it, and its link, once there is one."""

    seats: Seats
    contact: str
    link: str


def relays_of(event: EventPage, request: HttpRequest) -> list[Relay]:
    """The relay places that an event offers, in the order of its page."""
    contacts = dict(RelaySite.objects.filter(page=event).values_list("key", "contact"))
    rows = Seats.objects.of_event(event).offered().filter(mode=Mode.RELAY).select_related("door")
    return [Relay(seats, contacts.get(seats.relay_key, ""), _link(seats, request)) for seats in rows]


def _link(seats: Seats, request: HttpRequest) -> str:
    door: RelayDoor | None = getattr(seats, "door", None)
    return request.build_absolute_uri(reverse("agenda:relay_check_in", args=[door.token])) if door else ""


@transaction.atomic
def send(seats: Seats) -> bool:
    """Write its link, made now if it has none, to a relay place; whether it has an address."""
    contact = RelaySite.objects.filter(page=seats.event_id, key=seats.relay_key).values_list("contact", flat=True)
    address = contact.first()
    if not address:
        return False
    door, _is_new = RelayDoor.objects.get_or_create(seats=seats)
    event = seats.event
    write_mail(
        "agenda_relay",
        address,
        lambda: {
            "event": one_line(in_language(event).title),
            "when": event.when,
            "where": one_line(seats.label),
            "link": absolute(reverse("agenda:relay_check_in", args=[door.token])),
        },
        key=f"agenda_relay:{door.token}:{timezone.localdate()}",
        on_behalf=territory_of_page(event),
    )
    return True


def renew(seats: Seats) -> None:
    """Have a new link, and none lead by the old one."""
    RelayDoor.objects.update_or_create(seats=seats, defaults={"token": new_token(), "made_at": timezone.now()})
