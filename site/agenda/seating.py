"""What a published event offers, written as seats: never fewer than are taken, whatever was published."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from agenda.models import EventPage, Seats
from agenda.vocabulary import Mode, RegistrationMeans


class Offered(NamedTuple):
    """Seats that an event offers; ``capacity`` is ``None`` without limit."""

    mode: Mode
    relay_key: UUID | None
    label: str
    capacity: int | None


def offered_by(event: EventPage) -> list[Offered]:
    """What a version of an event offers, in the order of its page: the room, the relay places, online."""
    if event.registration != RegistrationMeans.HERE:
        return []
    offered = []
    if event.is_on_site:
        offered.append(Offered(Mode.ON_SITE, None, event.where, event.seats_on_site))
    for relay in event.relay_sites.all():
        commune = relay.shown_commune
        label = ", ".join(filter(None, [relay.shown_name, commune.name if commune else ""]))
        offered.append(Offered(Mode.RELAY, relay.key, label, relay.seats))
    if event.is_online:
        offered.append(Offered(Mode.ONLINE, None, "", event.seats_online))
    return offered


@transaction.atomic
def write_seats(event: EventPage) -> None:
    """Have the seats of an event be those that it offers now. What it offers no more stays, for those who sit there.

    Of a number below those taken, those taken are kept: the editor refuses it, but someone may have sat down since.
    Each row is one statement: seats are taken meanwhile.
    """
    rows = Seats.objects.filter(event=event)
    offered = offered_by(event)
    kept = []
    for rank, one in enumerate(offered):
        row, _is_new = rows.get_or_create(
            mode=one.mode, relay_key=one.relay_key, defaults={"event": event, "capacity": one.capacity}
        )
        capacity = None if one.capacity is None else Greatest(one.capacity, F("taken"))
        rows.filter(pk=row.pk).update(capacity=capacity, label=one.label[:200], rank=rank, is_offered=True)
        kept.append(row.pk)
    rows.exclude(pk__in=kept).update(is_offered=False)
