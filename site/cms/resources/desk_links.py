"""The links of resources at the desk: those that no longer answer, to be mended or looked at again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, gettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView

from cms.desk.scope import pages_of
from cms.models import CheckedLink, ResourceLink, ResourcePage
from cms.resources.link_checks import check_again
from cms.resources.link_client import Reason
from cms.resources.vocabulary import LinkState
from listings.desk.access import DeskMixin

NAMESPACE = "resources_desk"
LINKS, LINKS_RESULTS, AGAIN = (f"{NAMESPACE}:{name}" for name in ("links", "links_results", "again"))


def resources_of(user: Any) -> QuerySet[ResourcePage]:
    """The resources that a user may work on."""
    return ResourcePage.objects.filter(pk__in=pages_of(user).order_by().values("pk"))  # type: ignore[no-any-return]


def links_to_mend(user: Any) -> QuerySet[CheckedLink]:
    """The addresses that no longer answer, of published resources that a user may work on."""
    own = ResourceLink.objects.filter(page__in=resources_of(user).filter(live=True).order_by().values("pk"))
    return CheckedLink.objects.exclude(state=LinkState.ALIVE).filter(url__in=own.order_by().values("url"))


class AgainColumn(Column):  # type: ignore[misc]
    """The button that has a link looked at again."""

    cell_template_name = "cms/_desk_link_again.html"

    def get_value(self, instance: CheckedLink) -> str:
        """Where it posts to."""
        return reverse(AGAIN, args=[instance.pk])


class LinkDeskView(DeskMixin, BaseListingView):  # type: ignore[misc]
    """``/admin/ressources/liens/``: the dead ones first."""

    model = CheckedLink
    page_title = gettext_lazy("Liens à revoir")
    header_icon = "link-external"
    index_url_name, index_results_url_name = LINKS, LINKS_RESULTS
    paginate_by = 30
    default_ordering = "-failed_days"
    verbose_name_plural = gettext_lazy("liens")
    columns: Sequence[BaseColumn] = [
        TitleColumn(
            "where",
            label=gettext_lazy("Ressource"),
            get_url=lambda link: reverse("wagtailadmin_pages:edit", args=[link.page_pk]),
        ),
        Column("url", label=gettext_lazy("Adresse")),
        StatusTagColumn(
            "state",
            label=gettext_lazy("État"),
            accessor="get_state_display",
            primary=lambda link: link.state == LinkState.DEAD,
        ),
        Column("why", label=gettext_lazy("Pourquoi"), accessor=lambda link: _why(link)),
        DateColumn("first_failed_on", label=gettext_lazy("Depuis le")),
        DateColumn("last_failed_on", label=gettext_lazy("Dernier essai manqué")),
        AgainColumn("again", label=gettext_lazy("Agir")),
    ]

    def get_base_queryset(self) -> QuerySet[CheckedLink]:
        """Those of one's own resources."""
        return links_to_mend(self.request.user)

    def get_table(self, object_list: Any) -> Any:
        """The rows, each with the resources where it stands."""
        links = list(object_list)
        own = resources_of(self.request.user).filter(live=True)
        rows = ResourceLink.objects.filter(url__in=[link.url for link in links], page__in=own)
        token = get_token(self.request)  # a cell knows nothing of the request
        found: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for url, pk, title in rows.order_by("page__title", "pk").values_list("url", "page", "page__title"):
            found[url].append((pk, title))
        for link in links:
            link.where = ", ".join(dict.fromkeys(title for _pk, title in found[link.url]))
            link.page_pk = found[link.url][0][0]
            link.token = token
        return super().get_table(links)

    @property
    def no_results_message(self) -> str:
        """The good news."""
        return gettext("Tous les liens vérifiés de vos ressources répondent.")


def _why(link: CheckedLink) -> str:
    return str(Reason(link.reason).label) if link.reason in Reason.values else ""


class LinkAgainView(DeskMixin, View):
    """« Vérifier à nouveau », by POST."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Have the link looked at, and go back to the list."""
        link = get_object_or_404(links_to_mend(request.user), pk=pk)
        if settings.LINK_CHECKS:
            check_again.enqueue(link.pk)
            messages.success(request, gettext("Ce lien sera vérifié dans un instant."))
        else:
            messages.warning(request, gettext("Ce serveur n’essaie pas les liens : ouvrez celui-ci vous-même."))
        return redirect(LINKS)


urlpatterns: list[URLPattern] = [
    path("", LinkDeskView.as_view(), name="links"),
    path("results/", LinkDeskView.as_view(results_only=True), name="links_results"),
    path("<int:pk>/verifier/", LinkAgainView.as_view(), name="again"),
]
