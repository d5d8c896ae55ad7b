"""Openings of the coming days, kept in the database so that "open on Tuesday at 14:00" is one index range.

A schedule is shared by every place with the same hours in the same setting. Its slots cover nine days from its today;
``places.tasks`` moves them on every night.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import islice

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from places.hours import Hours, State
from places.models import OpeningSlot, Place, Schedule
from places.models.opening import HORIZON, LONGEST_SLOT

BATCH = 500
WEEKENDS_AHEAD = timedelta(days=35)
"""How far a Saturday or Sunday opening is looked for: the first Saturday of the month is within it."""
_SATURDAY = 5


def assign_schedules(places: Iterable[Place]) -> None:
    """Give each saved place the schedule of its hours, made and computed when it is new; idempotent.

    A few queries for each ``BATCH`` places. Those whose schedule does not change are not written.
    """
    waiting = iter(places)
    while batch := list(islice(waiting, BATCH)):
        _assign(batch)


def _assign(places: Sequence[Place]) -> None:
    prefetch_related_objects(places, "commune")
    wanted = {place.pk: Schedule.for_hours(hours) for place in places if (hours := place.hours)}
    with transaction.atomic():
        schedules = _get_or_create({schedule.key: schedule for schedule in wanted.values()})
        changed = []
        for place in places:
            schedule = schedules[wanted[place.pk].key] if place.pk in wanted else None
            if place.schedule_id != (schedule.pk if schedule else None):
                place.schedule = schedule
                changed.append(place)
        if changed:
            Place.objects.bulk_update(changed, ["schedule"])
        new = [schedule.pk for schedule in schedules.values() if schedule.is_stale()]
        if new:
            refresh_schedules(pks=new)


def _get_or_create(wanted: dict[tuple[str, ...], Schedule]) -> dict[tuple[str, ...], Schedule]:
    """The saved schedules of some keys."""
    if not wanted:
        return {}

    def saved() -> dict[tuple[str, ...], Schedule]:
        expressions = {schedule.expression for schedule in wanted.values()}
        found = {schedule.key: schedule for schedule in Schedule.objects.filter(expression__in=expressions)}
        return {key: found[key] for key in wanted if key in found}

    known = saved()
    missing = [schedule for key, schedule in wanted.items() if key not in known]
    if not missing:
        return known
    Schedule.objects.bulk_create(missing, ignore_conflicts=True)
    return saved()


def refresh_schedules(
    now: datetime | None = None,
    only_stale: bool = True,
    pks: Iterable[int] | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> int:
    """Compute the slots of the coming days again, and return how many schedules were written.

    ``now`` is an aware instant; ``pks`` narrows it to some schedules. Each batch is a transaction that locks its rows:
    two at once do the work once. Running it twice changes nothing the second time.
    """
    now = now or timezone.now()
    schedules = Schedule.objects.stale(now) if only_stale else Schedule.objects.all()
    if pks is not None:
        schedules = schedules.filter(pk__in=list(pks))
    waiting = list(schedules.order_by("pk").values_list("pk", flat=True))
    written = 0
    for start in range(0, len(waiting), BATCH):
        written += _refresh(waiting[start : start + BATCH], now, only_stale)
        progress(written)
    return written


@transaction.atomic
def _refresh(pks: Sequence[int], now: datetime, only_stale: bool) -> int:
    locked = Schedule.objects.select_for_update().filter(pk__in=pks).order_by("pk")
    schedules = [schedule for schedule in locked if not only_stale or schedule.is_stale(now)]
    slots = [slot for schedule in schedules for slot in _compute(schedule, now)]
    OpeningSlot.objects.filter(schedule__in=schedules).delete()
    OpeningSlot.objects.bulk_create(slots, batch_size=1000)
    Schedule.objects.bulk_update(schedules, ["computed_until", "opens_at_weekends"])
    return len(schedules)


def _compute(schedule: Schedule, now: datetime) -> Iterator[OpeningSlot]:
    """The slots of a schedule from its today on; the schedule itself is brought up to date, not saved."""
    hours = schedule.hours
    today = now.astimezone(hours.timezone).date()
    start, end = (datetime.combine(day, time(0), hours.timezone).astimezone(UTC) for day in (today, today + HORIZON))
    schedule.computed_until = end
    schedule.opens_at_weekends = _opens_at_weekends(hours, now)
    for interval in hours.intervals(start, end):
        if interval.state == State.OPEN:
            yield from _slots(schedule, interval.start.astimezone(UTC), interval.end.astimezone(UTC))


def _slots(schedule: Schedule, start: datetime, end: datetime) -> Iterator[OpeningSlot]:
    while start < end:
        cut = min(end, start + LONGEST_SLOT)
        yield OpeningSlot(schedule=schedule, opens_at=start, closes_at=cut)
        start = cut


def _opens_at_weekends(hours: Hours, now: datetime) -> bool:
    today = now.astimezone(hours.timezone).date()
    days = (today + timedelta(days=n) for n in range(WEEKENDS_AHEAD.days))
    return any(
        piece.state == State.OPEN for day in days if day.weekday() >= _SATURDAY for piece in hours.day(day).pieces
    )


def forget_unused_schedules(now: datetime | None = None) -> int:
    """Delete the schedules that no place has and that nobody has refreshed since yesterday; return their number."""
    return int(Schedule.objects.stale(now).filter(places__isnull=True).delete()[1].get("places.Schedule", 0))
