"""The seats of an event: how many there are, and how many are taken. Kept beside the page, out of its versions."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agenda.vocabulary import Mode


class SeatsQuerySet(models.QuerySet["Seats"]):
    """Seats of events."""

    def of_event(self, event: Any) -> Self:
        """Those of an event, whichever of its languages is at hand."""
        return self.filter(event__translation_key=event.translation_key)

    def offered(self) -> Self:
        """Those that the published event offers."""
        return self.filter(is_offered=True)

    def with_room(self) -> Self:
        """Those where someone may still sit."""
        return self.filter(Q(capacity=None) | Q(taken__lt=F("capacity")))


class Seats(models.Model):
    """What an event offers in a mode, or in one of its relay places.

    A row belongs to the event in its first language: translations have none of their own. It is written when the page
    is published (``agenda.seating``), and stays when the page offers it no more, for those who sat there.
    """

    event = models.ForeignKey("agenda.EventPage", models.CASCADE, related_name="seats", verbose_name=_("rendez-vous"))
    mode = models.CharField(_("mode"), max_length=10, choices=Mode.choices)
    relay_key = models.UUIDField(_("lieu relais"), null=True, blank=True)
    label = models.CharField(_("intitulé"), max_length=200, blank=True)
    rank = models.PositiveSmallIntegerField(_("rang"), default=0)
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True)
    """``None``: without limit."""
    taken = models.PositiveIntegerField(_("places prises"), default=0)
    is_offered = models.BooleanField(_("proposé"), default=True)

    objects: ClassVar[Any] = SeatsQuerySet.as_manager()

    class Meta:
        verbose_name = _("places d’un rendez-vous")
        verbose_name_plural = _("places des rendez-vous")
        ordering = ["event", "rank", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(taken__lte=F("capacity")), name="agenda_seats_never_oversold"
            ),
            models.CheckConstraint(condition=Q(taken__gte=0), name="agenda_seats_taken_from_zero"),
            models.CheckConstraint(
                condition=Q(mode=Mode.RELAY, relay_key__isnull=False)
                | (~Q(mode=Mode.RELAY) & Q(relay_key__isnull=True)),
                name="agenda_seats_of_a_relay",
            ),
            models.UniqueConstraint(
                fields=["event", "mode"], condition=~Q(mode=Mode.RELAY), name="agenda_seats_one_a_mode"
            ),
            models.UniqueConstraint(
                fields=["event", "relay_key"], condition=Q(mode=Mode.RELAY), name="agenda_seats_one_a_relay"
            ),
        ]

    def __str__(self) -> str:
        return self.label or str(self.get_mode_display())

    @property
    def left(self) -> int | None:
        """How many are free; ``None`` where there is no limit."""
        return None if self.capacity is None else self.capacity - self.taken

    @property
    def is_full(self) -> bool:
        """Whether whoever comes now waits."""
        return self.left is not None and self.left <= 0
