"""Put the moderators' views into Wagtail's desk."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from listings.desk.menu import ReportsMenuItem
from listings.desk.moderators import ModeratorViewSet
from listings.desk.reports import LIST, ReportListView, ReportView
from listings.publishing import CHECKED


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def register_urls() -> list[URLResolver]:
    """``/admin/signalements/``."""
    urls = [
        path("", ReportListView.as_view(), name="reports"),
        path("results/", ReportListView.as_view(results_only=True), name="reports_results"),
        path("<int:pk>/", ReportView.as_view(), name="report"),
    ]
    return [path("signalements/", include((urls, "listings_desk")))]


@hooks.register("insert_global_admin_css")  # type: ignore[untyped-decorator]
def desk_css() -> str:
    """The style sheet of the desk."""
    return format_html('<link rel="stylesheet" href="{}">', static("listings/desk.css"))


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def register_reports_menu_item() -> ReportsMenuItem:
    """« Signalements »."""
    return ReportsMenuItem(_("Signalements"), reverse_lazy(LIST), name="signalements", icon_name="warning", order=151)


@hooks.register("register_admin_viewset")  # type: ignore[untyped-decorator]
def register_moderators() -> ModeratorViewSet:
    """« Modération », in the settings."""
    return ModeratorViewSet()


@hooks.register("register_log_actions")  # type: ignore[untyped-decorator]
def register_log_actions(actions: Any) -> None:
    """How the history tells what is not Wagtail's own."""
    actions.register_action(CHECKED, _("Vérifier"), _("Vérifié"))
