"""News: the index of a site, `/actualites/`, and its items."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.images import get_image_model_string
from wagtail.models import PageManager, PageQuerySet, Site

from cms.blocks.bodies import StoryBody
from cms.blocks.field import BodyField
from cms.models.pages import BodyPage, EditorialPage

NEWS_SLUG = "actualites"


class NewsQuerySet(PageQuerySet):  # type: ignore[misc]
    """News items. ``published()`` is the only door to what the public reads."""

    def published(self) -> Self:
        """Live, dated today at the latest, in a place that everyone may read, the latest first."""
        dated = self.live().filter(date__lte=timezone.localdate())
        return dated.public().order_by("-date", "-pk")  # type: ignore[no-any-return]

    def of_site(self, site: Site) -> Self:
        """Below the root of a site."""
        return self.descendant_of(site.root_page)  # type: ignore[no-any-return]


NewsManager = PageManager.from_queryset(NewsQuerySet)


class NewsIndexPage(EditorialPage):
    """`/actualites/`: the news of a site, year by year; of all sites where the site speaks for no territory."""

    template = "cms/news_index_page.html"
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage", "cms.PortalPage"]
    subpage_types: ClassVar[list[str]] = ["cms.NewsPage"]
    max_count_per_parent = 1
    in_menu_once_filled = True

    class Meta:
        verbose_name = _("liste des actualités")
        verbose_name_plural = _("listes des actualités")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The page with the news that the address asks for."""
        from cms.news import asked_news  # it reads these models

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, **asked_news(request)}


class NewsPage(BodyPage):
    """A news item."""

    date = models.DateField(
        _("date"), default=timezone.localdate, help_text=_("Celle que porte l’actualité, et qui la range.")
    )
    author = models.CharField(_("auteur ou autrice"), max_length=120, blank=True)
    picture = models.ForeignKey(
        get_image_model_string(),
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("image"),
        help_text=_("En tête de l’actualité et dans les listes."),
    )
    picture_text = models.CharField(
        _("ce que montre l’image"),
        max_length=250,
        blank=True,
        help_text=_("Pour qui ne la voit pas. Vide, elle ne fait que décorer."),
    )
    body = BodyField(StoryBody(), blank=True, verbose_name=_("contenu"))

    objects = NewsManager()

    template = "cms/news_page.html"
    parent_page_types: ClassVar[list[str]] = ["cms.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Any]] = [
        *EditorialPage.content_panels,
        FieldRowPanel([FieldPanel("date"), FieldPanel("author")]),
        FieldPanel("picture"),
        FieldPanel("picture_text"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("actualité")
        verbose_name_plural = _("actualités")
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["-date", "page_ptr"], name="cms_news_latest")]

    @property
    def changed_since(self) -> bool:
        """Whether it was published again after the day that it carries."""
        published = self.last_published_at
        return bool(published) and timezone.localtime(published).date() > self.date

    def structured_fields(self, request: HttpRequest) -> dict[str, Any]:
        """What makes of it an article."""
        image = self.picture.rendition_if_kept("fill-1200x630|format-jpeg") if self.picture else None
        return {
            "@type": "NewsArticle",
            "datePublished": self.date.isoformat(),
            "author": {"@type": "Person", "name": self.author} if self.author else None,
            "image": request.build_absolute_uri(image.url) if image else None,
        }
