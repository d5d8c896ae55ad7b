"""Listings that the agency of Lozère proposes to that of Aveyron."""

from __future__ import annotations

from listings.models import Listing, Moderator, Offer
from listings.offering import propose
from tests.factories.listings import make_moderator, millau, territory_of
from tests.factories.places import make_place


def make_offer(listing: Listing | None = None, message: str = "Elle a déménagé.") -> Offer:
    """An offer that waits, with someone there to answer it."""
    listing = listing or make_place()
    if not Moderator.objects.filter(territory=territory_of(millau())).exists():
        make_moderator(millau())
    return propose(listing, make_moderator(listing.commune), millau(), message)
