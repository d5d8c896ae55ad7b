"""The few words that tell one place from another on a card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from places.vocabulary import Internet, PlaceType, Service
from places.wording import enumeration

if TYPE_CHECKING:
    from places.models import Place

_MOST = 3
_TELLING = (Service.PHONE_BOOTH, Service.VIDEOCONFERENCE, Service.KITCHEN, Service.CATERING, Service.WORKSHOP)


def kinds(place: Place) -> list[str]:
    """The types, in words."""
    return [str(PlaceType(code).label) for code in place.types]


def kinds_line(place: Place) -> str:
    """« Espace de coworking, salle de réunion »."""
    return enumeration(kinds(place))


def headline(place: Place) -> str:
    """« 14 postes, bureaux fermés, wifi gratuit », else the beginning of the summary, else nothing."""
    facts = []
    if place.desks:
        facts.append(ngettext("%(number)s poste", "%(number)s postes", place.desks) % {"number": place.desks})
    if place.closed_offices:
        number = place.closed_offices
        facts.append(ngettext("%(number)s bureau fermé", "%(number)s bureaux fermés", number) % {"number": number})
    if Internet.FIBRE in place.internet:
        facts.append(_("fibre"))
    elif Internet.FREE_WIFI in place.internet:
        facts.append(_("wifi gratuit"))
    facts += [str(code.label).lower() for code in _TELLING if code in place.services]
    if not facts:
        return Truncator(place.summary).chars(90)
    text = ", ".join(facts[:_MOST])
    return text[0].upper() + text[1:]
