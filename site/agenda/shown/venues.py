"""Where one goes: the room, the relay places, online; each with its seats that are left."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agenda.badges import Badge, left_badge
from agenda.models.registrations import Registration
from agenda.models.seats import Seats
from agenda.vocabulary import Mode
from ui.typography import whole_number

if TYPE_CHECKING:
    from agenda.models import EventPage


@dataclass(frozen=True)
class Venue:
    """A way to attend."""

    kind: str
    name: str
    where: str = ""
    """Its commune, or its address and its commune."""
    commune: str = ""
    address: str = ""
    """That of its page, if it is a place of the directory."""
    detail: str = ""
    badge: Badge | None = None
    told: str = ""
    """« 9 places prises sur 20 ; 4 personnes en attente »."""


class Venues:
    """The ways to attend a version of an event, live or draft."""

    def __init__(self, event: EventPage) -> None:
        self.event = event
        self.takes_registrations = event.takes_registrations

    @cached_property
    def all(self) -> list[Venue]:
        """In the order of the form: the room, the relay places, online."""
        event = self.event
        found = [self._room()] if event.is_on_site else []
        found += [self._relay(relay) for relay in self._relay_sites]
        if event.is_online:
            row = self._rows.get((Mode.ONLINE, None))
            detail = _("L’adresse est envoyée aux personnes inscrites.") if event.takes_registrations else ""
            found.append(Venue(_("À distance"), _("En ligne"), detail=detail, **self._seats(row)))
        return found

    @property
    def is_room_full(self) -> bool:
        """Whether no seat is free in the room, while one may register."""
        room = self._rows.get((Mode.ON_SITE, None)) if self.takes_registrations else None
        return bool(room and room.is_full)

    @property
    def relay_names(self) -> list[str]:
        """The communes of the relay places, or their names where it is not said."""
        communes = ((relay.shown_commune, relay.shown_name) for relay in self._relay_sites)
        return list(dict.fromkeys(commune.name if commune else name for commune, name in communes))

    @cached_property
    def _relay_sites(self) -> list[Any]:
        return list(self.event.relay_sites.all())

    @cached_property
    def _rows(self) -> dict[tuple[str, UUID | None], Seats]:
        rows = Seats.objects.of_event(self.event).offered()
        return {(row.mode, row.relay_key): row for row in rows}

    @cached_property
    def _waiting(self) -> Counter[int]:
        rows = Registration.objects.of_event(self.event).filter(state="waiting").order_by()
        return Counter(dict(rows.values_list("seats").annotate(number=Count("pk"))))

    def _room(self) -> Venue:
        event, place = self.event, self.event.place
        public = place if place and place.live else None
        commune = event.commune.name if event.commune else ""
        address = event.venue_address or (public.address if public else "")
        return Venue(
            kind=_("Lieu principal") if self._relay_sites else _("Lieu"),
            name=event.venue_title or commune,
            where=", ".join(filter(None, [address, commune if event.venue_title else ""])),
            commune=commune if event.venue_title else "",
            address=public.get_absolute_url() if public else "",
            detail=event.room,
            **self._seats(self._rows.get((Mode.ON_SITE, None))),
        )

    def _relay(self, relay: Any) -> Venue:
        commune = relay.shown_commune
        return Venue(
            kind=_("Lieu relais"),
            name=relay.shown_name,
            where=commune.name if commune else "",
            commune=commune.name if commune else "",
            address=relay.place.get_absolute_url() if relay.place and relay.place.live else "",
            **self._seats(self._rows.get((Mode.RELAY, relay.key))),
        )

    def _seats(self, row: Seats | None) -> dict[str, Any]:
        if row is None or not self.takes_registrations:
            return {}
        return {"badge": left_badge(row.left), "told": self._told(row)}

    def _told(self, row: Seats) -> str:
        waiting = self._waiting[row.pk]
        words = ""
        if row.capacity is not None:
            words = ngettext("%(taken)s place prise sur %(all)s", "%(taken)s places prises sur %(all)s", row.taken) % {
                "taken": whole_number(row.taken),
                "all": whole_number(row.capacity),
            }
        if waiting:
            more = ngettext("%(count)s personne en attente", "%(count)s personnes en attente", waiting)
            words = " ; ".join(filter(None, [words, more % {"count": whole_number(waiting)}]))
        return words
