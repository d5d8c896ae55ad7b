"""The other dates of an event that comes again, as its page shows them."""

from __future__ import annotations

from typing import NamedTuple

from agenda.models import EventPage
from agenda.models.series import SeriesDate
from agenda.series.rules import rule_words

SHOWN = 6


class OtherDates(NamedTuple):
    """When it comes again, in words, and the next published dates."""

    words: str
    events: list[EventPage]


def other_dates(event: EventPage) -> OtherDates | None:
    """The dates to come of the series of an event, in the language of its page; ``None`` for one that is of no series.

    Two queries, one where there is no series.
    """
    row = SeriesDate.objects.filter(page__translation_key=event.translation_key).select_related("series").first()
    if row is None:
        return None
    keys = row.series.dates.exclude(page=None).order_by().values("page__translation_key")
    others = (
        EventPage.objects.published().filter(translation_key__in=keys).exclude(translation_key=event.translation_key)
    )
    coming = others.read_beside(event).upcoming().with_room().select_related("place", "commune")
    return OtherDates(rule_words(row.series.rule), list(coming[:SHOWN]))
