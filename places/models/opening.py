"""Opening hours as the database can ask them: an expression, and its openings of the coming days."""

from __future__ import annotations

from django.db import models


class Schedule(models.Model):
    """One opening-hours expression (OSM syntax) in one time zone, evaluated once for all the places that share it."""

    expression = models.CharField(max_length=500)
    timezone = models.CharField(max_length=40, default="Europe/Paris")
    computed_until = models.DateTimeField(null=True, help_text="The slots are complete up to this moment")
    opens_at_weekends = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["expression", "timezone"], name="schedule_unique")]

    def __str__(self) -> str:
        return self.expression


class OpeningSlot(models.Model):
    """One opening: from ``opens_at`` to ``closes_at``, aware instants, the end excluded."""

    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="slots")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(closes_at__gt=models.F("opens_at")), name="slot_end_after_start")
        ]
        indexes = [models.Index(fields=["opens_at", "closes_at", "schedule"], name="slot_when")]

    def __str__(self) -> str:
        return f"{self.opens_at:%Y-%m-%d %H:%M} – {self.closes_at:%H:%M}"
