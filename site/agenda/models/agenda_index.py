"""The agenda of a site, `/agenda/`."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cms.models import EditorialPage


class AgendaIndexPage(EditorialPage):
    """`/agenda/`: one to a site. Its lists are made of the events below it; on the portal, of those of all sites."""

    template = "agenda/agenda_index_page.html"
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage", "cms.PortalPage"]
    subpage_types: ClassVar[list[str]] = ["agenda.EventPage"]
    max_count_per_parent = 1
    in_menu_once_filled = True

    class Meta:
        verbose_name = _("agenda")
        verbose_name_plural = _("agendas")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The page with the events that the address asks for."""
        from agenda.listed.context import context_of

        return {**super().get_context(request, *args, **kwargs), **context_of(self, request)}
