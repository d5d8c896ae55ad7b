"""The decision on what a member submits: one ``Review`` a submitted revision, decided once, by who moderates it."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from accounts.names import name_of
from geography.models import Commune
from listings.moderators import ModeratedQuerySet


class ReviewState(models.TextChoices):
    """Where a submission stands."""

    WAITING = "waiting", _("En attente de relecture")
    APPROVED = "approved", _("Publiée")
    CHANGES = "changes", _("Modification demandée")
    REFUSED = "refused", _("Refusée")
    WITHDRAWN = "withdrawn", _("Retirée par son auteur")


class RefusalReason(models.TextChoices):
    """Why a submission is refused."""

    OUTSIDE = "outside", _("Hors du territoire")
    DUPLICATE = "duplicate", _("La fiche existe déjà")
    OFF_TOPIC = "off_topic", _("Sans rapport avec le télétravail")
    UNTRUE = "untrue", _("Des informations sont fausses ou invérifiables")
    ADVERTISING = "advertising", _("Publicité")
    OTHER = "other", _("Autre raison")


class ReviewQuerySet(ModeratedQuerySet):
    """Reviews."""

    def waiting(self) -> Self:
        """Those that nobody has decided yet, oldest first."""
        return self.filter(state=ReviewState.WAITING).order_by("submitted_at", "pk")

    def of(self, listing: models.Model) -> Self:
        """Those of one listing, latest first."""
        content_type = ContentType.objects.get_for_model(listing)
        return self.filter(content_type=content_type, object_id=listing.pk).order_by("-submitted_at", "-pk")


class Review(models.Model):
    """One revision that was submitted, and what was decided. The revision that was read is the one that goes live.

    The commune is the listing's own when it was submitted, or that of the draft for a listing that was never public: a
    draft that changes commune does not change its moderator.
    """

    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    listing = GenericForeignKey("content_type", "object_id")
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+", verbose_name=_("commune"))
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="+")
    state = models.CharField(_("état"), max_length=10, choices=ReviewState.choices, default=ReviewState.WAITING)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("envoyée par")
    )
    submitted_at = models.DateTimeField(_("envoyée le"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("décidée par"),
    )
    decided_at = models.DateTimeField(_("décidée le"), null=True, blank=True)
    reason = models.CharField(_("motif"), max_length=12, choices=RefusalReason.choices, blank=True)
    comment = models.TextField(_("message"), blank=True)
    asked = models.JSONField(_("champs à revoir"), default=list, blank=True)
    """Names of the model's fields, of those that ``listings.asking`` knows; only where a change is asked."""

    objects: ClassVar[Any] = ReviewQuerySet.as_manager()

    class Meta:
        app_label = "listings"
        verbose_name = _("relecture")
        verbose_name_plural = _("relectures")
        ordering = ["-submitted_at", "-pk"]
        indexes = [models.Index(fields=["commune", "state", "submitted_at"], name="review_desk")]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id"], condition=Q(state="waiting"), name="review_one_waiting"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True)
                | ~Q(state="waiting") & Q(decided_at__isnull=False),
                name="review_decided_has_date",
            ),
            models.CheckConstraint(
                condition=Q(state="refused") & ~Q(reason="") | ~Q(state="refused") & Q(reason=""),
                name="review_refused_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["changes", "refused"]) | ~Q(comment=""), name="review_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} : {self.get_state_display()}"

    @property
    def title(self) -> str:
        """The name of the listing, as it was submitted."""
        return str(self.revision.object_str)

    @property
    def author(self) -> str:
        """Who submitted it, in words for its moderators: a member's address is not theirs to know."""
        return name_of(self.submitted_by) if self.submitted_by else ""

    @property
    def is_waiting(self) -> bool:
        """Whether it is to be decided."""
        return self.state == ReviewState.WAITING
