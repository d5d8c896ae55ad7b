"""A place in schema.org's words, for search engines: the JSON-LD of its page.

Vocabulary: https://schema.org/LocalBusiness, version 30.0. Only what the page itself says.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from places.hours import Hours
from places.hours.rules import MIDNIGHT
from places.page import PlacePage
from places.usual_week import open_spans, usual_week
from places.vocabulary import Access, Accessibility, Internet, PlaceType, Service

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_TYPES = {PlaceType.LIBRARY: "Library", PlaceType.FRANCE_SERVICES: "GovernmentOffice"}

_ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}

Node = dict[str, Any]


def as_script(node: Node) -> SafeString:
    """The JSON of a node for ``<script type="application/ld+json">``: nothing in it can end the script."""
    text = json.dumps(node, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(_ESCAPES))  # noqa: S308 - escaped just above, as django.utils.html.json_script does


def local_business(page: PlacePage, url: str, images: list[str]) -> Node:
    """The place as a ``LocalBusiness``; ``url`` is its page's, ``images`` those of its photographs, all absolute."""
    place = page.place
    node: Node = {
        "@context": "https://schema.org",
        "@type": _type(place.types),
        "@id": url,
        "url": url,
        "name": place.name,
        "description": place.summary,
        "image": images,
        "address": _address(page),
        "geo": _geo(page),
        "telephone": place.phone.as_e164 if place.phone and place.phone.is_valid() else "",
        "email": place.email,
        "sameAs": place.website,
        "openingHoursSpecification": list(_openings(page.hours, page.today)) if page.hours else [],
        "amenityFeature": list(_amenities(page)),
        "isAccessibleForFree": place.is_free,
        "publicAccess": True if Access.OPEN in place.access else None,
        "potentialAction": {"@type": "ReserveAction", "target": place.booking_url} if place.booking_url else None,
    }
    return {name: value for name, value in node.items() if value not in ("", None, [])}


def _type(types: tuple[str, ...]) -> str | list[str]:
    """``LocalBusiness``, or the narrower type of a place that is only that."""
    return _TYPES.get(PlaceType(types[0]), "LocalBusiness") if len(types) == 1 else "LocalBusiness"


def _address(page: PlacePage) -> Node:
    place = page.place
    address = {
        "@type": "PostalAddress",
        "streetAddress": ", ".join(line for line in (place.address, place.address_extra) if line),
        "postalCode": place.postcode,
        "addressLocality": place.commune.name,
        "addressRegion": place.commune.departement.name,
        "addressCountry": "FR",
    }
    return {name: value for name, value in address.items() if value}


def _geo(page: PlacePage) -> Node | None:
    """The point, unless it is only the commune's: a machine would take it for the door."""
    point = page.place.point
    if point is None or not page.is_exact:
        return None
    latitude, longitude = point
    return {"@type": "GeoCoordinates", "latitude": round(latitude, 6), "longitude": round(longitude, 6)}


def _amenities(page: PlacePage) -> Iterator[Node]:
    place = page.place
    for vocabulary, codes in (
        (Internet, place.internet),
        (Service, place.services),
        (Accessibility, place.accessibility),
    ):
        for code in codes:
            yield {"@type": "LocationFeatureSpecification", "name": str(vocabulary(code).label), "value": True}


# Hours -------------------------------------------------------------------------------------------------------------


def _openings(hours: Hours, today: date) -> Iterator[Node]:
    """The usual week where the coming weeks are alike, else the seven days from today, each dated."""
    usual = usual_week(hours, today)
    if usual is not None:
        for weekday, spans in enumerate(usual):
            yield from (_opening(_DAYS[weekday], span) for span in spans)
        return
    for day in (today + timedelta(days=n) for n in range(7)):
        dated = {"validFrom": day.isoformat(), "validThrough": day.isoformat()}
        yield from ({**_opening(_DAYS[day.weekday()], span), **dated} for span in open_spans(hours, day))


def _opening(weekday: str, span: tuple[int, int]) -> Node:
    start, end = span
    return {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": f"https://schema.org/{weekday}",
        "opens": _clock(start),
        "closes": "23:59" if end == MIDNIGHT else _clock(end),
    }


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
