"""What templates of other packages show of people and businesses."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import NoReverseMatch, reverse

from directory.models import RemoteWorker
from directory.workers.results import Card
from listings.contact.reach import contact_url
from places.models import Place

register = template.Library()
MOST = 12


@register.inclusion_tag("directory/_members_of.html")
def members_of(place: Place) -> dict[str, Any]:
    """Those who say to everyone that one can meet them at a place, by name; nothing where nobody does."""
    found = RemoteWorker.objects.published().met_at(place).for_cards().order_by("display_name", "pk")
    return {"cards": [Card(worker) for worker in found[:MOST]]}


@register.simple_tag
def contact_address(worker: RemoteWorker) -> str:
    """Where one writes to someone, or nothing when nobody would read it."""
    return contact_url(worker)


@register.simple_tag
def sign_up_address(onward: str) -> str:
    """Where one makes an account and then goes on; the same place, which asks to sign in, while there is none."""
    try:
        return f"{reverse('account_signup')}?{urlencode({'next': onward})}"
    except NoReverseMatch:
        return onward
