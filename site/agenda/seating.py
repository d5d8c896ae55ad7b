"""What a published event offers, written as seats: never fewer than are taken, whatever was published."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.translation import ngettext

from agenda.models.seats import Seats
from agenda.vocabulary import Mode, RegistrationMeans
from ui.typography import whole_number

if TYPE_CHECKING:
    from agenda.models import EventPage, RelaySite


class Offered(NamedTuple):
    """Seats that an event offers; ``capacity`` is ``None`` without limit."""

    mode: Mode
    relay_key: UUID | None
    label: str
    capacity: int | None


def offered_by(event: EventPage, relay_sites: Iterable[RelaySite] | None = None) -> list[Offered]:
    """What a version of an event offers, in the order of its page: the room, the relay places, online.

    ``relay_sites`` are those of the version, unless told: a form has them before the page.
    """
    if event.registration != RegistrationMeans.HERE:
        return []
    offered = []
    if event.is_on_site:
        offered.append(Offered(Mode.ON_SITE, None, event.where, event.seats_on_site))
    for relay in event.relay_sites.all() if relay_sites is None else relay_sites:
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
    list(rows.order_by("pk").select_for_update(no_key=True))  # as who registers meanwhile does, in the same order
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


class RefusedSeats(NamedTuple):
    """What an editor is told beside a field, by its name, and beside a relay place, by its key."""

    fields: dict[str, str]
    relays: dict[UUID, str]


_FIELDS = {Mode.ON_SITE: "seats_on_site", Mode.ONLINE: "seats_online"}


def refused_seats(event: EventPage, relay_sites: Iterable[RelaySite]) -> RefusedSeats:
    """Why a version of an event can't be kept: fewer seats than are taken, or none any more where people sit."""
    refused = RefusedSeats({}, {})
    if not event.pk:
        return refused
    offered = {(one.mode, one.relay_key): one for one in offered_by(event, relay_sites)}
    for row in Seats.objects.of_event(event).filter(taken__gt=0):
        one = offered.get((Mode(row.mode), row.relay_key))
        if one is None:
            field = _FIELDS.get(Mode(row.mode), "registration")
            refused.fields[field] = _taken_away(row)
        elif one.capacity is not None and one.capacity < row.taken and one.relay_key:
            refused.relays[one.relay_key] = _too_few(row)
        elif one.capacity is not None and one.capacity < row.taken:
            refused.fields[_FIELDS[one.mode]] = _too_few(row)
    return refused


def _too_few(row: Seats) -> str:
    words = ngettext(
        "%(count)s place est déjà prise : gardez-en au moins autant, ou annulez d’abord des inscriptions.",
        "%(count)s places sont déjà prises : gardez-en au moins autant, ou annulez d’abord des inscriptions.",
        row.taken,
    )
    return words % {"count": whole_number(row.taken)}


def _taken_away(row: Seats) -> str:
    words = ngettext(
        "%(count)s personne a sa place, « %(where)s » : gardez ces places, ou annulez d’abord son inscription.",
        "%(count)s personnes ont leur place, « %(where)s » : gardez ces places, ou annulez d’abord leurs inscriptions.",
        row.taken,
    )
    return words % {"count": whole_number(row.taken), "where": str(row)}
