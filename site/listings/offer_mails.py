"""The mails between two agencies about a listing that one proposes to the other."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from geography.models import Commune
from listings.offers import Offer, OfferState
from listings.review_mails import agency_of, moderators_of
from mail.outbox import write_mail
from mail.senders import absolute


def prefix_of(key: int) -> str:
    """How the keys of the mails about an offer begin."""
    return f"offer-{key}-"


def tell_proposed(offer: Offer) -> None:
    """Tell whoever may take the listing that it is proposed to them."""
    _write("offer_waiting", offer, offer.commune)


def tell_ended(offer: Offer) -> None:
    """Tell the agency that did not decide: the one that proposed of an answer, the other that it is taken back."""
    is_back = offer.state == OfferState.WITHDRAWN
    _write("offer_ended", offer, offer.commune if is_back else offer.origin)


def _write(template: str, offer: Offer, there: Commune) -> None:
    """Write to the agency of a commune, from its own site: that is where its members sign in."""
    actor = offer.proposed_by if offer.is_waiting else offer.ended_by
    for reader in moderators_of(there):
        if reader != actor:
            key = f"{prefix_of(offer.pk)}{offer.state}-{reader.pk}"
            write_mail(template, reader.email, lambda: _told(offer), key=key, about=offer.listing, on_behalf=there)


def _told(offer: Offer) -> dict[str, Any]:
    return {
        "listing": str(offer.listing),
        "origin": offer.origin.name,
        "destination": offer.commune.name,
        "from_agency": agency_of(offer.origin),
        "to_agency": agency_of(offer.commune),
        "state": offer.state,
        "message": offer.message,
        "comment": offer.comment,
        "address": absolute(reverse("reviews_desk:offer", args=[offer.pk])),
    }
