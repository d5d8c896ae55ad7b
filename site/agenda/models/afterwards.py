"""What remains of an event once it is over: what people thought of it, and its figures."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenda.models.attendance import AttendanceQuerySet
from agenda.models.registrations import new_token
from agenda.vocabulary import Mode

WORST, BEST = 1, 5
LONGEST = 2000
"""Characters of an answer in words."""


class OpinionAsk(models.Model):
    """That someone was asked what they thought, and whether they have said it; not what they said."""

    registration = models.OneToOneField(
        "agenda.Registration", models.CASCADE, related_name="opinion_ask", verbose_name=_("inscription")
    )
    token = models.CharField(_("secret"), max_length=32, unique=True, default=new_token, editable=False)
    asked_at = models.DateTimeField(_("demandé le"), default=timezone.now)
    is_answered = models.BooleanField(_("répondu"), default=False)

    objects: ClassVar[Any] = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("avis demandé")
        verbose_name_plural = _("avis demandés")

    def __str__(self) -> str:
        return str(self.registration)


class OpinionQuerySet(AttendanceQuerySet):
    """Opinions, by way of their event."""

    path = "event"


class Opinion(models.Model):
    """What someone thought of an event. Nothing leads to who: no registration, no hour, and keys in no order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(
        "agenda.EventPage", models.CASCADE, related_name="opinions", verbose_name=_("rendez-vous")
    )
    mode = models.CharField(_("mode"), max_length=10, choices=Mode.choices)
    mark = models.PositiveSmallIntegerField(_("note"), validators=[MinValueValidator(WORST), MaxValueValidator(BEST)])
    useful = models.TextField(_("ce qui a été utile"), max_length=LONGEST, blank=True)
    better = models.TextField(_("ce qui serait à améliorer"), max_length=LONGEST, blank=True)
    would_come_back = models.BooleanField(_("reviendrait"), null=True, blank=True)

    objects: ClassVar[Any] = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = _("avis")
        verbose_name_plural = _("avis")
        ordering = ["event", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(mark__gte=WORST, mark__lte=BEST), name="agenda_opinion_mark_in_range")
        ]

    def __str__(self) -> str:
        return f"{self.mark}/{BEST}"


class EventFigures(models.Model):
    """The figures of an event as they were when its registrations were made anonymous: they change no more."""

    event = models.OneToOneField(
        "agenda.EventPage", models.CASCADE, related_name="kept_figures", verbose_name=_("rendez-vous")
    )
    figures = models.JSONField(_("chiffres"))
    kept_at = models.DateTimeField(_("gardés le"), default=timezone.now)

    objects: ClassVar[Any] = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = _("chiffres d’un rendez-vous")
        verbose_name_plural = _("chiffres des rendez-vous")

    def __str__(self) -> str:
        return str(self.event)
