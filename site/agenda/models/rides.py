"""Shared cars of an event: who offers, who asks. A commune, never a point; an address that no page shows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenda.models.querysets import pages_published_by
from agenda.models.registrations import new_token
from agenda.rides.vocabulary import Direction, RideKind
from geography.models import Commune

MOST_SEATS = 8
TO_CONFIRM = timedelta(hours=48)


class RideQuerySet(models.QuerySet["Ride"]):
    """Offers and requests. ``published()`` is what everyone reads, ``for_user()`` the desk's door."""

    def published(self, now: datetime | None = None) -> Self:
        """Those that their address confirmed, of events that are public and not over."""
        coming = {"event__live": True, "event__ends_at__gte": now or timezone.now()}
        return self.filter(**coming).exclude(confirmed_at=None)

    def of_event(self, event: Any) -> Self:
        """Those of an event, whichever of its languages is at hand."""
        return self.filter(event__translation_key=event.translation_key)

    def for_user(self, user: Any) -> Self:
        """Those of the events that the user's agency publishes."""
        return self.filter(event__in=pages_published_by(user).order_by().values("pk"))


class Ride(models.Model):
    """An offer or a request, for an event in its first language. ``token`` is the secret of whoever wrote it."""

    event = models.ForeignKey("agenda.EventPage", models.CASCADE, related_name="+", verbose_name=_("rendez-vous"))
    kind = models.CharField(_("offre ou demande"), max_length=10, choices=RideKind.choices)
    direction = models.CharField(_("sens"), max_length=12, choices=Direction.choices, default=Direction.BOTH)
    half_day = models.CharField(_("demi-journée"), max_length=16)
    """A code of ``agenda.half_days``."""
    commune = models.ForeignKey(Commune, models.CASCADE, related_name="+", verbose_name=_("commune"))
    seats = models.PositiveSmallIntegerField(
        _("places"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_SEATS)]
    )
    name = models.CharField(_("nom"), max_length=150)
    """Never shown: how mails greet."""
    email = models.EmailField(_("adresse électronique"))
    """In small letters; never shown."""
    language = models.CharField(_("langue"), max_length=5, default="fr")
    token = models.CharField(_("secret"), max_length=32, unique=True, default=new_token, editable=False)
    submission = models.UUIDField(_("envoi"), unique=True)
    asked_at = models.DateTimeField(_("écrite le"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmée le"), null=True, blank=True)

    objects: ClassVar[Any] = RideQuerySet.as_manager()

    class Meta:
        verbose_name = _("covoiturage")
        verbose_name_plural = _("covoiturages")
        ordering = ["half_day", "commune__name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seats__gte=1, seats__lte=MOST_SEATS), name="agenda_ride_seats_of_a_car"
            )
        ]
        indexes = [
            models.Index(fields=["event", "confirmed_at"], name="agenda_ride_event"),
            models.Index(fields=["email"], name="agenda_ride_email"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.commune}"
