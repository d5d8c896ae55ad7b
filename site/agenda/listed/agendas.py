"""The agendas of the territories: one to a site, and that of the portal, which is no territory's."""

from __future__ import annotations

from django.core.cache import cache

from agenda.facts import VERSION
from agenda.models import AgendaIndexPage
from cms.resources.centres import Centre, read_centres
from listings.versions import current_version

_KEPT_FOR = 3600


def agendas(version: int | None = None) -> list[Centre]:
    """The agendas of territories, by name; ``version`` is that of the events, if it was read already."""
    version = current_version(VERSION) if version is None else version
    key = f"agenda:agendas:{version}"
    found: list[Centre] | None = cache.get(key)
    if found is None:
        found = read_centres(AgendaIndexPage)
        cache.set(key, found, _KEPT_FOR)
    return found
