"""Opening hours as the database can ask them: an expression, and its openings of the coming days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from places.hours import Hours, Setting, parse
from places.hours.calendars import MAINLAND

HORIZON = timedelta(days=9)
"""How far openings are computed, from the first hour of the schedule's today."""
AHEAD = timedelta(days=8)
"""How far they must reach to be fresh: a question goes seven days ahead, the eighth leaves time to refresh."""
LONGEST_SLOT = timedelta(hours=24)
"""Longer openings are several slots: an opening in force began within the last 24 hours."""


class ScheduleQuerySet(models.QuerySet[Any]):
    """Schedules, by what they are at an instant."""

    def open_at(self, instant: datetime) -> Self:
        """Those certainly open at an aware instant, at most seven days ahead."""
        instant = instant.astimezone(UTC)  # 24 hours before are not the same time of the clock when clocks change
        slots = OpeningSlot.objects.filter(
            opens_at__gt=instant - LONGEST_SLOT, opens_at__lte=instant, closes_at__gt=instant
        )
        return self.filter(pk__in=slots.values("schedule_id"))

    def open_at_weekends(self) -> Self:
        """Those open on some Saturday or Sunday of the coming five weeks."""
        return self.filter(opens_at_weekends=True)

    def stale(self, now: datetime | None = None) -> Self:
        """Those whose slots do not reach far enough any more."""
        limit = (now or timezone.now()) + AHEAD
        return self.filter(Q(computed_until__isnull=True) | Q(computed_until__lt=limit))


class Schedule(models.Model):  # type: ignore[django-manager-missing]
    """One opening-hours expression (OSM syntax) in one setting, evaluated once for all the places that share it.

    Only what the expression depends on is kept: ``holidays`` when it speaks of public holidays, ``school_zone`` when it
    speaks of school holidays, ``sun`` when it follows the sun (latitude and longitude to a tenth of a degree, which is
    less than a minute of sunrise).
    """

    expression = models.CharField(max_length=500)
    timezone = models.CharField(max_length=40, default="Europe/Paris")
    holidays = models.CharField(max_length=30, blank=True)
    school_zone = models.CharField(max_length=1, blank=True)
    sun = models.CharField(max_length=20, blank=True)
    computed_until = models.DateTimeField(null=True, help_text="The slots are complete up to this moment")
    opens_at_weekends = models.BooleanField(default=False)

    objects: ClassVar[Any] = ScheduleQuerySet.as_manager()

    KEY: ClassVar[tuple[str, ...]] = ("expression", "timezone", "holidays", "school_zone", "sun")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["expression", "timezone", "holidays", "school_zone", "sun"], name="schedule_unique"
            )
        ]
        indexes = [models.Index(fields=["computed_until"], name="schedule_computed_until")]

    def __str__(self) -> str:
        return self.expression

    @classmethod
    def for_hours(cls, hours: Hours) -> Schedule:
        """An unsaved schedule of some hours."""
        setting = hours.setting
        return cls(
            expression=hours.expression,
            timezone=setting.timezone,
            holidays=setting.holidays if "PH" in hours.holiday_kinds else "",
            school_zone=setting.school_zone if "SH" in hours.holiday_kinds else "",
            sun=f"{setting.point[0]:.1f} {setting.point[1]:.1f}" if hours.follows_sun and setting.point else "",
        )

    @property
    def key(self) -> tuple[str, ...]:
        """What tells it from every other schedule."""
        return tuple(getattr(self, name) for name in self.KEY)

    @property
    def hours(self) -> Hours:
        """Its hours. Raises ``HoursError`` when the expression is no longer understood."""
        latitude, _space, longitude = self.sun.partition(" ")
        point = (float(latitude), float(longitude)) if longitude else None
        return parse(self.expression, Setting(self.timezone, self.holidays or MAINLAND, self.school_zone, point))

    def is_stale(self, now: datetime | None = None) -> bool:
        """Whether its slots do not reach far enough any more."""
        return self.computed_until is None or self.computed_until < (now or timezone.now()) + AHEAD


class OpeningSlot(models.Model):
    """One opening: from ``opens_at`` to ``closes_at``, aware instants, the end excluded, at most 24 hours."""

    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="slots", db_index=False)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(closes_at__gt=models.F("opens_at")), name="slot_end_after_start"),
            models.UniqueConstraint(fields=["schedule", "opens_at"], name="slot_unique"),
        ]
        indexes = [models.Index(fields=["opens_at", "closes_at", "schedule"], name="slot_when")]

    def __str__(self) -> str:
        return f"{self.opens_at:%Y-%m-%d %H:%M} – {self.closes_at:%H:%M}"
