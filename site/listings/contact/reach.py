"""Who can be written to: the holder of a published listing, else the public address that the listing gives."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.http import Http404
from django.urls import reverse

from listings.kinds import ListingKind, kind_named, kind_of
from listings.models import Listing


def contact_url(listing: Listing) -> str:
    """Where one writes to a listing, or nothing when nobody would read it. Asks the database nothing."""
    if not listing.owner_id and not listing.public_address:
        return ""
    try:
        kind = kind_of(listing)
    except LookupError:
        return ""
    return reverse("contact:write", args=[kind.slug, _key(kind, listing)])


def reachable_or_404(kind_slug: str, key: str) -> Listing:
    """The published listing of an address of ``contact:write`` that someone will read; anything else is not found."""
    kind = kind_named(kind_slug)
    if kind is None:
        raise Http404
    try:
        found = kind.model.objects.published().select_related("commune", "owner").filter(**{_field(kind): key}).first()
    except (ValueError, OverflowError, ValidationError):
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


def _field(kind: ListingKind) -> str:
    try:
        return str(kind.model._meta.get_field("slug").name)
    except FieldDoesNotExist:
        return "pk"


def _key(kind: ListingKind, listing: Listing) -> str:
    return str(getattr(listing, _field(kind)))
