"""A number that changes with any site, territory or menu: part of the key of all that the cache holds of them."""

from __future__ import annotations

from django.core.cache import cache

_KEY = "cms.identity.version"


def identities_version() -> int:
    """The version now, in this cache."""
    return int(cache.get_or_set(_KEY, 0, None) or 0)


def forget_identities() -> None:
    """Have every site read again."""
    try:
        cache.incr(_KEY)
    except ValueError:
        cache.set(_KEY, 1, None)
