"""The end of an offer between agencies, however it comes: an answer, or a listing that can't be proposed any more."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from wagtail.log_actions import log

from listings import offer_mails
from listings.models import Listing
from listings.offers import Offer, OfferState
from listings.permissions import may_moderate
from listings.publishing import is_waiting

DECLINED, TAKEN_BACK = "hameau.offer.declined", "hameau.offer.withdrawn"


def is_showable(listing: Listing) -> bool:
    """Whether another agency may see it: it is public, its holder sent a version, or it is the agency's own."""
    return listing.live or listing.owner_id is None or is_waiting(listing)


def end(row: Listing, offer: Offer, user: Any, state: OfferState, comment: str = "") -> None:
    """Write the end of a locked offer, and tell the side that did not decide. An acceptance is logged by the move."""
    offer.state, offer.comment, offer.ended_by, offer.ended_at = state, comment, user, timezone.now()
    offer.save(update_fields=["state", "comment", "ended_by", "ended_at"])
    action = {OfferState.DECLINED: DECLINED, OfferState.WITHDRAWN: TAKEN_BACK}.get(state)
    if action:
        log(instance=row, action=action, user=user, data={"to": str(offer.commune), "note": comment})
    offer_mails.tell_ended(offer)


def end_offers(row: Listing, user: Any) -> None:
    """Take back the offer of a locked listing that was moved or put away otherwise; the other agency is told.

    By name only where an agent of the agency that proposed it did: who holds the listing is no name for the other.
    """
    for offer in Offer.objects.of(row).waiting().select_for_update(of=("self",)):
        ender = user if may_moderate(user, offer.origin) else None
        end(row, offer, ender, OfferState.WITHDRAWN)
