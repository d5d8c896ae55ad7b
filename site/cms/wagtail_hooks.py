"""The desk's part for those who open sites: territories, their agencies, their colours."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from cms.desk.scope import pages_of
from cms.models import SiteTerritory
from geography.models import Territory


class TerritoryViewSet(ModelViewSet):  # type: ignore[misc]
    """Name and agency of a territory. Its communes come from ``manage.py open_site``: a form of 35 000 is no form."""

    model = Territory
    icon = "site"
    menu_label = _("Territoires")
    form_fields = ("name", "agency_name", "agency_email")
    list_display = ("name", "agency_name", "agency_email")
    inspect_view_enabled = False


class SiteTerritoryViewSet(ModelViewSet):  # type: ignore[misc]
    """Which site speaks for which territory, in which colours."""

    model = SiteTerritory
    icon = "site"
    menu_label = _("Sites et couleurs")
    form_fields = ("site", "territory", "brand", "accent")
    list_display = ("site", "territory", "brand", "accent")


class TerritoriesGroup(ModelViewSetGroup):  # type: ignore[misc]
    """One entry of the desk's menu, for those who may change one of them."""

    menu_label = _("Territoires")
    menu_icon = "site"
    menu_order = 700
    items = (TerritoryViewSet, SiteTerritoryViewSet)


@hooks.register("register_admin_viewset")  # type: ignore[untyped-decorator]
def register_territories() -> TerritoriesGroup:
    """Add the group to the desk."""
    return TerritoriesGroup()


@hooks.register("construct_page_chooser_queryset")  # type: ignore[untyped-decorator]
def choose_own_pages(pages: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    """Offer in choosers the pages that one works on."""
    return pages.filter(pk__in=pages_of(request.user).order_by().values("pk"))


@hooks.register("construct_main_menu")  # type: ignore[untyped-decorator]
def hide_what_leads_nowhere(request: HttpRequest, items: list[Any]) -> None:
    """Wagtail's reports cross territories, and its help is for those who run the site: superusers keep both."""
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name not in {"reports", "help"}]
