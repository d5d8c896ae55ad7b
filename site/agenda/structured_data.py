"""An event in schema.org's words: what its page says, and nothing that is for the registered only.

Vocabulary: https://schema.org/Event, VirtualLocation, Offer, EventAttendanceModeEnumeration, EventStatusType, version
30.0. Times are those of the clock on its wall, with their distance from UTC.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import prefetch_related_objects
from django.http import HttpRequest

from agenda.facts import agency_of
from agenda.shown.programme import Programme, Session, Speaker
from agenda.vocabulary import Attendance, EventState, PartnerRole, RegistrationMeans, Status
from agenda.wall_clock import instants_of
from cms.resources.vocabulary import Audience, Theme
from cms.translating import language_of_text
from places.structured_data import Node

if TYPE_CHECKING:
    from agenda.models import EventPage

SCHEMA = "https://schema.org/"
_MODES = {
    Attendance.ON_SITE: "OfflineEventAttendanceMode",
    Attendance.ONLINE: "OnlineEventAttendanceMode",
    Attendance.BOTH: "MixedEventAttendanceMode",
}
_STATUSES = {
    Status.CONFIRMED: "EventScheduled",
    Status.CANCELLED: "EventCancelled",
    Status.POSTPONED: "EventPostponed",
}
_AVAILABILITY = {EventState.OPEN: "InStock", EventState.FULL: "SoldOut", EventState.SOON: "PreOrder"}
"""Of an offer, by the state of the event; in any other, nothing is on offer."""


def event_node(event: EventPage, request: HttpRequest) -> Node:
    """The event, with its sessions, who speaks, where it is, who pays for it and how one registers."""
    address, partners = request.build_absolute_uri(request.path), list(event.partners.all())
    return _known(
        {
            "@type": "Event",
            "@id": f"{address}#rendez-vous",
            "url": address,
            "name": event.title,
            "description": event.description,
            "inLanguage": language_of_text(event, request),
            "startDate": event.local_start.isoformat(),
            "endDate": event.local_end.isoformat(),
            "eventAttendanceMode": SCHEMA + _MODES[Attendance(event.attendance)],
            "eventStatus": SCHEMA + _STATUSES[Status(event.status)],
            "location": _locations(event, address),
            "isAccessibleForFree": event.is_free,
            "offers": _offer(event, address),
            "organizer": _organisers(event, partners),
            "sponsor": _organisations(partners, PartnerRole.PARTNER, PartnerRole.HOST),
            "funder": _organisations(partners, PartnerRole.FUNDER),
            "performer": [_person(speaker) for speaker in Programme(event).speakers],
            "subEvent": list(_sessions(event, address)),
            "keywords": [str(Theme(code).label) for code in event.themes],
            "audience": [{"@type": "Audience", "audienceType": str(Audience(code).label)} for code in event.audiences],
            "recordedIn": {"@type": "CreativeWork", "url": event.replay_url} if event.replay_url else None,
        }
    )


def _known(node: Node) -> Node:
    return {name: value for name, value in node.items() if value not in ("", None, [])}


def _locations(event: EventPage, address: str) -> list[Node]:
    """The room, and for who follows at a distance the page where one registers: never the address of the stream."""
    found: list[Node] = []
    if event.is_on_site:
        found.append(_venue(event))
    relays = list(event.relay_sites.all())
    prefetch_related_objects(relays, "place__commune", "commune")
    for relay in relays:
        commune = relay.shown_commune
        found.append(_place(relay.shown_name, "", commune))
    if event.is_online:
        found.append({"@type": "VirtualLocation", "url": address})
    return found


def _venue(event: EventPage) -> Node:
    place = event.place
    street = place.address if place else event.venue_address
    node = _place(place.name if place else event.venue_name, street, event.commune)
    point = place.point if place and place.precision == "address" else None
    if point:
        geo = {"latitude": round(point.latitude, 6), "longitude": round(point.longitude, 6)}
        node["geo"] = {"@type": "GeoCoordinates", **geo}
    return node


def _place(name: str, street: str, commune: Any) -> Node:
    locality = commune.name if commune else ""
    lines = {"streetAddress": street, "addressLocality": locality, "addressCountry": "FR"}
    address = {"@type": "PostalAddress", **_known(lines)}
    return _known({"@type": "Place", "name": name or locality, "address": address})


def _offer(event: EventPage, address: str) -> Node | None:
    """What registering costs, and whether there is room; nothing where one just comes."""
    if event.registration == RegistrationMeans.NONE:
        return None
    availability = _AVAILABILITY.get(event.state)
    is_elsewhere = event.registration == RegistrationMeans.ELSEWHERE
    return _known(
        {
            "@type": "Offer",
            "price": str(event.price_amount),
            "priceCurrency": "EUR",
            "url": event.registration_url if is_elsewhere else address,
            "availability": SCHEMA + availability if availability else None,
            "validFrom": _on_the_wall(event.opens_at, event.zone),
            "validThrough": _on_the_wall(event.registration_ends_at, event.zone),
        }
    )


def _organisers(event: EventPage, partners: Sequence[Any]) -> list[Node]:
    """Who organises: the partners that do, the organiser named, or the agency."""
    named = event.organiser or agency_of(event)
    own = [{"@type": "Organization", "name": named}] if named else []
    return own + [node for node in _organisations(partners, PartnerRole.ORGANISER) if node["name"] != named]


def _organisations(partners: Sequence[Any], *roles: PartnerRole) -> list[Node]:
    return [
        _known({"@type": "Organization", "name": partner.name, "url": partner.url})
        for partner in partners
        if partner.role in roles
    ]


def _sessions(event: EventPage, address: str) -> Iterator[Node]:
    for day in Programme(event).days:
        for session in day.sessions:
            yield _session(session, event, address)


def _session(session: Session, event: EventPage, address: str) -> Node:
    room = _place(session.room, "", event.commune) if session.room else None
    return _known(
        {
            "@type": "Event",
            "name": session.title,
            "url": address,
            "startDate": _of_wall(session.starts, event.zone),
            "endDate": _of_wall(session.ends, event.zone),
            "location": room if event.is_on_site else {"@type": "VirtualLocation", "url": address},
            "performer": [_person(speaker) for speaker in session.speakers],
        }
    )


def _person(speaker: Speaker) -> Node:
    works = {"@type": "Organization", "name": speaker.organisation} if speaker.organisation else None
    return _known({"@type": "Person", "name": speaker.name, "jobTitle": speaker.role, "affiliation": works})


def _on_the_wall(moment: datetime | None, zone: ZoneInfo) -> str | None:
    return moment.astimezone(zone).isoformat() if moment else None


def _of_wall(wall: datetime | None, zone: ZoneInfo) -> str | None:
    """The time of a session; one that clocks skip is told as its editor wrote it."""
    if wall is None:
        return None
    instants = instants_of(wall, zone)
    return (instants[0].astimezone(zone) if instants else wall.replace(tzinfo=zone)).isoformat()
