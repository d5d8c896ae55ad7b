"""Where an entry is: it can be read on every site, and one of its addresses is its own.

Which site that is depends on what this layer does not know: ``cms.canonical`` tells it, from ``register`` on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings

OriginOf = Callable[[str], str]


def _portal(commune: str) -> str:
    return str(settings.SITE_URL)


_registered: list[OriginOf] = [_portal]


def register(origin_of: OriginOf) -> None:
    """Have entries' addresses begin with what this says of their commune's INSEE code."""
    _registered[:] = [origin_of]


def origin_of_commune(code: str) -> str:
    """Scheme and host of the site that what stands in a commune belongs to."""
    return _registered[0](code)


def canonical_url(listing: Any) -> str:
    """The one address of an entry, whole, in the current language, whatever the host it is read on."""
    return f"{origin_of_commune(listing.commune_id)}{listing.get_absolute_url()}"
