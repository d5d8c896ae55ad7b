"""Who registered: the row alone. What is done to it is in ``agenda.registering`` and its neighbours."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenda.models.querysets import pages_published_by
from agenda.vocabulary import ACTIVE, SEATED, Origin, RegistrationState
from geography.models import Commune


def new_token() -> str:
    """128 random bits, for an address that only one person has."""
    return secrets.token_urlsafe(16)


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """Registrations. ``for_user()`` is the only door of the desk; the public has the secret of each."""

    def for_user(self, user: Any) -> Self:
        """Those for the events that the user's agency publishes."""
        return self.filter(event__in=pages_published_by(user).order_by().values("pk"))

    def of_event(self, event: Any) -> Self:
        """Those for an event, whichever of its languages is at hand."""
        return self.filter(event__translation_key=event.translation_key)

    def active(self) -> Self:
        """Of those who come, or hope to."""
        return self.filter(state__in=ACTIVE)

    def seated(self) -> Self:
        """Of those who hold a seat."""
        return self.filter(state__in=SEATED)

    def waiting(self) -> Self:
        """Of those who wait, in the order in which they asked."""
        return self.filter(state=RegistrationState.WAITING).order_by("asked_at", "pk")


class Registration(models.Model):
    """Someone's registration for an event, in its first language, with a seat or waiting for one."""

    event = models.ForeignKey(
        "agenda.EventPage", models.PROTECT, related_name="registrations", verbose_name=_("rendez-vous")
    )
    seats = models.ForeignKey("agenda.Seats", models.PROTECT, related_name="registrations", verbose_name=_("places"))
    name = models.CharField(_("nom"), max_length=150, blank=True)
    email = models.EmailField(_("adresse électronique"), blank=True)
    """In small letters; empty for who came without one, and once the row is anonymous."""
    organisation = models.CharField(_("structure"), max_length=160, blank=True)
    commune = models.ForeignKey(
        Commune, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("commune")
    )
    answers = models.JSONField(_("réponses"), default=dict, blank=True)
    """By the key of the question, as text."""
    state = models.CharField(
        _("état"), max_length=12, choices=RegistrationState.choices, default=RegistrationState.UNCONFIRMED
    )
    origin = models.CharField(_("origine"), max_length=10, choices=Origin.choices, default=Origin.FORM)
    language = models.CharField(_("langue"), max_length=5, default="fr")
    token = models.CharField(_("secret"), max_length=32, unique=True, default=new_token, editable=False)
    asked_at = models.DateTimeField(_("demandée le"), default=timezone.now)
    confirm_by = models.DateTimeField(_("à confirmer avant le"), null=True, blank=True)
    offered_until = models.DateTimeField(_("proposée jusqu’au"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmée le"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("annulée le"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("dernier rappel le"), null=True, blank=True, editable=False)
    anonymised_at = models.DateTimeField(_("anonyme depuis le"), null=True, blank=True)
    submission = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    """The form it was sent with: a double click is one registration, and one mail."""

    objects: ClassVar[Any] = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("inscription")
        verbose_name_plural = _("inscriptions")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "email"],
                condition=Q(state__in=[state.value for state in ACTIVE]) & ~Q(email=""),
                name="agenda_registration_one_a_person",
            ),
            models.CheckConstraint(
                condition=~Q(state=RegistrationState.OFFERED) | Q(offered_until__isnull=False),
                name="agenda_registration_offer_ends",
            ),
            models.CheckConstraint(
                condition=~Q(state=RegistrationState.CONFIRMED) | Q(confirmed_at__isnull=False),
                name="agenda_registration_confirmed_dated",
            ),
            models.CheckConstraint(
                condition=Q(anonymised_at__isnull=True) | Q(name="", email="", organisation=""),
                name="agenda_registration_anonymous_is",
            ),
        ]
        indexes = [
            models.Index(fields=["seats", "state", "asked_at", "id"], name="agenda_registration_queue"),
            models.Index(fields=["event", "state"], name="agenda_registration_event"),
            models.Index(fields=["email"], name="agenda_registration_email"),
        ]

    def __str__(self) -> str:
        name = self.name or _("Anonyme")
        return f"{name} : {self.get_state_display()}"

    @property
    def is_active(self) -> bool:
        """Whether its person comes, or hopes to."""
        return self.state in ACTIVE

    @property
    def has_seat(self) -> bool:
        """Whether it holds a seat."""
        return self.state in SEATED
