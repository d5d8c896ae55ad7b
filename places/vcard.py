"""A place as a card for a phone's address book: vCard 3.0 (RFC 2426), which every phone reads."""

from __future__ import annotations

import vobject
from django.utils.translation import gettext as _

from places.hours.sentences import describe
from places.page import PlacePage


def vcard(page: PlacePage, url: str) -> str:
    """The card of a place, lines ending in CRLF and folded; ``url`` is its page's, and its UID."""
    place = page.place
    card = vobject.vCard()
    card.add("fn").value = place.name
    card.add("n").value = vobject.vcard.Name(family=place.name)
    card.add("org").value = [place.name]
    _add_address(card, page)
    if place.phone:
        number = card.add("tel")
        number.value, number.type_param = page.phone_url.removeprefix("tel:"), ["WORK", "VOICE"]
    if place.email:
        address = card.add("email")
        address.value, address.type_param = place.email, ["INTERNET", "WORK"]
    if place.website:
        card.add("url").value = place.website
    if page.is_exact:
        card.add("geo").value = f"{place.latitude:.6f};{place.longitude:.6f}"
    card.add("categories").value = place.kinds
    card.add("note").value = _note(page, url)
    card.add("source").value = url
    card.add("uid").value = url
    card.add("rev").value = place.updated_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return str(card.serialize())


def _add_address(card: vobject.base.Component, page: PlacePage) -> None:
    place = page.place
    address = card.add("adr")
    address.type_param = "WORK"
    address.value = vobject.vcard.Address(
        street=place.address,
        extended=place.address_extra,
        city=place.commune.name,
        region=place.commune.departement.name,
        code=place.postcode,
        country="France",
    )


def _note(page: PlacePage, url: str) -> str:
    """What the card's other lines have no room for."""
    hours = _("Horaires : %(hours)s.") % {"hours": describe(page.hours)} if page.hours else ""
    lines = [page.place.summary, hours, page.place.opening_note, url]
    return "\n".join(line for line in lines if line)
