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

from cms.colours import Problem, problem_of
from geography.models import Territory
from ui.typography import decimal_number

COLOUR = re.compile(r"^#[0-9a-f]{6}\Z")
is_colour = RegexValidator(
    COLOUR, _("Écrivez une couleur comme #1f4d3a : un dièse et six chiffres ou lettres de a à f.")
)


def _colour(label: Any, help_text: Any) -> models.CharField[Any, Any]:
    return models.CharField(label, max_length=7, blank=True, validators=[is_colour], help_text=help_text)


def told(problem: Problem) -> str:
    """Why a colour is refused: what was measured, what it takes, and the nearest colour that has it."""
    words = _(
        "Cette couleur ne se lit pas assez : son contraste est de %(ratio)s pour 1 au plus faible "
        "(%(what)s, %(theme)s, %(front)s sur %(ground)s), il en faut %(needed)s. "
        "La plus proche qui convient : %(nearest)s."
    )
    worst = problem.worst
    return words % {
        "ratio": decimal_number(worst.shown_ratio, 2),
        "needed": decimal_number(worst.needed),
        "what": worst.what,
        "theme": worst.theme,
        "front": worst.front,
        "ground": worst.ground,
        "nearest": problem.nearest,
    }


def refuse_faint(name: str, colour: str) -> str:
    """The colour, of ``brand`` or ``accent``, in small letters. Raises ``ValidationError`` when it can't be read."""
    colour = colour.strip().lower()
    if COLOUR.fullmatch(colour) and (problem := problem_of(name, colour)):
        raise ValidationError(told(problem))
    return colour


class SiteTerritory(models.Model):
    """Which territory a Wagtail site speaks for, and its two colours."""

    site = models.OneToOneField(Site, models.CASCADE, related_name="+", verbose_name=_("site"))
    territory = models.ForeignKey(Territory, models.CASCADE, related_name="+", verbose_name=_("territoire"))
    brand = _colour(
        _("couleur principale"),
        _("Titres, liens et boutons, par exemple #1f4d3a. Assez foncée pour se lire : la nuit, le site l’éclaircit."),
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
            "Vide : l’adresse commune, et les réponses vous arrivent."
        ),
    )

    class Meta:
        verbose_name = _("territoire du site")
        verbose_name_plural = _("territoires des sites")

    def __str__(self) -> str:
        return f"{self.site} : {self.territory}"

    def clean(self) -> None:
        """Refuse colours that can't be read, and to write from a domain that does not know our server."""
        super().clean()
        errors: dict[str, Any] = {}
        for name in ("brand", "accent"):
            try:
                refuse_faint(name, getattr(self, name))
            except ValidationError as error:
                errors[name] = error
        domain = self.mail_from.rpartition("@")[2].lower()
        if domain and not self.may_write_from(domain):
            words = _("Le domaine %(domain)s n’est pas autorisé. Demandez à qui tient le serveur de l’ajouter.")
            errors["mail_from"] = words % {"domain": domain}
        if errors:
            raise ValidationError(errors)

    def may_write_from(self, domain: str) -> bool:
        """Whether the operator lets this territory, and not just any, write from a domain."""
        return f"{self.territory.slug}:{domain}".lower() in settings.MAIL_FROM_DOMAINS

    def style_sheet(self) -> str:
        """The territory's colours as custom properties over the house's own; empty when it has none."""
        # Read again here, so that a row written past the form can never put anything else in a style sheet.
        colours = {"--brand": self.brand, "--accent": self.accent}
        rules = "".join(f"{name}:{value};" for name, value in colours.items() if COLOUR.fullmatch(value))
        return f":root{{{rules}}}" if rules else ""
