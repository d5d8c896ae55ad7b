"""Put the moderators' views into Wagtail's desk."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from listings.contact import desk_hooks  # noqa: F401 - registers its own
from listings.desk import (
    acts,
    bulk,
    claims,
    log_words,  # noqa: F401 - registers its own
    mail_troubles,
    mails,
    offers,
    queue,
    reviews,
)
from listings.desk.home import TasksPanel
from listings.desk.menu import CountedMenuItem, SuperuserMenuItem
from listings.desk.merging import MergeView
from listings.desk.moderators import ModeratorViewSet
from listings.desk.reports import ReportView
from listings.permissions import is_moderator


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def register_urls() -> list[URLResolver]:
    """``/admin/relectures/``."""
    return [path("relectures/", include((review_urls(), reviews.NAMESPACE)))]


def review_urls() -> list[Any]:
    """The queue, and each thing that it leads to."""
    return [
        path("", queue.QueueView.as_view(), name="list"),
        path("results/", queue.QueueView.as_view(results_only=True), name="results"),
        path("demandes/<int:pk>/", claims.ClaimView.as_view(), name="claim"),
        path("signalements/<int:pk>/", ReportView.as_view(), name="report"),
        path("reunir/<slug:kind>/<int:pk>/", MergeView.as_view(), name="merge"),
        path("archiver/<slug:kind>/<int:pk>/", acts.ArchiveView.as_view(), name="archive"),
        path("ressortir/<slug:kind>/<int:pk>/", acts.RestoreView.as_view(), name="restore"),
        path("deplacer/<slug:kind>/<int:pk>/", acts.MoveView.as_view(), name="move"),
        path("proposer/<slug:kind>/<int:pk>/", offers.ProposeView.as_view(), name="propose"),
        path("propositions/", offers.OfferListView.as_view(), name="offers"),
        path("propositions/results/", offers.OfferListView.as_view(results_only=True), name="offers_results"),
        path("propositions/<int:pk>/", offers.OfferView.as_view(), name="offer"),
        path("propositions/<int:pk>/apercu/", offers.OfferPreviewView.as_view(), name="offer_preview"),
        path("plusieurs/", bulk.BulkApproveView.as_view(), name="bulk_approve"),
        path("plusieurs/<slug:kind>/", bulk.BulkView.as_view(), name="bulk"),
        path("<int:pk>/", reviews.ReviewView.as_view(), name="review"),
        path("<int:pk>/apercu/", reviews.ReviewPreviewView.as_view(), name="preview"),
        path("<int:pk>/<slug:decision>/", reviews.DecideView.as_view(), name="decide"),
    ]


@hooks.register("insert_global_admin_css")  # type: ignore[untyped-decorator]
def desk_css() -> str:
    """The style sheet of the desk."""
    return format_html('<link rel="stylesheet" href="{}">', static("listings/desk.css"))


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def register_queue_menu_item() -> CountedMenuItem:
    """« Relectures »: all that waits."""
    return CountedMenuItem(
        _("Relectures"),
        reverse_lazy(queue.LIST),
        name="relectures",
        icon_name="clipboard-list",
        order=148,
        count=queue.number_waiting,
    )


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def register_mail_urls() -> list[URLResolver]:
    """``/admin/courriels/``."""
    urls = [
        path("", mails.MailListView.as_view(), name="list"),
        path("results/", mails.MailListView.as_view(results_only=True), name="results"),
        path("<int:pk>/", mails.MailView.as_view(), name="mail"),
        path("<int:pk>/envoyer/", mails.SendAgainView.as_view(), name="again"),
        path("fiches/", mail_troubles.TroubleListView.as_view(), name="troubles"),
        path("fiches/results/", mail_troubles.TroubleListView.as_view(results_only=True), name="troubles_results"),
        path("fiches/<int:pk>/", mail_troubles.TroubleView.as_view(), name="trouble"),
        path("fiches/<int:pk>/<slug:act>/", mail_troubles.TroubleActView.as_view(), name="act"),
    ]
    return [path("courriels/", include((urls, mails.NAMESPACE)))]


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def register_mails_menu_item() -> CountedMenuItem:
    """« Courriels », for superusers."""
    return SuperuserMenuItem(
        _("Courriels"),
        reverse_lazy(mails.LIST),
        name="courriels",
        icon_name="mail",
        order=900,
        count=lambda user: mails.unsent(),
    )


@hooks.register("construct_homepage_panels")  # type: ignore[untyped-decorator]
def add_tasks(request: HttpRequest, panels: list[Any]) -> None:
    """What awaits a moderator, first on the first page."""
    if is_moderator(request.user):
        panels.append(TasksPanel(request.user))


@hooks.register("construct_homepage_summary_items", order=1000)  # type: ignore[untyped-decorator]
def count_nobody_else_s(request: HttpRequest, items: list[Any]) -> None:
    """Who works for one territory reads no number of the pages, images and documents of them all."""
    if not request.user.is_superuser:
        items.clear()


@hooks.register("register_admin_viewset")  # type: ignore[untyped-decorator]
def register_moderators() -> ModeratorViewSet:
    """« Modération », in the settings."""
    return ModeratorViewSet()
