"""Put what the agency sees of messages into Wagtail's desk; imported by ``listings.wagtail_hooks``."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from listings.contact.desk import LIST, ContactReportListView, ContactReportView, RatesPanel
from listings.contact.models import ContactReport
from listings.desk.menu import CountedMenuItem
from listings.permissions import is_moderator


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def register_urls() -> list[URLResolver]:
    """``/admin/messages-signales/``."""
    urls = [
        path("", ContactReportListView.as_view(), name="reports"),
        path("results/", ContactReportListView.as_view(results_only=True), name="reports_results"),
        path("<int:pk>/", ContactReportView.as_view(), name="report"),
    ]
    return [path("messages-signales/", include((urls, "contact_desk")))]


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def register_menu_item() -> CountedMenuItem:
    """« Messages signalés (2) »."""
    return CountedMenuItem(
        _("Messages signalés"),
        reverse_lazy(LIST),
        name="messages-signales",
        icon_name="mail",
        order=151,
        count=lambda user: ContactReport.objects.for_user(user).waiting().count(),
    )


@hooks.register("construct_homepage_panels")  # type: ignore[untyped-decorator]
def add_rates(request: HttpRequest, panels: list[Any]) -> None:
    """The answer rates of the territory."""
    if is_moderator(request.user):
        panels.append(RatesPanel(request.user))
