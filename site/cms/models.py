"""Editorial pages, and the territory of a site."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField
from wagtail.models import Page, Site

from geography.models import Territory


class SiteTerritory(models.Model):
    """Which territory a Wagtail site speaks for."""

    site = models.OneToOneField(Site, models.CASCADE, related_name="+")
    territory = models.ForeignKey(Territory, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("territoire du site")
        verbose_name_plural = _("territoires des sites")

    def __str__(self) -> str:
        return f"{self.site} : {self.territory}"


class HomePage(Page):
    """The front door of a territory: search, the drawn territory, figures, how to join."""

    lead = models.TextField(_("chapeau"), blank=True)
    join = RichTextField(_("prendre sa place"), blank=True, features=["bold", "italic", "link", "ul"])

    template = "cms/home_page.html"
    parent_page_types = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("page d’accueil")


class StandardPage(Page):
    """A page of text."""

    lead = models.TextField(_("chapeau"), blank=True)
    body = RichTextField(_("texte"), features=["h2", "h3", "bold", "italic", "link", "ul", "ol", "hr", "document-link"])

    template = "cms/standard_page.html"

    class Meta:
        verbose_name = _("page")
