"""An event as its page shows it, live or as a draft."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from agenda.shown.partners import Role, roles_of
from agenda.shown.programme import Programme
from agenda.shown.venues import Venues
from agenda.vocabulary import EventState, RegistrationMeans
from cms.resources.vocabulary import Audience
from places.wording import enumeration
from ui.typography import french_spacing, price, sentence_list

if TYPE_CHECKING:
    from agenda.models import EventPage


@dataclass(frozen=True)
class Banner:
    """What must be known before all else: a tone of the style sheet, an icon, a title and a sentence or more."""

    tone: str
    icon: str
    title: str
    text: str = ""


@dataclass(frozen=True)
class Fact:
    """A line under the title."""

    label: str
    value: str


class EventView:
    """An event, and what stands around it on its page."""

    def __init__(self, event: EventPage, request: HttpRequest) -> None:
        self.event, self.request = event, request
        self.state = event.state
        self.programme = Programme(event)
        self.venues = Venues(event)
        event.is_room_full = self.venues.is_room_full

    @cached_property
    def banner(self) -> Banner | None:
        """Cancelled, postponed, or over; ``None`` for what is to come."""
        note = self.event.status_note
        if self.state == EventState.CANCELLED:
            text = note or _("Les personnes inscrites sont prévenues.")
            return Banner("bad", "ban", _("Ce rendez-vous est annulé"), text)
        if self.state == EventState.POSTPONED:
            text = note or _("La nouvelle date sera annoncée ici, et aux personnes inscrites.")
            return Banner("warn", "calendar-clock", _("Ce rendez-vous est reporté"), text)
        if self.state == EventState.PAST:
            return Banner("calm", "check", _("Ce rendez-vous est passé"), self._what_remains())
        return None

    def _what_remains(self) -> str:
        remains = []
        if self.event.replay_url:
            remains.append(_("l’enregistrement"))
        if self.programme.has_documents:
            remains.append(_("les documents des sessions"))
        return _("Restent %(what)s, plus bas.") % {"what": sentence_list(remains)} if remains else ""

    @cached_property
    def facts(self) -> list[Fact]:
        """When, where, relay places, price, for whom."""
        event = self.event
        is_off = self.state in {EventState.CANCELLED, EventState.POSTPONED}
        facts = [Fact(_("Était prévu") if is_off else _("Quand"), event.when)]
        if event.where:
            facts.append(Fact(_("Où"), event.where))
        if relays := self.venues.relay_names:
            facts.append(Fact(_("Lieux relais") if len(relays) > 1 else _("Lieu relais"), sentence_list(relays)))
        facts.append(Fact(pgettext("rendez-vous", "Prix"), self._price()))
        if event.audiences:
            words = [str(Audience(code).label) for code in event.audiences]
            facts.append(Fact(_("Public"), enumeration(words)))
        return facts

    def _price(self) -> str:
        if self.event.price:
            return french_spacing(self.event.price)
        return _("gratuit") if self.event.is_free else price(self.event.price_amount)

    @cached_property
    def registering(self) -> str:
        """Where one registers, or asks to be on the waiting list; nothing while one may not."""
        event = self.event
        if event.takes_registrations:
            return reverse("agenda:register", args=[event.slug])
        is_elsewhere = event.registration == RegistrationMeans.ELSEWHERE and self.state == EventState.OPEN
        return event.registration_url if is_elsewhere else ""

    @property
    def calendar(self) -> str:
        """Its file for calendars, while there is something to note down."""
        is_to_come = self.state in {EventState.OPEN, EventState.FULL, EventState.SOON, EventState.CLOSED}
        return reverse("agenda:event_calendar", args=[self.event.slug]) if is_to_come else ""

    @property
    def registering_words(self) -> str:
        """What the button says."""
        return _("Demander une place en attente") if self.state == EventState.FULL else _("S’inscrire")

    @property
    def is_elsewhere(self) -> bool:
        """Whether one registers on another site."""
        return bool(self.event.registration == RegistrationMeans.ELSEWHERE)

    @property
    def shows_seats(self) -> bool:
        """Whether where one goes is worth a section: several ways to attend, or seats to tell."""
        return len(self.venues.all) > 1 or any(venue.badge for venue in self.venues.all)

    @cached_property
    def roles(self) -> list[Role]:
        """Who makes it possible."""
        territory = getattr(self.request, "territory", None)
        return roles_of(self.event, territory.agency_name if territory else "")
