"""What was changed on one date of a series, carried over to the following or to all: but for what was changed there."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.merging import merge, tokens_of
from agenda.models import EventPage
from agenda.models.series import Series, SeriesDate
from agenda.moments import on_the_wall
from agenda.series.copying import hours_on
from agenda.series.rules import ending
from agenda.vocabulary import Status

CHILDREN = ("relay_sites", "partners", "questions")
TEXTS = (
    "title", "lead", "kind", "themes", "audiences", "attendance", "place", "venue_name", "venue_address", "room",
    "commune", "online_url", "price_amount", "price", "access", "how_to_come", "organiser", "contact", "picture",
    "picture_text", "body", "programme", "registration", "registration_url", "seats_on_site", "seats_online",
)  # fmt: skip
"""What dates of a series share. Their day, whether they take place and what came of them is each one's own."""
HOURS = ("starts_at", "ends_at", "time_zone")
GROUPS = (HOURS, ("attendance", "place", "venue_name", "venue_address", "room", "commune", "online_url"))


class Spread(NamedTuple):
    """What was done to a date: the fields that follow, and those that its own editor's words kept."""

    date: SeriesDate
    changed: list[str]
    kept: list[str]


def written_on(page: EventPage) -> dict[str, Any]:
    """What a series knows of a page to have written there."""
    return tokens_of(page, (*TEXTS, *HOURS, *CHILDREN))


@transaction.atomic
def spread(source: SeriesDate, *, only_following: bool, user: Any, now: datetime | None = None) -> list[Spread]:
    """Carry over what stands on a date: its draft, to the dates to come after it, or to all to come.

    A page that is public, and whose draft is no other, is published with it where the user may publish; others stay
    drafts. New dates are copied from it from now on.
    """
    Series.objects.select_for_update().get(pk=source.series_id)
    model = source.event.get_latest_revision_as_object()
    rows = source.series.dates.exclude(pk=source.pk).filter(page__ends_at__gte=now or timezone.now())
    if only_following:
        rows = rows.filter(day__gt=source.day)
    done = [_spread_to(row, model, user) for row in rows.select_related("page")]
    SeriesDate.objects.filter(pk=source.pk).update(written=written_on(model))
    Series.objects.filter(pk=source.series_id).update(pattern=source.page)
    return done


def _spread_to(row: SeriesDate, model: EventPage, user: Any) -> Spread:
    page = row.event.get_latest_revision_as_object()
    starts_at, ends_at = hours_on(model, on_the_wall(page.starts_at, page.zone).date())
    values: dict[str, Any] = {name: getattr(model, name) for name in TEXTS}
    values |= {name: _copies(model, name) for name in CHILDREN}
    values |= {"starts_at": starts_at, "ends_at": ends_at, "time_zone": model.time_zone}
    merged = merge(page, row.written, values, GROUPS)
    SeriesDate.objects.filter(pk=row.pk).update(written=merged.offered)
    if merged.changed:
        was_public = row.event.live and not row.event.has_unpublished_changes
        revision = page.save_revision(user=user)
        if was_public and row.event.permissions_for_user(user).can_publish():
            revision.publish(user=user)
    return Spread(row, merged.changed, merged.kept)


def _copies(model: EventPage, name: str) -> list[Any]:
    """The rows that hang on an event, for another: a relay place keeps its key, by which its seats are found."""
    rows = []
    for row in getattr(model, name).all():
        values = {field.name: getattr(row, field.name) for field in row._meta.concrete_fields}
        rows.append(type(row)(**{key: value for key, value in values.items() if key not in ("id", "page")}))
    return rows


@transaction.atomic
def cancel_date(row: SeriesDate, *, user: Any) -> None:
    """Have a series do without one of its days. What is public is told as cancelled; a draft goes.

    Raises ``ValidationError`` where a draft waits on a public page: cancelling would publish it.
    """
    series = Series.objects.select_for_update().get(pk=row.series_id)
    page = row.page
    if page and page.live:
        if page.has_unpublished_changes:
            raise ValidationError(_("Un brouillon attend sur cette date : publiez-le ou abandonnez-le d’abord."))
        page.status = Status.CANCELLED
        page.save_revision(user=user).publish(user=user)
    elif page and not page.first_published_at:
        if series.pattern_id == page.pk:
            others = series.dates.exclude(pk=row.pk).exclude(page=None).order_by("day")
            series.pattern_id = others.values_list("page", flat=True).first()
        page.delete()
    exclude_day(series, row.day)


def exclude_day(series: Series, day: date) -> None:
    """Have no page made for a day."""
    series.excluded = sorted({*series.excluded, day.isoformat()})
    series.save(update_fields=["excluded", "pattern"])


@transaction.atomic
def stop_after(row: SeriesDate, *, user: Any) -> None:
    """End a series with one of its days: the later ones are cancelled, or go. Raises ``ValidationError``."""
    series = Series.objects.select_for_update().get(pk=row.series_id)
    later = series.dates.filter(day__gt=row.day).exclude(page=None).select_related("page")
    for one in later:
        if one.event.ends_at > timezone.now():
            cancel_date(one, user=user)
    series.refresh_from_db()
    series.rule = ending(series.rule, row.day)
    series.save(update_fields=["rule"])
