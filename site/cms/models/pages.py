"""Editorial pages: home, pages of blocks, and lists of pages."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from cms.blocks.bodies import HomeBody, PageBody, front_door
from cms.blocks.field import BodyField
from cms.blocks.reading import Reading, read
from cms.front import Front
from cms.listing import numbered
from cms.own_things import PageForm
from cms.structured_data import structured_data
from cms.translating import TranslatedRoot, each_in_language, in_language, source_of


class EditorialPage(Page):  # type: ignore[misc]
    """What all our pages share: a summary under the title, which search engines read too."""

    lead = models.TextField(_("chapeau"), blank=True, help_text=_("Une ou deux phrases sous le titre."))

    in_menu_once_filled: ClassVar[bool] = False
    """Whether it is in the menu as soon as something is published below it, whatever its own box says."""

    is_searched_apart: ClassVar[bool] = False
    """Whether it has an index of its own, which its package keeps: it is then not among the pages that are searched."""

    base_form_class = PageForm
    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("lead")]

    class Meta:
        abstract = True

    @property
    def description(self) -> str:
        """What search engines and shared links show: the editor's own words, or the lead."""
        return self.search_description or self.lead

    @cached_property
    def between_home_and_here(self) -> list[Page]:
        """The published pages above this one, below the home page: no query for a page right below it."""
        if self.depth <= 3:
            return []
        return each_in_language(list(self.get_ancestors().filter(depth__gt=2).live().order_by("path")))


class BodyPage(EditorialPage):
    """A page made of blocks: its ``body`` is a field of each kind of page, which offers blocks of its own."""

    body: Any

    class Meta:
        abstract = True

    @cached_property
    def reading(self) -> Reading:
        """The body, made ready to be shown."""
        return read(self.body)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The page with its contents, what its blocks share and what search engines read."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        front = Front(getattr(request, "territory", None) or None)
        data = structured_data(self, request)
        return {**context, "reading": self.reading, "front": front, "structured_data": data}

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> TemplateResponse:
        """The page; where it has videos, those who play them may be framed, and nobody else."""
        return self._with_players(super().serve(request, *args, **kwargs))

    def serve_preview(self, request: HttpRequest, mode_name: str) -> TemplateResponse:
        """The page as it will be."""
        return self._with_players(super().serve_preview(request, mode_name))

    def _with_players(self, response: TemplateResponse) -> TemplateResponse:
        if self.reading.players:
            response._csp_update = {"frame-src": self.reading.players}  # type: ignore[attr-defined]
        return response


class HomePage(TranslatedRoot, BodyPage):
    """The front door of a territory: its drawing, then the blocks that its agency chose."""

    body = BodyField(HomeBody(), default=front_door, blank=True, verbose_name=_("contenu"))
    join = RichTextField(
        _("prendre sa place"),
        blank=True,
        features=["bold", "italic", "link", "ul"],
        help_text=_("En tête du panneau qui invite à proposer un lieu."),
    )

    template = "cms/home_page.html"
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    content_panels: ClassVar[list[Any]] = [*EditorialPage.content_panels, FieldPanel("body"), FieldPanel("join")]

    class Meta:
        verbose_name = _("page d’accueil")
        verbose_name_plural = _("pages d’accueil")

    @property
    def searches_first(self) -> bool:
        """Whether the search stands beside the drawing: it is the first block."""
        return bool(self.body) and self.body[0].block_type == "search"


class StandardPage(BodyPage):
    """A page of blocks."""

    body = BodyField(PageBody(), blank=True, verbose_name=_("contenu"))
    in_footer = models.BooleanField(
        _("lien en pied de page"),
        default=False,
        help_text=_("Pour les pages légales et pratiques, à la racine du site."),
    )

    template = "cms/standard_page.html"
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage", "cms.PortalPage", "cms.IndexPage", "cms.StandardPage"]
    subpage_types: ClassVar[list[str]] = ["cms.StandardPage"]
    content_panels: ClassVar[list[Any]] = [*EditorialPage.content_panels, FieldPanel("body")]
    promote_panels: ClassVar[list[Any]] = [
        *Page.promote_panels,
        MultiFieldPanel([FieldPanel("in_footer")], _("Pied de page")),
    ]

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")


class IndexPage(BodyPage):
    """A list of the pages below it, each with its lead, under some blocks."""

    body = BodyField(PageBody(), blank=True, verbose_name=_("contenu"), help_text=_("Avant la liste des pages."))

    template = "cms/index_page.html"
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage", "cms.PortalPage", "cms.IndexPage"]
    subpage_types: ClassVar[list[str]] = ["cms.StandardPage", "cms.IndexPage"]
    content_panels: ClassVar[list[Any]] = [*EditorialPage.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("sommaire")
        verbose_name_plural = _("sommaires")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The page with the published pages below it, in the order of the tree."""
        context = super().get_context(request, *args, **kwargs)
        below = in_language(source_of(self).get_children().live().public()).specific().order_by("path")
        return {**context, **numbered(request, below)}
