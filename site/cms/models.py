"""Editorial pages, and the territory of a site."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page, Site

from cms.front import Front
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


class EditorialPage(Page):  # type: ignore[misc]
    """What all our pages share: a summary under the title, which search engines read too."""

    lead = models.TextField(_("chapeau"), blank=True, help_text=_("Une ou deux phrases sous le titre."))

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("lead")]

    class Meta:
        abstract = True

    @property
    def description(self) -> str:
        """What search engines and shared links show: the editor's own words, or the lead."""
        return self.search_description or self.lead


class HomePage(EditorialPage):
    """The front door of a territory: search, the drawn territory, figures, how to join."""

    join = RichTextField(
        _("prendre sa place"),
        blank=True,
        features=["bold", "italic", "link", "ul"],
        help_text=_("En tête du panneau qui invite à proposer un lieu."),
    )

    template = "cms/home_page.html"
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    content_panels: ClassVar[list[Any]] = [*EditorialPage.content_panels, FieldPanel("join")]

    class Meta:
        verbose_name = _("page d’accueil")
        verbose_name_plural = _("pages d’accueil")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The page with what its territory shows on the front door."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, "front": Front(getattr(request, "territory", None) or None)}


class StandardPage(EditorialPage):
    """A page of text."""

    body = RichTextField(_("texte"), features=["h2", "h3", "bold", "italic", "link", "ul", "ol", "hr", "document-link"])
    in_footer = models.BooleanField(
        _("lien en pied de page"),
        default=False,
        help_text=_("Pour les pages légales et pratiques, à la racine du site."),
    )

    template = "cms/standard_page.html"
    content_panels: ClassVar[list[Any]] = [*EditorialPage.content_panels, FieldPanel("body")]
    promote_panels: ClassVar[list[Any]] = [
        *Page.promote_panels,
        MultiFieldPanel([FieldPanel("in_footer")], _("Pied de page")),
    ]

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")

    @property
    def between_home_and_here(self) -> list[Page]:
        """The published pages above this one, below the home page: no query for a page right below it."""
        if self.depth <= 3:
            return []
        return list(self.get_ancestors().filter(depth__gt=2).live().order_by("path"))
