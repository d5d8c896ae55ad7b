"""Who came: to which half-day, let in by whom, counted by hand where no list was kept."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenda.models.querysets import pages_published_by
from agenda.models.registrations import new_token


class AttendanceQuerySet(models.QuerySet[Any]):
    """What was noted at the door of events. ``for_user()`` is the desk's door, by way of the event's page."""

    path = "registration__event"

    def for_user(self, user: Any) -> Self:
        """Those of the events whose pages the user's agency publishes."""
        return self.filter(**{f"{self.path}__in": pages_published_by(user).order_by().values("pk")})

    def of_event(self, event: Any) -> Self:
        """Those of an event, whichever of its languages is at hand."""
        return self.filter(**{f"{self.path}__translation_key": event.translation_key})


class SeatsAttendanceQuerySet(AttendanceQuerySet):
    """The same, of what hangs on seats."""

    path = "seats__event"


class Arrival(models.Model):
    """Whether someone was there on a half-day (``agenda.half_days``), as it was last said.

    ``marked_at`` is when someone pressed the button, on a phone that may have had no network: the latest press counts,
    in whatever order phones tell of it.
    """

    registration = models.ForeignKey(
        "agenda.Registration", models.CASCADE, related_name="arrivals", verbose_name=_("inscription")
    )
    half_day = models.CharField(_("demi-journée"), max_length=16)
    is_present = models.BooleanField(_("présence"), default=True)
    marked_at = models.DateTimeField(_("notée le"), default=timezone.now)

    objects: ClassVar[Any] = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("présence")
        verbose_name_plural = _("présences")
        constraints = [
            models.UniqueConstraint(fields=["registration", "half_day"], name="agenda_arrival_one_a_half_day")
        ]

    def __str__(self) -> str:
        return f"{self.registration}, {self.half_day}"


class Admission(models.Model):
    """Someone let in on the day: who had not registered, or was still waiting for a seat.

    ``key`` was made by the phone that noted it: told twice, it is one person. ``is_above``: every seat was taken, so
    one was added.
    """

    registration = models.OneToOneField(
        "agenda.Registration", models.CASCADE, related_name="admission", verbose_name=_("inscription")
    )
    key = models.UUIDField(_("clé"), unique=True)
    is_above = models.BooleanField(_("au-delà des places prévues"), default=False)

    objects: ClassVar[Any] = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("entrée le jour même")
        verbose_name_plural = _("entrées le jour même")

    def __str__(self) -> str:
        return str(self.registration)


class RelayDoor(models.Model):
    """The secret link by which the host of a relay place notes who came there, and sees nobody else."""

    seats = models.OneToOneField("agenda.Seats", models.CASCADE, related_name="door", verbose_name=_("lieu relais"))
    token = models.CharField(_("secret"), max_length=32, unique=True, default=new_token, editable=False)
    made_at = models.DateTimeField(_("créé le"), default=timezone.now)

    objects: ClassVar[Any] = SeatsAttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("lien d’un lieu relais")
        verbose_name_plural = _("liens des lieux relais")

    def __str__(self) -> str:
        return str(self.seats)


class HeadCount(models.Model):
    """How many were there, counted by hand: connected to the stream, or in a relay place that kept no list."""

    seats = models.ForeignKey("agenda.Seats", models.CASCADE, related_name="counts", verbose_name=_("places"))
    half_day = models.CharField(_("demi-journée"), max_length=16)
    number = models.PositiveIntegerField(_("nombre"))

    objects: ClassVar[Any] = SeatsAttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("présence comptée")
        verbose_name_plural = _("présences comptées")
        constraints = [models.UniqueConstraint(fields=["seats", "half_day"], name="agenda_head_count_one_a_half_day")]

    def __str__(self) -> str:
        return f"{self.seats}, {self.half_day} : {self.number}"
