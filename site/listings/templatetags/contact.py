"""The button that leads to writing to a listing."""

from __future__ import annotations

from django import template

from listings.contact.reach import contact_url
from listings.models import Listing

register = template.Library()


@register.inclusion_tag("contact/_button.html")
def contact_button(listing: Listing, look: str = "quiet") -> dict[str, str]:
    """« Écrire par le site »; nothing for a listing that nobody would answer for. ``look``: ``quiet`` or ``call``."""
    return {"address": contact_url(listing), "look": look}
