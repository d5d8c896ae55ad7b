"""Listings that were put away: why, by whom, and where one finds the same thing now."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from listings.teams import AboutListing, AboutQuerySet


class ArchiveReason(models.TextChoices):
    """Why a listing is put away."""

    CLOSED = "closed", _("N’existe plus")
    LEFT = "left", _("À la demande de la personne qui la tient")
    OUTDATED = "outdated", _("Plus à jour, et personne ne répond")
    MERGED = "merged", _("Réunie avec une autre fiche")
    OTHER = "other", _("Autre raison")


class Archive(AboutListing):
    """A listing kept, and shown to nobody. ``kept_id`` is the listing of the same model that says it all now."""

    reason = models.CharField(_("motif"), max_length=8, choices=ArchiveReason.choices)
    comment = models.TextField(_("message"), blank=True)
    kept_id = models.PositiveBigIntegerField(null=True, blank=True)
    archived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("archivée par")
    )
    archived_at = models.DateTimeField(_("archivée le"), default=timezone.now)

    objects: ClassVar[Any] = AboutQuerySet.as_manager()

    class Meta:
        app_label = "listings"
        verbose_name = _("fiche archivée")
        verbose_name_plural = _("fiches archivées")
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id"], name="archive_once"),
            models.CheckConstraint(
                condition=models.Q(kept_id__isnull=True) | models.Q(reason="merged"), name="archive_kept_is_merged"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.listing} : {self.get_reason_display()}"
