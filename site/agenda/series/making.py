"""A series begins from an event, and makes the pages of its next days; ``run_due`` tops it up."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from agenda.models import AgendaIndexPage, EventPage
from agenda.models.series import Series, SeriesDate
from agenda.moments import on_the_wall
from agenda.series.copying import copy_event, hours_on
from agenda.series.rules import days_of
from agenda.series.spreading import written_on

HORIZON = timedelta(days=183)
"""How far ahead pages are made."""
MOST_AHEAD = 60
"""Pages of a series to come: two a week for half a year."""

logger = logging.getLogger(__name__)


@transaction.atomic
def begin_series(
    event: EventPage,
    rule: str,
    *,
    excluded: list[str],
    is_published: bool,
    user: Any = None,
    now: datetime | None = None,
) -> Series:
    """Have an event come again; its own day is the first. The pages of the next days are there at once."""
    day = on_the_wall(event.starts_at, event.zone).date()
    index = AgendaIndexPage.objects.get(pk=event.get_parent().pk)
    series = Series.objects.create(
        index=index, pattern=event, rule=rule, first_on=day, excluded=excluded, is_published=is_published
    )
    draft = event.get_latest_revision_as_object()
    SeriesDate.objects.create(series=series, day=day, page=event, written=written_on(draft))
    make_pages(series, now or timezone.now(), user=user)
    return series


@transaction.atomic
def make_pages(series: Series, now: datetime, *, user: Any = None) -> int:
    """Make the pages of the days of a series that have none yet; return how many. Done again, it makes none."""
    series = Series.objects.select_for_update().get(pk=series.pk)
    pattern = pattern_of(series)
    if pattern is None:
        return 0
    is_public = series.is_published and pattern.live
    # What is published without anyone looking is what was published: never a draft that waits.
    source = pattern if is_public else pattern.get_latest_revision_as_object()
    made = 0
    for day in missing_days(series, timezone.localdate(now)):
        starts_at, ends_at = hours_on(source, day)
        page = copy_event(source, starts_at, ends_at, user=user)
        if is_public:
            page.get_latest_revision().publish(user=user)
        SeriesDate.objects.create(series=series, day=day, page=page, written=written_on(page))
        made += 1
    return made


def missing_days(series: Series, today: date) -> list[date]:
    """The days to come of a series, within the horizon, that have no page and never had."""
    days = [day for day in days_of(series.rule, series.first_on, today + HORIZON, series.excluded) if day >= today]
    known = set(series.dates.values_list("day", flat=True))
    return [day for day in days[:MOST_AHEAD] if day not in known]


def pattern_of(series: Series) -> EventPage | None:
    """What new days are copied from; the last of its pages where its pattern is gone."""
    if series.pattern:
        return series.pattern
    last = series.dates.exclude(page=None).select_related("page").order_by("day").last()
    return last.page if last else None


def top_up(now: datetime) -> int:
    """Make the pages that have come within the horizon; return how many. A series that fails lets the others be."""
    made = 0
    for series in Series.objects.all():
        try:
            made += make_pages(series, now)
        except Exception:
            logger.exception("The series %s could not be topped up", series.pk)
    return made
