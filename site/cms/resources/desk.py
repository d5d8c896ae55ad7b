"""The resources at the desk: what there is, what was read in the files, downloads, what is known of the links."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext, gettext_lazy, ngettext
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.widgets.button import HeaderButton

from cms.desk.scope import pages_of
from cms.models import CheckedLink, DocumentText, ResourceFile, ResourceIndexPage, ResourceLink, ResourcePage
from cms.resources import desk_links
from cms.resources.desk_links import LINKS, NAMESPACE, links_to_mend, resources_of
from cms.resources.downloads import downloads_of
from cms.resources.vocabulary import LinkState, ResourceType, TextState, Theme
from listings.desk.access import DeskMixin

LIST, RESULTS = f"{NAMESPACE}:list", f"{NAMESPACE}:list_results"
_UNREAD = (TextState.EMPTY, TextState.ENCRYPTED, TextState.MALFORMED)


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


class ResourceDeskView(DeskMixin, BaseListingView):  # type: ignore[misc]
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
    numbers = downloads_of(sorted(documents))
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


urlpatterns: list[URLPattern | URLResolver] = [
    path("", ResourceDeskView.as_view(), name="list"),
    path("results/", ResourceDeskView.as_view(results_only=True), name="list_results"),
    path("liens/", include(desk_links.urlpatterns)),
]
