"""The resources at the desk: what there is, what was read in the files, downloads, and the links to look at again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import django_filters
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views import View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.widgets.button import HeaderButton

from cms.desk.scope import pages_of
from cms.models import (
    CheckedLink,
    DocumentText,
    DownloadCount,
    ResourceFile,
    ResourceIndexPage,
    ResourceLink,
    ResourcePage,
)
from cms.resources.link_checks import check_again
from cms.resources.link_client import Reason
from cms.resources.vocabulary import LinkState, ResourceType, TextState, Theme
from listings.permissions import has_desk

NAMESPACE = "resources_desk"
LIST, RESULTS, LINKS, LINKS_RESULTS, AGAIN = (
    f"{NAMESPACE}:{name}" for name in ("list", "list_results", "links", "links_results", "again")
)
_UNREAD = (TextState.EMPTY, TextState.ENCRYPTED, TextState.MALFORMED)


class WriterMixin(View):
    """Let those in who have a desk, writers too: what they see is chosen among their own pages."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Refuse others before anything is looked up."""
        if not has_desk(request.user):
            raise PermissionDenied
        super().setup(request, *args, **kwargs)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Keep the desk's pages out of shared caches."""
        response = super().dispatch(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class WriterMenuItem(MenuItem):  # type: ignore[misc]
    """An entry for those who have a desk."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this user has one."""
        return has_desk(request.user)


def resources_of(user: Any) -> QuerySet[ResourcePage]:
    """The resources that a user may work on."""
    return ResourcePage.objects.filter(pk__in=pages_of(user).order_by().values("pk"))  # type: ignore[no-any-return]


def links_to_mend(user: Any) -> QuerySet[CheckedLink]:
    """The addresses that no longer answer, of published resources that a user may work on."""
    own = ResourceLink.objects.filter(page__in=resources_of(user).filter(live=True).order_by().values("pk"))
    return CheckedLink.objects.exclude(state=LinkState.ALIVE).filter(url__in=own.order_by().values("url"))


class ResourceDeskFilters(WagtailFilterSet):  # type: ignore[misc]
    """What the list of resources may be narrowed to."""

    titre = django_filters.CharFilter(label=gettext_lazy("Titre"), field_name="title", lookup_expr="icontains")
    type = django_filters.ChoiceFilter(label=gettext_lazy("Type"), field_name="kind", choices=ResourceType.choices)
    theme = django_filters.ChoiceFilter(label=gettext_lazy("Thème"), method="about", choices=Theme.choices)
    etat = django_filters.ChoiceFilter(
        label=gettext_lazy("État"),
        method="in_state",
        choices=[
            ("en-ligne", gettext_lazy("En ligne")),
            ("brouillon", gettext_lazy("Brouillon")),
            ("programmee", gettext_lazy("Programmée")),
        ],
    )
    revoir = django_filters.ChoiceFilter(
        label=gettext_lazy("À revoir"),
        method="to_mend",
        choices=[
            ("liens", gettext_lazy("Un lien ne répond plus")),
            ("fichiers", gettext_lazy("Un fichier n’a pas été lu")),
        ],
    )

    class Meta:
        model = ResourcePage
        fields: list[str] = []

    def about(self, resources: Any, name: str, value: str) -> Any:
        """Those of a theme."""
        return resources.about([value])

    def in_state(self, resources: Any, name: str, value: str) -> Any:
        """Public; not public; or with a version that waits for its hour."""
        states = {
            "en-ligne": Q(live=True),
            "brouillon": Q(live=False),
            "programmee": Q(_revisions__approved_go_live_at__isnull=False),
        }
        return resources.filter(states[value]).distinct()

    def to_mend(self, resources: Any, name: str, value: str) -> Any:
        """Those where someone has something to do."""
        if value == "liens":
            dead = CheckedLink.objects.exclude(state=LinkState.ALIVE).filter(url=OuterRef("url"))
            return resources.filter(Exists(ResourceLink.objects.filter(Exists(dead), page=OuterRef("pk"))))
        unread = DocumentText.objects.filter(document=OuterRef("document"), state__in=_UNREAD)
        return resources.filter(Exists(ResourceFile.objects.filter(Exists(unread), page=OuterRef("pk"))))


def _state(resource: ResourcePage) -> str:
    if not resource.live:
        return gettext("Brouillon")
    return gettext("En ligne, modifiée depuis") if resource.has_unpublished_changes else gettext("En ligne")


class ResourceDeskView(WriterMixin, BaseListingView):  # type: ignore[misc]
    """``/admin/ressources/``: the latest changed first."""

    model = ResourcePage
    page_title = gettext_lazy("Ressources")
    header_icon = "doc-full"
    index_url_name, index_results_url_name = LIST, RESULTS
    filterset_class = ResourceDeskFilters
    paginate_by = 30
    default_ordering = "-latest_revision_created_at"
    verbose_name_plural = gettext_lazy("ressources")
    columns: Sequence[BaseColumn] = [
        TitleColumn(
            "title",
            label=gettext_lazy("Ressource"),
            sort_key="title",
            get_url=lambda resource: reverse("wagtailadmin_pages:edit", args=[resource.pk]),
        ),
        Column("kind", label=gettext_lazy("Type"), accessor="get_kind_display", sort_key="kind"),
        StatusTagColumn(
            "live", label=gettext_lazy("État"), accessor=_state, primary=lambda resource: resource.live, sort_key="live"
        ),
        Column("texts", label=gettext_lazy("Fichiers"), accessor="texts"),
        Column("link_states", label=gettext_lazy("Liens"), accessor="link_states"),
        Column("downloads", label=gettext_lazy("Téléchargements"), accessor="downloads"),
        DateColumn(
            "latest_revision_created_at",
            label=gettext_lazy("Modifiée"),
            sort_key="latest_revision_created_at",
            width="12%",
        ),
    ]

    def get_base_queryset(self) -> QuerySet[ResourcePage]:
        """One's own."""
        return resources_of(self.request.user).defer("body", "search_description")

    def get_table(self, object_list: Any) -> Any:
        """The rows, each with what is known of its files and links."""
        resources = list(object_list)
        _tell_of_files(resources)
        _tell_of_links(resources)
        return super().get_table(resources)

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """To write one, and to mend links."""
        buttons = []
        for index in ResourceIndexPage.objects.filter(pk__in=pages_of(self.request.user).order_by().values("pk"))[:1]:
            address = reverse("wagtailadmin_pages:add", args=["cms", "resourcepage", index.pk])
            buttons.append(HeaderButton(gettext("Ajouter une ressource"), url=address, icon_name="plus"))
        if number := links_to_mend(self.request.user).count():
            words = ngettext("%(number)s lien à revoir", "%(number)s liens à revoir", number) % {"number": number}
            buttons.append(HeaderButton(words, url=reverse(LINKS), icon_name="link-external"))
        return buttons


def _tell_of_files(resources: Iterable[Any]) -> None:
    """Give each resource ``texts``, what was read in its files, and ``downloads``."""
    of_page: dict[int, list[int]] = defaultdict(list)
    keys = [resource.pk for resource in resources]
    for page, document in ResourceFile.objects.filter(page__in=keys).values_list("page", "document"):
        of_page[page].append(document)
    documents = {document for of_it in of_page.values() for document in of_it}
    states = dict(DocumentText.objects.filter(document__in=documents).values_list("document", "state"))
    counts = DownloadCount.objects.filter(document__in=documents).order_by().values("document")
    numbers = dict(counts.annotate(times=Sum("number")).values_list("document", "times"))
    for resource in resources:
        own = of_page[resource.pk]
        labels = (str(TextState(states.get(document, TextState.WAITING)).label) for document in own)
        resource.texts = ", ".join(dict.fromkeys(labels)) or "–"
        resource.downloads = sum(numbers.get(document, 0) for document in own) if own else "–"


def _tell_of_links(resources: Iterable[Any]) -> None:
    """Give each resource ``link_states``, the worst of what is known of its links."""
    of_page: dict[int, list[str]] = defaultdict(list)
    keys = [resource.pk for resource in resources]
    for page, url in ResourceLink.objects.filter(page__in=keys).values_list("page", "url"):
        of_page[page].append(url)
    urls = {url for of_it in of_page.values() for url in of_it}
    states = dict(CheckedLink.objects.filter(url__in=urls, checked_at__isnull=False).values_list("url", "state"))
    ranks = LinkState.values
    for resource in resources:
        known = [states[url] for url in of_page[resource.pk] if url in states]
        unknown = gettext("Pas encore vérifiés") if of_page[resource.pk] else "–"
        resource.link_states = str(LinkState(max(known, key=ranks.index)).label) if known else unknown


class AgainColumn(Column):  # type: ignore[misc]
    """The button that has a link looked at again."""

    cell_template_name = "cms/_desk_link_again.html"

    def get_value(self, instance: CheckedLink) -> str:
        """Where it posts to."""
        return reverse(AGAIN, args=[instance.pk])


class LinkDeskView(WriterMixin, BaseListingView):  # type: ignore[misc]
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


class LinkAgainView(WriterMixin, View):
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
    path("", ResourceDeskView.as_view(), name="list"),
    path("results/", ResourceDeskView.as_view(results_only=True), name="list_results"),
    path("liens/", LinkDeskView.as_view(), name="links"),
    path("liens/results/", LinkDeskView.as_view(results_only=True), name="links_results"),
    path("liens/<int:pk>/verifier/", LinkAgainView.as_view(), name="again"),
]
