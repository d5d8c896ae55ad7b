"""Which territory a site speaks for, and how it looks."""

from __future__ import annotations

import re
from typing import Any

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

    class Meta:
        verbose_name = _("territoire du site")
        verbose_name_plural = _("territoires des sites")

    def __str__(self) -> str:
        return f"{self.site} : {self.territory}"

    def style_sheet(self) -> str:
        """The territory's colours as custom properties over the house's own; empty when it has none."""
        # Read again here, so that a row written past the form can never put anything else in a style sheet.
        colours = {"--brand": self.brand, "--accent": self.accent}
        rules = "".join(f"{name}:{value};" for name, value in colours.items() if COLOUR.fullmatch(value))
        return f":root{{{rules}}}" if rules else ""
