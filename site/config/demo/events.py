"""Events of the demo, with the fictional people registered for them, from the TOML file beside this module."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Page

from agenda.models import AgendaIndexPage, EventPage, Partner, Question, Registration, RelaySite, Seats
from agenda.vocabulary import Mode, RegistrationState
from cms.models import Picture, SiteTerritory
from config.demo.drawings import drawn
from config.demo.logos import drawn_logo
from config.demo.places import SOURCE
from config.demo.series import repeat_monthly, share_cars
from config.demo.small_files import small_file
from geography.models import Territory
from listings.actions import desk_of_territory
from places.models import Place
from ui.typography import french_spacing

FILE = "rencontres.toml"
REGISTERED = "inscriptions.hameau.example"
"""Where the mails of the demo's registered people would go: nowhere, by the meaning of « .example »."""
FIRST_NAMES = ("Ada", "Bruno", "Cécile", "Driss", "Élise", "Fatou", "Gabin", "Hanaé", "Iris", "Joris", "Katia", "Loïc")
LAST_NAMES = ("Astruc", "Bessière", "Chaptal", "Durand", "Escalier", "Folcher", "Gély", "Hugon", "Itier", "Jaffuel")
_PLAIN = ("kind", "attendance", "room", "online_url", "replay_url", "status", "registration", "contact")
_TEXTS = ("title", "lead", "status_note", "price", "how_to_come", "access")
_SEATS = ("seats_on_site", "seats_online")


def write_demo_events(territories: Mapping[str, Territory]) -> int:
    """Publish the demo's events that are not there yet, and register their people; return the number of events."""
    rows = tomllib.loads((Path(__file__).parent / FILE).read_text())["event"]
    places = {place.source_id: place for place in Place.objects.published().filter(source=SOURCE)}
    written = 0
    for row in rows:
        agenda = agenda_of(territories[row["territory"]])
        if agenda and not agenda.get_children().filter(slug=row["id"]).exists():
            _Writer(territories[row["territory"]], places).write(agenda, row)
            written += 1
    return written


def agenda_of(territory: Territory) -> AgendaIndexPage | None:
    """The agenda of a territory's site."""
    link = SiteTerritory.objects.filter(territory=territory).select_related("site__root_page").first()
    return AgendaIndexPage.objects.child_of(link.site.root_page).first() if link else None


class _Writer:
    """The events of one territory, and the pictures and files that they show."""

    def __init__(self, territory: Territory, places: Mapping[str, Place]) -> None:
        self.places = places
        self.collection = desk_of_territory(territory).collection

    def write(self, agenda: AgendaIndexPage, row: dict[str, Any]) -> None:
        """Publish one event, and register its people."""
        event = self._event(row)
        event.relay_sites = [
            RelaySite(place=self.places[one["place"]], seats=one["seats"]) for one in _of(row, "relays")
        ]
        event.partners = [self._partner(one) for one in _of(row, "partners")]
        event.questions = [_question(one) for one in _of(row, "questions")]
        Page.objects.get(pk=agenda.pk).add_child(instance=event)
        event.save_revision().publish()
        _register(event, row)
        share_cars(event, _of(row, "rides"))
        if row.get("is_monthly"):
            repeat_monthly(event)

    def _event(self, row: dict[str, Any]) -> EventPage:
        starts, ends = _moments(row)
        event: Any = EventPage(slug=row["id"], starts_at=starts, ends_at=ends)
        for name in _PLAIN + _SEATS:
            if name in row:
                setattr(event, name, row[name])
        for name in _TEXTS:
            setattr(event, name, french_spacing(row.get(name, "").strip()))
        event.themes, event.audiences = tuple(row["themes"]), tuple(row["audiences"])
        event.price_amount = Decimal(row.get("price_amount", 0))
        event.place = self.places[row["place"]] if "place" in row else None
        event.picture = self._picture(row["image"], drawn) if "image" in row else None
        if "body" in row:
            event.body = [{"type": "text", "value": french_spacing(row["body"].strip())}]
        event.programme = [{"type": "session", "value": self._session(one)} for one in _of(row, "session")]
        return cast(EventPage, event)

    def _session(self, row: dict[str, Any]) -> dict[str, Any]:
        return {
            "title": french_spacing(row["title"]),
            "day": row.get("day", 1),
            "starts": row["hours"][0],
            "ends": row["hours"][1],
            "format": row.get("format", ""),
            "room": row.get("room", ""),
            "text": french_spacing(row.get("text", "")),
            "speakers": _of(row, "speakers"),
            "documents": [{"document": self._document(one).pk, "label": one["label"]} for one in _of(row, "documents")],
        }

    def _partner(self, row: dict[str, Any]) -> Partner:
        logo = self._picture(row["logo"], drawn_logo) if "logo" in row else None
        return Partner(name=row["name"], role=row["role"], logo=logo)

    def _picture(self, name: str, draw: Any) -> Picture:
        title = f"Dessin de la démonstration : {name}"
        picture: Picture | None = Picture.objects.filter(title=title, collection=self.collection).first()
        if picture is None:
            picture = Picture(title=title, file=draw(name), collection=self.collection)
            picture.save()
        return picture

    def _document(self, row: dict[str, Any]) -> Any:
        document = get_document_model()(title=row["label"], collection=self.collection)
        content = small_file(row["name"], row["text"])
        document.file.save(row["name"], ContentFile(content), save=False)
        document.file_size = len(content)
        document.save()
        return document


def _of(row: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return list(row.get(name, ()))


def _question(row: dict[str, Any]) -> Question:
    return Question(**{**row, "label": french_spacing(row["label"]), "choices": "\n".join(row.get("choices", ()))})


def _moments(row: dict[str, Any]) -> tuple[datetime, datetime]:
    """When an event begins and ends: see the first lines of the file."""
    zone = ZoneInfo(settings.TIME_ZONE)
    first = timezone.localdate() + timedelta(days=row["days"])
    first += timedelta(days=(row["weekday"] - first.weekday()) % 7)
    last = first + timedelta(days=row.get("lasts", 1) - 1)
    begins, ends = (time.fromisoformat(hour) for hour in row["hours"])
    return _instant(first, begins, zone), _instant(last, ends, zone)


def _instant(day: date, hour: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, hour, zone)


def _register(event: EventPage, row: dict[str, Any]) -> None:
    """The fictional people of an event: so many seated in each mode, so many waiting."""
    numbers = count(1)
    asked = min(event.starts_at, timezone.now()) - timedelta(days=6)
    rows = []
    for seats in Seats.objects.of_event(event):
        name = _name_of(event, seats)
        seated, waiting = (row.get(key, {}).get(name, 0) for key in ("taken", "waiting"))
        rows += [_person(event, seats, next(numbers), asked, RegistrationState.CONFIRMED) for _ in range(seated)]
        rows += [_person(event, seats, next(numbers), asked, RegistrationState.WAITING) for _ in range(waiting)]
        Seats.objects.filter(pk=seats.pk).update(taken=seated)
    Registration.objects.bulk_create(rows)


def _name_of(event: EventPage, seats: Seats) -> str:
    if seats.mode != Mode.RELAY:
        return str(seats.mode)
    relay = next(relay for relay in event.relay_sites.all() if relay.key == seats.relay_key)
    return str(relay.place.source_id)


def _person(event: EventPage, seats: Seats, number: int, asked: datetime, state: RegistrationState) -> Registration:
    first = FIRST_NAMES[number % len(FIRST_NAMES)]
    last = LAST_NAMES[number // len(FIRST_NAMES) % len(LAST_NAMES)]
    moment = asked + timedelta(minutes=number)
    return Registration(
        event=event,
        seats=seats,
        name=f"{first} {last} (démonstration)",
        email=f"inscription-{event.pk}-{number}@{REGISTERED}",
        state=state,
        asked_at=moment,
        confirmed_at=moment,
    )
