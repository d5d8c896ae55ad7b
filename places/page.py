"""What a place's page says, in words: each part is read by ``places/place_detail.html`` in its own section."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from geography.distance import km_from_haversine
from listings.contact.reach import contact_url
from places.hours import Hours
from places.hours.labels import NowLabel, WeekRow, now_label, week_rows
from places.hours.sentences import describe
from places.licences import address_of_licence
from places.models import Place
from places.photos import Shown, shown_photos
from places.prices import Price, lowest_price, prices
from places.usual_week import usual_week
from places.vocabulary import Access, Accessibility, Internet, Precision, Service, Wheelchair
from places.wording import enumeration, lower_first
from ui.typography import decimal_number, long_date

NEARBY_KM = 30
NEARBY = 3


@dataclass(frozen=True)
class Call:
    """The one thing that the page calls for: words and an address."""

    label: str
    url: str


@dataclass(frozen=True)
class Fact:
    """A label and what it is."""

    label: str
    value: str


class PlacePage:
    """A published place as its page tells it, at one moment. Everything is computed when the template reads it."""

    def __init__(self, place: Place, now: datetime | None = None) -> None:
        self.place, self.now = place, now or timezone.now()

    # What it is ------------------------------------------------------------------------------------------------------

    @property
    def kinds(self) -> str:
        """« Espace de coworking, fablab »."""
        return self.place.kinds_line

    @property
    def title(self) -> str:
        """« La Filature, espace de coworking à Mende »: what a search engine and a tab show."""
        kind = lower_first(self.place.kinds[0])
        return f"{self.place.name}, {kind} {in_commune(self.place.commune.name)}"

    @property
    def description(self) -> str:
        """The summary, else what is known: for search engines and shared links."""
        if self.place.summary:
            return self.place.summary
        told = [
            _("%(label)s\u00a0: %(value)s") % {"label": fact.label.lower(), "value": fact.value}
            for fact in self.facts[1:]
        ]
        known = [self.state.label, *told]
        return f"{self.title}. {', '.join(known)}."

    @cached_property
    def call(self) -> Call | None:
        """Book where one can, else write, ring or read, whichever exists."""
        place = self.place
        if place.booking_url:
            label = _("Réserver un poste") if place.desks else _("Réserver")
            return Call(label, place.booking_url)
        if url := contact_url(place):
            return Call(_("Écrire à ce lieu"), url)
        if place.phone:
            return Call(_("Appeler le %(number)s") % {"number": self.phone}, self.phone_url)
        return Call(_("Voir le site du lieu"), place.website) if place.website else None

    @cached_property
    def facts(self) -> list[Fact]:
        """Three to five things that decide whether one comes."""
        place = self.place
        facts = [
            (_("Où"), f"{place.commune.name} ({place.commune.departement.name})"),
            (_("Postes"), str(place.desks) if place.desks else ""),
            (_("Connexion"), self._connection),
            self._cheapest,
            (_("Accès"), self._access),
        ]
        return [Fact(str(label), value) for label, value in facts if value]

    @property
    def _connection(self) -> str:
        """« fibre, 850 Mbit/s mesurés »."""
        means = [lower_first(label) for label in labels(Internet, self.place.internet)]
        if self.place.measured_down:
            speed = {"speed": decimal_number(self.place.measured_down)}
            means = [*means[:1], _("%(speed)s Mbit/s mesurés") % speed]
        return ", ".join(means[:2])

    @property
    def _cheapest(self) -> tuple[str, str]:
        if self.place.is_free:
            return _("Prix"), _("gratuit")
        price = lowest_price(self.place)
        return _("À partir de"), price.sentence if price else ""

    @property
    def _access(self) -> str:
        """« sur rendez-vous, de plain-pied »: who may come in, and whether by wheelchair."""
        words = [lower_first(label) for label in labels(Access, self.place.access[:1])]
        if Accessibility.STEP_FREE in self.place.accessibility:
            words.append(_("de plain-pied"))
        elif self.place.wheelchair == Wheelchair.YES:
            words.append(_("accessible en fauteuil"))
        return ", ".join(words)

    # When ------------------------------------------------------------------------------------------------------------

    @cached_property
    def hours(self) -> Hours | None:
        """Its opening hours, where they are understood."""
        return self.place.hours

    @cached_property
    def state(self) -> NowLabel:
        """Open or not, until when."""
        return now_label(self.hours, self.now, self.place.opening_note)

    @cached_property
    def week(self) -> list[WeekRow]:
        """Seven days from today, in the place's own calendar."""
        return week_rows(self.hours, self.today) if self.hours else []

    @property
    def today(self) -> date:
        """The day it is where the place is."""
        return (self.now.astimezone(self.hours.timezone) if self.hours else timezone.localtime(self.now)).date()

    @property
    def other_weeks(self) -> str:
        """The hours in a sentence, where this week does not tell them all; else nothing."""
        if not self.hours:
            return ""
        is_told = usual_week(self.hours, self.today) and not all(row.is_closed for row in self.week)
        sentence = "" if is_told else describe(self.hours)
        return sentence[:1].upper() + sentence[1:]

    # What is there ---------------------------------------------------------------------------------------------------

    @property
    def services(self) -> list[str]:
        """What is on site."""
        return labels(Service, self.place.services)

    @property
    def prices(self) -> list[Price]:
        """Each price that is known, the shortest time first."""
        return prices(self.place)

    @cached_property
    def working(self) -> list[Fact]:
        """Room, connection and conditions, as labelled details."""
        facts = [
            (_("Capacité"), self._capacity),
            (_("Connexion"), enumeration(labels(Internet, self.place.internet))),
            (_("Débit mesuré"), self._speeds),
            (_("Conditions"), enumeration(labels(Access, self.place.access))),
        ]
        return [Fact(label, value) for label, value in facts if value]

    @property
    def _capacity(self) -> str:
        place = self.place
        counts = [
            ngettext("%(n)d poste", "%(n)d postes", place.desks or 0) % {"n": place.desks or 0},
            ngettext("%(n)d bureau fermé", "%(n)d bureaux fermés", place.closed_offices or 0)
            % {"n": place.closed_offices or 0},
            ngettext("%(n)d salle de réunion", "%(n)d salles de réunion", place.meeting_rooms or 0)
            % {"n": place.meeting_rooms or 0},
        ]
        numbers = (place.desks, place.closed_offices, place.meeting_rooms)
        return ", ".join(text for text, number in zip(counts, numbers, strict=True) if number)

    @property
    def _speeds(self) -> str:
        """« 850 Mbit/s en réception, 400 en émission, le 4 mai 2026 »."""
        place = self.place
        speeds = []
        if place.measured_down is not None:
            speeds.append(_("%(speed)s Mbit/s en réception") % {"speed": decimal_number(place.measured_down)})
        if place.measured_up is not None:
            speeds.append(_("%(speed)s Mbit/s en émission") % {"speed": decimal_number(place.measured_up)})
        if speeds and place.measured_on:
            speeds.append(_("le %(date)s") % {"date": long_date(place.measured_on)})
        return ", ".join(speeds)

    @property
    def accessibility(self) -> list[Fact]:
        """Access by wheelchair and the other arrangements, as labelled details."""
        place = self.place
        wheelchair = str(Wheelchair(place.wheelchair).label) if place.wheelchair else ""
        arrangements = enumeration(labels(Accessibility, place.accessibility))
        facts = [(_("Fauteuil roulant"), wheelchair), (_("Aménagements"), arrangements)]
        return [Fact(label, value) for label, value in facts if value]

    @cached_property
    def photos(self) -> list[Shown]:
        """The photographs, in order."""
        return shown_photos(self.place)

    # Where -----------------------------------------------------------------------------------------------------------

    @property
    def address_lines(self) -> list[str]:
        """The address as an envelope has it."""
        place = self.place
        town = f"{place.postcode} {place.commune.name}".strip()
        return [line for line in (place.address, place.address_extra, town) if line]

    @property
    def phone(self) -> str:
        """« 04 66 00 00 00 », on one line."""
        return national_number(self.place.phone)

    @property
    def phone_url(self) -> str:
        """``tel:`` and the international number."""
        phone = self.place.phone
        return f"tel:{phone.as_e164 if phone.is_valid() else ''.join(str(phone).split())}"

    @property
    def email_parts(self) -> tuple[str, str]:
        """The address before and after its @, where a line may break."""
        local, _at, domain = self.place.email.partition("@")
        return local, domain

    @property
    def website(self) -> str:
        """The site's name, without what browsers add."""
        return str(self.place.website).partition("://")[2].removeprefix("www.").rstrip("/") or self.place.website

    @property
    def is_exact(self) -> bool:
        """Whether the point is near enough to walk to."""
        return self.place.point is not None and self.place.precision != Precision.COMMUNE

    @property
    def precision(self) -> str:
        """How near the point is, where it is not at the door."""
        if self.place.precision == Precision.COMMUNE:
            return _("Le point est à la mairie : l’emplacement exact n’est pas connu.")
        if self.place.precision == Precision.STREET:
            return _("Le point est dans la bonne rue, pas au numéro.")
        return ""

    @property
    def geo_url(self) -> str:
        """A ``geo:`` address (RFC 5870), which the phone opens with its own map."""
        point = self.place.point
        return f"geo:{point.latitude:.6f},{point.longitude:.6f}" if point else ""

    @property
    def route_url(self) -> str:
        """Directions on OpenStreetMap, asked only when the link is followed."""
        point = self.place.point
        if point is None:
            return ""
        where = f"{point.latitude:.5f}%2C{point.longitude:.5f}"
        return f"https://www.openstreetmap.org/directions?to={where}"

    @cached_property
    def nearby(self) -> list[Place]:
        """The nearest published places, each with ``km``, its distance."""
        point = self.place.point or self.place.commune.point
        if point is None:
            return []
        others = Place.objects.published().exclude(pk=self.place.pk).within(point, NEARBY_KM).for_cards()
        found = list(others.order_by("haversine", "pk")[:NEARBY])
        for place in found:
            place.km = km_from_haversine(place.haversine)
        return found

    # Where it comes from ---------------------------------------------------------------------------------------------

    @property
    def licence_url(self) -> str:
        """Where the source's licence is published, if we know."""
        return address_of_licence(self.place.licence)


def labels(vocabulary: Any, codes: Any) -> list[str]:
    """The words of some codes."""
    return [str(vocabulary(code).label) for code in codes]


def in_commune(name: str) -> str:
    """« à Mende », « au Pont-de-Montvert », « aux Bessons »; "in Mende" in English."""
    if not (get_language() or "fr").startswith("fr"):
        return _("à %(commune)s") % {"commune": name}
    for article, contracted in (("Le ", "au "), ("Les ", "aux ")):
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    return _("à %(commune)s") % {"commune": name}


def national_number(phone: Any) -> str:
    """A number as one dials it in its country, pairs kept together; what was typed where it is no number."""
    text = phone.as_national if phone and phone.is_valid() else str(phone or "")
    return text.replace(" ", "\u00a0")
