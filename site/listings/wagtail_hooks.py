"""Put the moderators' views into Wagtail's desk."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from listings.archiving import ARCHIVED, MOVED, RESTORED
from listings.contact import desk_hooks  # noqa: F401 - registers its own
from listings.desk import acts, bulk, claims, mails, reviews
from listings.desk.home import TasksPanel
from listings.desk.menu import CountedMenuItem, SuperuserMenuItem
from listings.desk.merging import MergeView
from listings.desk.moderators import ModeratorViewSet
from listings.desk.reports import LIST, ReportListView, ReportView
from listings.merging import MERGED
from listings.models import ChangeReport, Claim, Review
from listings.permissions import is_moderator
from listings.publishing import CHECKED, LAPSED, RETURNED
from listings.reviewing import ACTIONS, SUBMITTED
from listings.reviews import ReviewState
from listings.teaming import CLAIMED, JOINED, LEFT


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def register_urls() -> list[URLResolver]:
    """``/admin/signalements/``, ``/admin/relectures/``."""
    urls = [
        path("", ReportListView.as_view(), name="reports"),
        path("results/", ReportListView.as_view(results_only=True), name="reports_results"),
        path("<int:pk>/", ReportView.as_view(), name="report"),
    ]
    return [
        path("signalements/", include((urls, "listings_desk"))),
        path("relectures/", include((review_urls(), reviews.NAMESPACE))),
    ]


def review_urls() -> list[Any]:
    """What is submitted, and claims."""
    return [
        path("", reviews.ReviewListView.as_view(), name="list"),
        path("results/", reviews.ReviewListView.as_view(results_only=True), name="results"),
        path("demandes/", claims.ClaimListView.as_view(), name="claims"),
        path("demandes/results/", claims.ClaimListView.as_view(results_only=True), name="claims_results"),
        path("demandes/<int:pk>/", claims.ClaimView.as_view(), name="claim"),
        path("reunir/<slug:kind>/<int:pk>/", MergeView.as_view(), name="merge"),
        path("archiver/<slug:kind>/<int:pk>/", acts.ArchiveView.as_view(), name="archive"),
        path("ressortir/<slug:kind>/<int:pk>/", acts.RestoreView.as_view(), name="restore"),
        path("deplacer/<slug:kind>/<int:pk>/", acts.MoveView.as_view(), name="move"),
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
def register_reviews_menu_item() -> CountedMenuItem:
    """« Relectures »."""
    return CountedMenuItem(
        _("Relectures"),
        reverse_lazy(reviews.LIST),
        name="relectures",
        icon_name="clipboard-list",
        order=148,
        count=lambda user: Review.objects.for_user(user).waiting().count(),
    )


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def register_claims_menu_item() -> CountedMenuItem:
    """« Demandes »."""
    return CountedMenuItem(
        _("Demandes"),
        reverse_lazy(claims.LIST),
        name="demandes",
        icon_name="key",
        order=149,
        count=lambda user: Claim.objects.for_user(user).waiting().count(),
    )


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def register_reports_menu_item() -> CountedMenuItem:
    """« Signalements »."""
    return CountedMenuItem(
        _("Signalements"),
        reverse_lazy(LIST),
        name="signalements",
        icon_name="warning",
        order=150,
        count=lambda user: ChangeReport.objects.for_user(user).new().count(),
    )


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def register_mail_urls() -> list[URLResolver]:
    """``/admin/courriels/``."""
    urls = [
        path("", mails.MailListView.as_view(), name="list"),
        path("results/", mails.MailListView.as_view(results_only=True), name="results"),
        path("<int:pk>/", mails.MailView.as_view(), name="mail"),
        path("<int:pk>/envoyer/", mails.SendAgainView.as_view(), name="again"),
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


@hooks.register("register_admin_viewset")  # type: ignore[untyped-decorator]
def register_moderators() -> ModeratorViewSet:
    """« Modération », in the settings."""
    return ModeratorViewSet()


@hooks.register("register_log_actions")  # type: ignore[untyped-decorator]
def register_log_actions(actions: Any) -> None:
    """How the history tells what is not Wagtail's own."""
    actions.register_action(CHECKED, _("Vérifier"), _("Vérifié"))
    actions.register_action(LAPSED, _("Retirer des listes"), _("A quitté les listes, faute de confirmation"))
    actions.register_action(RETURNED, _("Remettre dans les listes"), _("Revenu dans les listes, confirmé"))
    for action, label, past in (
        (SUBMITTED, _("Envoyer à la relecture"), _("Envoyé à la relecture")),
        (ACTIONS[ReviewState.APPROVED], _("Accepter"), _("Accepté")),
        (ACTIONS[ReviewState.CHANGES], _("Demander une modification"), _("Modification demandée")),
        (ACTIONS[ReviewState.REFUSED], _("Refuser"), _("Refusé")),
        (ACTIONS[ReviewState.WITHDRAWN], _("Reprendre"), _("Repris par son auteur")),
        (ARCHIVED, _("Archiver"), _("Archivé")),
        (RESTORED, _("Ressortir des archives"), _("Ressorti des archives")),
        (MERGED, _("Réunir"), _("Réuni avec une autre fiche")),
        (MOVED, _("Déplacer"), _("Déplacé dans une autre commune")),
        (JOINED, _("Rejoindre l’équipe"), _("Une personne a rejoint l’équipe")),
        (LEFT, _("Quitter l’équipe"), _("Une personne a quitté l’équipe")),
        (CLAIMED, _("Confier"), _("Confié à une personne")),
    ):
        actions.register_action(action, label, past)
