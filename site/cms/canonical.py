"""Which site an entry belongs to: that of the territory that has its commune, else the portal.

Territories may share communes. The smallest then has the entry, the oldest of two of a size: one address, whatever the
host it is read on, for search engines, shared links and machines.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import QuerySet

from cms.identity_version import identities_version
from cms.models import SiteTerritory
from cms.origins import origin_of_site
from geography.models import Commune, Territory, smallest_first
from listings.addresses import register

LIFETIME = 600
"""Seconds until a process with a cache of its own sees that another changed a territory's communes."""


def connect() -> None:
    """Tell the layers below; called once, when the application is ready."""
    register(origin_of_commune)


def ranked() -> QuerySet[SiteTerritory]:
    """The sites of territories, in the order in which they have what several share."""
    sites: QuerySet[SiteTerritory] = smallest_first(SiteTerritory.objects, "territory__")
    return sites


def origin_of_commune(code: str) -> str:
    """Scheme and host of the site that what stands in a commune belongs to."""
    key = f"cms.origin.{identities_version()}.{code}"
    origin: str | None = cache.get(key)
    if origin is None:
        holders = _holders().filter(commune_id=code)
        first = ranked().select_related("site").filter(territory__in=holders.values("territory")).first()
        origin = origin_of_site(first.site) if first else str(settings.SITE_URL)
        cache.set(key, origin, LIFETIME)
    return origin


def communes_of_own(territory: Territory | None) -> QuerySet[Any]:
    """The codes of the communes whose entries belong to a territory's site; to the portal for ``None``.

    To be asked with ``commune__in``: one query whatever their number.
    """
    all_of_them = list(ranked().values_list("territory_id", flat=True))
    if territory is None:
        taken = _holders().filter(territory_id__in=all_of_them)
        return Commune.objects.exclude(pk__in=taken.values("commune_id")).order_by().values("pk")
    before = all_of_them[: all_of_them.index(territory.pk)] if territory.pk in all_of_them else all_of_them
    taken = _holders().filter(territory_id__in=before)
    return territory.communes.exclude(pk__in=taken.values("commune_id")).order_by().values("pk")


def _holders() -> QuerySet[Any]:
    """The rows that say which territory has which commune."""
    return Territory.communes.through.objects.order_by()
