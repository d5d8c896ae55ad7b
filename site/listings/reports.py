"""What visitors tell the agency: a listing that changed, or one that is missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from geography.models import Commune
from listings.moderators import ModeratedQuerySet


class ReportKind(models.TextChoices):
    """What is wrong, or that something is missing."""

    CLOSED = "closed", _("C’est fermé pour de bon")
    MOVED = "moved", _("L’adresse a changé")
    HOURS = "hours", _("Les horaires ont changé")
    CONTACT = "contact", _("Le téléphone, le courriel ou le site a changé")
    ACTIVITY = "activity", _("L’activité a changé")
    GONE = "gone", _("Cette personne est partie, ou ne télétravaille plus")
    UNTRUE = "untrue", _("Ce que dit cette fiche n’est pas vrai")
    OTHER = "other", _("Autre chose")
    MISSING = "missing", _("Une fiche à ajouter")


class ReportState(models.TextChoices):
    """Where a report stands."""

    NEW = "new", _("À traiter")
    HANDLED = "handled", _("Traité")
    DISMISSED = "dismissed", _("Écarté")


class ChangeReportQuerySet(ModeratedQuerySet):
    """Reports."""

    def of(self, listing: models.Model) -> Self:
        """Those of one listing."""
        return self.filter(content_type=ContentType.objects.get_for_model(listing), object_id=listing.pk)

    def about(self, models: Iterable[type[models.Model]]) -> Self:
        """Those of listings of some models."""
        return self.filter(content_type__in=ContentType.objects.get_for_models(*models).values())


class ChangeReport(models.Model):
    """Someone says that a listing changed, or (without ``object_id``) that a listing of this type is missing.

    The commune decides who sees it; the territory is derived from it when it is read, so that a territory that gains
    or loses communes gains or loses their reports. The commune is that of the listing when the report was filed: a
    draft that moves the listing does not move the report, an agency that moves it does while the report waits.
    """

    kind = models.CharField(_("quoi"), max_length=10, choices=ReportKind.choices)
    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField(null=True, blank=True)
    listing = GenericForeignKey("content_type", "object_id")
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+", verbose_name=_("commune"))
    message = models.TextField(_("message"), blank=True)
    proposed_name = models.CharField(_("nom proposé"), max_length=150, blank=True)
    proposed_address = models.CharField(_("adresse proposée"), max_length=200, blank=True)
    reporter_email = models.EmailField(_("courriel"), blank=True)
    submission = models.UUIDField(unique=True, editable=False)
    created_at = models.DateTimeField(_("reçu le"), default=timezone.now, editable=False)

    state = models.CharField(_("état"), max_length=10, choices=ReportState.choices, default=ReportState.NEW)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("traité par")
    )
    handled_at = models.DateTimeField(_("traité le"), null=True, blank=True)
    note = models.TextField(_("note de l’agence"), blank=True)

    objects: ClassVar[Any] = ChangeReportQuerySet.as_manager()

    class Meta:
        app_label = "listings"
        verbose_name = _("signalement")
        verbose_name_plural = _("signalements")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["commune", "state", "created_at"], name="report_desk")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=ReportKind.MISSING, object_id__isnull=True) & ~Q(proposed_name="")
                | ~Q(kind=ReportKind.MISSING) & Q(object_id__isnull=False),
                name="report_of_a_listing_or_missing",
            ),
            models.CheckConstraint(
                condition=Q(state=ReportState.NEW, handled_at__isnull=True)
                | ~Q(state=ReportState.NEW) & Q(handled_at__isnull=False),
                name="report_closed_has_date",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_new(self) -> bool:
        """Whether it waits for someone."""
        return self.state == ReportState.NEW

    @property
    def subject(self) -> str:
        """The name of what it is about."""
        if self.kind == ReportKind.MISSING:
            return self.proposed_name
        return str(self.listing) if self.listing else str(_("fiche supprimée"))
