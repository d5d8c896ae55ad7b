"""The rounds in which a listing's owner is asked whether it is still true: what was sent, when, how it ended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from listings.teams import AboutListing, AboutQuerySet


class Step(models.IntegerChoices):
    """How far a round got; each step is one mail."""

    ASKED = 1, _("Demandé")
    REMINDED = 2, _("Relancé")
    TO_CONFIRM = 3, _("À confirmer")
    LAPSED = 4, _("Retirée des listes")


WAITS = {
    Step.ASKED: timedelta(days=14),
    Step.REMINDED: timedelta(days=28),
    Step.TO_CONFIRM: timedelta(days=28),
}
"""How long after each mail the next one leaves."""


class CheckRoundQuerySet(AboutQuerySet):
    """Rounds."""

    def open(self) -> Self:
        """Those that no answer ended."""
        return self.filter(closed_at__isnull=True)


class CheckRound(AboutListing):
    """One round of mails to the owner of a listing. ``revision`` is what was public when it lapsed, to come back to."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    step = models.PositiveSmallIntegerField(choices=Step.choices, default=Step.ASKED)
    began_at = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    revision = models.ForeignKey(Revision, models.SET_NULL, null=True, related_name="+")

    objects: ClassVar[Any] = CheckRoundQuerySet.as_manager()

    class Meta:
        app_label = "listings"
        verbose_name = _("demande de vérification")
        verbose_name_plural = _("demandes de vérification")
        indexes = [models.Index(fields=["asked_at"], name="check_round_open", condition=Q(closed_at__isnull=True))]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id"], condition=Q(closed_at__isnull=True), name="check_round_one_open"
            ),
            models.CheckConstraint(condition=Q(step__in=Step.values), name="check_round_step_known"),
        ]

    def __str__(self) -> str:
        return f"{self.listing} : {self.get_step_display()}"

    @property
    def is_open(self) -> bool:
        """Whether an answer is awaited."""
        return self.closed_at is None

    @property
    def has_lapsed(self) -> bool:
        """Whether its last mail took the listing off the public lists."""
        return self.step == Step.LAPSED


def close_round(listing: models.Model) -> CheckRound | None:
    """End the open round of a listing, if it has one; return it as it was. Call it under the listing's lock."""
    found: CheckRound | None = CheckRound.objects.open().of(listing).first()
    if found:
        CheckRound.objects.filter(pk=found.pk).update(closed_at=timezone.now())
    return found
