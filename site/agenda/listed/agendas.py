"""The agendas of the territories: one to a site, and that of the portal, which is no territory's."""

from __future__ import annotations

from agenda.facts import VERSION
from agenda.models import AgendaIndexPage
from cms.resources.centres import Centre, centres_of
from listings.versions import current_version


def agendas(version: int | None = None) -> list[Centre]:
    """The agendas of territories, by name; ``version`` is that of the events, if it was read already."""
    return centres_of(AgendaIndexPage, current_version(VERSION) if version is None else version)
