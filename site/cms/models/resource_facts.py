"""What is derived from resources: the words inside files, downloads, the state of links."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model_string

from cms.resources.vocabulary import LinkState, TextState


class DocumentText(models.Model):
    """The words read inside a file, or why there are none."""

    document = models.OneToOneField(get_document_model_string(), models.CASCADE, related_name="+")
    state = models.CharField(_("état"), max_length=20, choices=TextState.choices, default=TextState.WAITING)
    words = models.TextField(_("texte"), blank=True)
    file_hash = models.CharField(_("empreinte du fichier lu"), max_length=64, blank=True)
    read_at = models.DateTimeField(_("lu le"), null=True, blank=True)

    class Meta:
        verbose_name = _("texte d’un fichier")
        verbose_name_plural = _("textes des fichiers")

    def __str__(self) -> str:
        return f"{self.document} : {self.get_state_display()}"


class DownloadCount(models.Model):
    """How often a file was downloaded on a day: nothing of who did."""

    document = models.ForeignKey(get_document_model_string(), models.CASCADE, related_name="+")
    day = models.DateField(_("jour"))
    number = models.PositiveIntegerField(_("téléchargements"), default=0)

    class Meta:
        verbose_name = _("téléchargements d’un jour")
        verbose_name_plural = _("téléchargements par jour")
        constraints = [models.UniqueConstraint(fields=["document", "day"], name="cms_downloads_of_a_day")]

    def __str__(self) -> str:
        return f"{self.document}, {self.day} : {self.number}"


class CheckedLink(models.Model):
    """What is known of an address that resources link to, whoever's they are."""

    url = models.URLField(_("adresse"), max_length=500, unique=True)
    state = models.CharField(_("état"), max_length=20, choices=LinkState.choices, default=LinkState.ALIVE)
    reason = models.CharField(_("raison"), max_length=40, blank=True)
    failed_days = models.PositiveSmallIntegerField(_("jours sans réponse"), default=0)
    first_failed_on = models.DateField(_("première panne"), null=True, blank=True)
    last_failed_on = models.DateField(_("dernière panne"), null=True, blank=True)
    checked_at = models.DateTimeField(_("vérifié le"), null=True, blank=True)

    class Meta:
        verbose_name = _("lien vérifié")
        verbose_name_plural = _("liens vérifiés")
        indexes = [models.Index(fields=["checked_at", "id"], name="cms_link_oldest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_failed_on__isnull=True, failed_days=0)
                | Q(first_failed_on__isnull=False, last_failed_on__gte=models.F("first_failed_on")),
                name="cms_link_failures_dated",
            )
        ]

    def __str__(self) -> str:
        return self.url
