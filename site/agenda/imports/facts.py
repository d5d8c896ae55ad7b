"""An event of a partner's calendar as the fields of a page: its texts cleaned, its commune recognised."""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta
from typing import Any

import nh3
from django.utils.html import escape, linebreaks, urlize

from agenda.clocks import zone_of
from agenda.imports.reading import Occurrence
from agenda.vocabulary import TIME_ZONES, Attendance, Status
from cms.blocks.cleaning import clean
from geography.communes import find_communes
from geography.models import Commune, Territory
from search.analysis import fold

WITHOUT_END = timedelta(hours=1)
"""What an event lasts whose calendar does not say when it ends."""
LONGEST_LEAD = 280
MOST_PIECES = 8
_MARKUP = re.compile(
    r"</?(?:a|b|br|div|em|h[1-6]|i|li|ol|p|script|span|strong|style|table|u|ul)\b[^>]*>", re.IGNORECASE
)
_BLOCK = re.compile(r"<(?:p|ul|ol|h[2-4])\b")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_POSTCODE = re.compile(r"(?<!\d)(\d{5})(?!\d)\s*(.*)")
_ONLINE = {"en ligne", "visio", "visioconference", "webinaire", "online", "zoom", "teams", "google meet"}
_CODES = frozenset(code for code, _name in TIME_ZONES)

DATES = ("starts_at", "ends_at", "time_zone")
VENUE = ("attendance", "venue_name", "venue_address", "commune", "online_url")
GROUPS = (DATES, VENUE, ("lead", "body"))
"""Fields that mean something together only."""


def values_of(event: Occurrence, territory: Territory, organiser: str) -> dict[str, Any]:
    """The fields of an ``EventPage`` by name. All text is that of someone else: none of its HTML is kept as it is."""
    lead, body = _texts(event)
    return {
        "title": plain(event.summary)[:200] or plain(organiser)[:200],
        "lead": lead,
        "body": body,
        "organiser": organiser,
        "status": Status.CANCELLED if event.is_cancelled else Status.CONFIRMED,
        **_dates(event, zone_of(territory.pk).key),
        **_venue(event, territory),
    }


def plain(text: str) -> str:
    """One line of text, of what may hold HTML."""
    bare = html.unescape(nh3.clean(text, tags=set(), clean_content_tags={"script", "style"}))
    return " ".join(bare.replace("\x00", " ").split())


def commune_in(location: str, territory: Territory) -> Commune | None:
    """The commune that a location names, as « 12 rue du Pont, 48130 Aumont-Aubrac »; ``None`` if unsure."""
    pieces = [piece.strip() for piece in re.split(r"[,;\n()|]| [-–—] ", location) if piece.strip()]
    asked: list[tuple[str, str]] = []
    for piece in reversed(pieces[-MOST_PIECES:]):
        if postcode := _POSTCODE.search(piece):
            asked.insert(0, (f"{postcode[1]} {postcode[2]}".strip(), postcode[2]))
        else:
            asked.append((piece, piece))
    for words, name in asked:
        matches = find_communes(words, 8, territory)
        alike = [match.commune for match in matches if not name or fold(match.name) == fold(name)]
        # A postcode alone names a commune where it is that of only one.
        if len(alike) == 1 or (alike and name):
            return alike[0]
    return None


def _dates(event: Occurrence, here: str) -> dict[str, Any]:
    """When it is; ``here`` is the time zone of what says none."""
    ends = event.ends - timedelta(minutes=1) if event.is_whole_day and event.ends > event.starts else event.ends
    if ends <= event.starts:
        ends = event.starts + (timedelta(hours=23, minutes=59) if event.is_whole_day else WITHOUT_END)
    zone = event.zone if event.zone in _CODES else here
    return {"starts_at": event.starts, "ends_at": ends, "time_zone": zone}


def _venue(event: Occurrence, territory: Territory) -> dict[str, Any]:
    """Where it is. A location that is an address of the web is where one follows it: never published."""
    location = event.location.strip()
    address = _ADDRESS.search(location)
    place = plain(_ADDRESS.sub("", location)).strip(" ,;-")
    is_online = fold(place) in _ONLINE or (not place and address is not None)
    name, _comma, rest = place.partition(",")
    commune = None if is_online else commune_in(_ADDRESS.sub("", location), territory)
    attendance = Attendance.ONLINE if is_online else Attendance.BOTH if address else Attendance.ON_SITE
    return {
        "attendance": attendance,
        "venue_name": "" if is_online else name.strip()[:150],
        "venue_address": "" if is_online else rest.strip()[:250],
        "commune": commune,
        "online_url": address[0][:500] if address else "",
    }


def _texts(event: Occurrence) -> tuple[str, str]:
    """The lead, and the body as a stream."""
    told, lead = event.description.strip(), ""
    if _MARKUP.search(told):
        cleaned = clean(told)
        written = cleaned if _BLOCK.search(cleaned) or not cleaned else f"<p>{cleaned}</p>"
    else:
        first, _gap, rest = told.partition("\n\n")
        if len(first) <= LONGEST_LEAD:
            lead, told = plain(first), rest
        written = clean(linebreaks(urlize(escape(told)))) if told.strip() else ""
    if re.fullmatch(_ADDRESS, event.url.strip()):
        written += clean(f'<p><a href="{escape(event.url.strip())}">{escape(event.url.strip())}</a></p>')
    return lead, json.dumps([{"type": "text", "value": written}] if written else [])
