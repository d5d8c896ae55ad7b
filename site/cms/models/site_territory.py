"""Which territory a site speaks for, and how it looks."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from geography.models import Territory

COLOUR = re.compile(r"^#[0-9a-f]{6}\Z")
is_colour = RegexValidator(
    COLOUR, _("Écrivez une couleur comme #1f4d3a : un dièse et six chiffres ou lettres de a à f.")
)


def _colour(label: Any, help_text: Any) -> models.CharField[Any, Any]:
    return models.CharField(label, max_length=7, blank=True, validators=[is_colour], help_text=help_text)


class SiteTerritory(models.Model):
    """Which territory a Wagtail site speaks for, and its two colours."""

    site = models.OneToOneField(Site, models.CASCADE, related_name="+", verbose_name=_("site"))
    territory = models.ForeignKey(Territory, models.CASCADE, related_name="+", verbose_name=_("territoire"))
    brand = _colour(
        _("couleur principale"),
        _("Titres, liens et boutons, par exemple #1f4d3a. Le site l’éclaircit ou la fonce pour qu’elle reste lisible."),
    )
    accent = _colour(
        _("couleur d’appel"), _("Le bouton le plus important et les points de la carte, par exemple #a8480c.")
    )
    logo = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("logo"),
        help_text=_("En tête de chaque page, à côté du nom. Une image large ou carrée, sur fond clair ou transparent."),
    )
    mail_from = models.EmailField(
        _("adresse d’envoi des courriels"),
        blank=True,
        help_text=_(
            "Pour écrire de votre propre adresse. Son domaine doit d’abord être autorisé par qui tient le serveur. "
            "Vide : l’adresse commune, et les réponses vous arrivent."
        ),
    )

    class Meta:
        verbose_name = _("territoire du site")
        verbose_name_plural = _("territoires des sites")

    def __str__(self) -> str:
        return f"{self.site} : {self.territory}"

    def clean(self) -> None:
        """Refuse to write from a domain that does not know our server."""
        super().clean()
        domain = self.mail_from.rpartition("@")[2].lower()
        if domain and domain not in settings.MAIL_FROM_DOMAINS:
            words = _("Le domaine %(domain)s n’est pas autorisé. Demandez à qui tient le serveur de l’ajouter.")
            raise ValidationError({"mail_from": words % {"domain": domain}})

    def style_sheet(self) -> str:
        """The territory's colours as custom properties over the house's own; empty when it has none."""
        # Read again here, so that a row written past the form can never put anything else in a style sheet.
        colours = {"--brand": self.brand, "--accent": self.accent}
        rules = "".join(f"{name}:{value};" for name, value in colours.items() if COLOUR.fullmatch(value))
        return f":root{{{rules}}}" if rules else ""
