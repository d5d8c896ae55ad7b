"""The front door of the whole installation: a site that speaks for no territory, and shows them all."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cms.models.pages import EditorialPage
from cms.portal import Portal
from cms.structured_data import website
from cms.translating import TranslatedRoot


class PortalPage(TranslatedRoot, EditorialPage):
    """The national portal's home: search over all, France drawn with its places, the list of territories."""

    template = "cms/portal_page.html"
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    max_count = 1

    class Meta:
        verbose_name = _("accueil du portail")
        verbose_name_plural = _("accueils du portail")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The page with what the whole installation holds."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, "portal": Portal(), "structured_data": website(request)}
