"""The outbox: every mail as it was written, and what became of it; and who asked for no more of a kind."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    """Mails, by what is to be done with them."""

    def unclaimed(self, now: datetime) -> Self:
        """Those that no worker holds: none did, or its claim is over."""
        return self.filter(models.Q(claimed_until__isnull=True) | models.Q(claimed_until__lte=now))

    def due(self, now: datetime) -> Self:
        """Those that anyone may send now, longest due first."""
        waiting = self.filter(state=OutgoingMail.State.WAITING, next_attempt_at__lte=now, handed_over_at__isnull=True)
        return waiting.unclaimed(now).order_by("next_attempt_at", "pk")

    def in_trouble(self) -> Self:
        """Those that were given up, may not have arrived, or wait after an attempt that failed."""
        stuck = models.Q(state=OutgoingMail.State.WAITING) & ~models.Q(error="")
        ended = models.Q(state__in=[OutgoingMail.State.FAILED, OutgoingMail.State.UNCERTAIN])
        return self.filter(ended | stuck)

    def to(self, address: str) -> Self:
        """Those to one address, whatever its capitals."""
        return self.filter(to__iexact=address)


class OutgoingMail(models.Model):
    """One mail to one address. ``key`` says what it is about and names nobody: the same key twice is one mail.

    ``claim`` is the ticket of the worker that is sending it, valid until ``claimed_until``. ``handed_over_at`` is
    written just before the end of the message goes out: from then on the server may have it (``mail.sending``).
    ``about`` is what the mail speaks of, where its writer said it: this package only keeps it. ``put_aside_at`` is when
    someone who saw that it did not arrive had done what there was to do.
    """

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", _("À envoyer")
        SENT = "sent", _("Envoyé")
        UNCERTAIN = "uncertain", _("Peut-être envoyé")
        FAILED = "failed", _("Abandonné")

    key = models.CharField(max_length=120, unique=True)
    template = models.CharField(_("modèle"), max_length=80)
    sender = models.CharField(_("de la part de"), max_length=200, blank=True)
    sender_address = models.EmailField(blank=True, editable=False, help_text="Empty for the installation’s own.")
    to = models.EmailField(_("à"), blank=True)
    subject = models.CharField(_("objet"), max_length=200, blank=True)
    text = models.TextField(_("texte"), blank=True)
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    attachments = models.JSONField(default=list, blank=True, editable=False)
    """Of each a ``name``, a ``type`` (RFC 2045, with its parameters) and a ``text`` (``mail.outbox.Attachment``)."""
    state = models.CharField(_("état"), max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("essais"), default=0)
    error = models.TextField(_("erreur"), blank=True)
    created_at = models.DateTimeField(_("écrit le"), default=timezone.now)
    next_attempt_at = models.DateTimeField(_("prochain essai"), default=timezone.now)
    sent_at = models.DateTimeField(_("envoyé le"), null=True, blank=True)
    claim = models.UUIDField(null=True, editable=False)
    claimed_by = models.CharField(max_length=120, blank=True, editable=False)
    claimed_until = models.DateTimeField(null=True, editable=False)
    handed_over_at = models.DateTimeField(null=True, editable=False)
    about_type = models.ForeignKey(ContentType, models.CASCADE, null=True, editable=False, related_name="+")
    about_id = models.PositiveBigIntegerField(null=True, editable=False)
    about = GenericForeignKey("about_type", "about_id")
    put_aside_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[Any] = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("courriel")
        verbose_name_plural = _("courriels")
        indexes = [models.Index(fields=["state", "next_attempt_at"], name="mail_due")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False)
                | ~models.Q(state="sent") & models.Q(sent_at__isnull=True),
                name="mail_sent_has_date",
            ),
            models.CheckConstraint(
                condition=models.Q(claim__isnull=True, claimed_until__isnull=True)
                | models.Q(claim__isnull=False, claimed_until__isnull=False),
                name="mail_claim_has_end",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="waiting") | ~models.Q(to="") & ~models.Q(text=""),
                name="mail_waiting_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"

    @property
    def can_be_sent_again(self) -> bool:
        """Whether someone may ask for another attempt: it was given up or is uncertain, and its words are kept."""
        return self.state in {self.State.FAILED, self.State.UNCERTAIN} and bool(self.to and self.text)


class Unsubscription(models.Model):
    """Someone wants no more mails of a kind. ``address`` is a digest: a list of addresses would be one more to leak."""

    address = models.CharField(max_length=64)
    kind = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("désabonnement")
        verbose_name_plural = _("désabonnements")
        constraints = [models.UniqueConstraint(fields=["address", "kind"], name="unsubscription_unique")]

    def __str__(self) -> str:
        return f"{self.kind} {self.address[:8]}"
