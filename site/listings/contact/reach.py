"""Who can be written to: the holder of a published listing, else the public address that the listing gives."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse

from listings.kinds import kind_named, kind_of
from listings.models import Listing


def contact_url(listing: Any) -> str:
    """Where one writes to a listing, or nothing when nobody would read it. Asks the database nothing."""
    if not listing.owner_id and not listing.public_address:
        return ""
    return reverse("contact:write", args=[kind_of(listing).slug, listing.slug])


def reachable_or_404(kind_slug: str, key: str) -> Listing:
    """The published listing of an address of ``contact:write`` that someone will read; anything else is not found."""
    kind = kind_named(kind_slug)
    if kind is None:
        raise Http404
    try:
        found = kind.model.objects.published().select_related("commune", "owner").filter(slug=key).first()
    except ValueError:  # signs that no database holds
        found = None
    if found is None or not address_to(found):
        raise Http404
    return found  # type: ignore[no-any-return]


def address_to(listing: Listing) -> str:
    """Where a message to a listing goes: its owner's address while the account is active, else the public one."""
    owner: Any = listing.owner
    if owner is not None:
        return str(owner.email) if owner.is_active else ""
    return listing.public_address
