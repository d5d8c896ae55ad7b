"""Editorial pages: home, and pages of text."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from cms.front import Front


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
