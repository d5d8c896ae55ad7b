"""« Rencontres »: the events of an agency, each with its figures, and the way to who registered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django.conf import settings
from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, When
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Page, Site
from wagtail.permissions import policy_registry

from agenda.models import AgendaIndexPage, EventPage, Registration, Seats
from agenda.vocabulary import RegistrationMeans, RegistrationState
from listings.desk.access import ModeratorMixin
from ui.typography import whole_number

NAMESPACE = "meetings_desk"
LIST, RESULTS, REGISTRATIONS = (f"{NAMESPACE}:{name}" for name in ("list", "list_results", "registrations"))


def meetings_of(user: Any) -> QuerySet[EventPage]:
    """The events whose registrations a user sees to, in their first language: translations have none."""
    events = EventPage.objects.for_user(user).filter(locale__language_code=settings.LANGUAGE_CODE)
    return events.select_related("place", "commune")  # type: ignore[no-any-return]


def agendas_of(user: Any) -> list[AgendaIndexPage]:
    """The agendas, in their first language, where a user may write an event."""
    pages = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "add")
    found = AgendaIndexPage.objects.filter(pk__in=pages.order_by().values("pk"), alias_of=None)
    return list(found.filter(locale__language_code=settings.LANGUAGE_CODE).order_by("path"))


class MeetingFilters(WagtailFilterSet):  # type: ignore[misc]
    """What the list may be narrowed to."""

    titre = django_filters.CharFilter(label=gettext_lazy("Titre"), field_name="title", lookup_expr="icontains")
    quand = django_filters.ChoiceFilter(
        label=gettext_lazy("Quand"),
        method="at",
        choices=[("a-venir", gettext_lazy("À venir")), ("passes", gettext_lazy("Passés"))],
    )

    class Meta:
        model = EventPage
        fields: list[str] = []

    def at(self, events: Any, name: str, value: str) -> Any:
        """To come, or over."""
        now = timezone.now()
        return events.filter(ends_at__gte=now) if value == "a-venir" else events.filter(ends_at__lt=now)


def figures(event: Any) -> str:
    """« 58 sur 60 », « 12 »; where there are several modes, a line for each; a dash where one does not register here.

    Each by itself: what is free online seats nobody in a room that is full.
    """
    if event.registration != RegistrationMeans.HERE:
        return "–"
    modes: dict[str, list[Seats]] = {}
    for seats in event.seats.all():
        if seats.is_offered:
            modes.setdefault(seats.mode, []).append(seats)
    lines = [(_name_of(rows), _taken_of(rows)) for rows in modes.values()]
    if len(lines) < 2:
        return lines[0][1] if lines else "–"
    told = (gettext("%(mode)s : %(figures)s") % {"mode": name, "figures": words} for name, words in lines)
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in told))


def _name_of(rows: list[Seats]) -> str:
    return gettext("Lieux relais") if len(rows) > 1 else str(rows[0].get_mode_display())


def _taken_of(rows: list[Seats]) -> str:
    taken = whole_number(sum(seats.taken for seats in rows))
    if any(seats.capacity is None for seats in rows):
        return taken
    told = {"taken": taken, "seats": whole_number(sum(seats.capacity or 0 for seats in rows))}
    words = gettext("%(taken)s sur %(seats)s") % told
    return gettext("%(figures)s, complet") % {"figures": words} if all(seats.is_full for seats in rows) else words


class MeetingListView(ModeratorMixin, BaseListingView):  # type: ignore[misc]
    """``/admin/rencontres/``: the next to come first, then what is over, the latest first."""

    model = EventPage
    page_title = gettext_lazy("Rencontres")
    header_icon = "calendar"
    index_url_name, index_results_url_name = LIST, RESULTS
    filterset_class = MeetingFilters
    paginate_by = 30
    default_ordering = (F("comes_at").asc(nulls_last=True), "-starts_at", "pk")
    verbose_name_plural = gettext_lazy("rendez-vous")
    columns: Sequence[BaseColumn] = [
        TitleColumn("title", label=gettext_lazy("Rendez-vous"), sort_key="title", url_name=REGISTRATIONS),
        Column("when", label=gettext_lazy("Quand"), accessor="when_in_short", sort_key="starts_at", width="16%"),
        StatusTagColumn(
            "state",
            label=gettext_lazy("État"),
            accessor=lambda event: event.badge.label,
            primary=lambda event: event.takes_registrations,
        ),
        Column("figures", label=gettext_lazy("Inscrits"), accessor=figures, width="22%"),
        Column("to_confirm", label=gettext_lazy("À confirmer"), accessor="to_confirm"),
        Column("queue", label=gettext_lazy("En attente"), accessor="queue"),
    ]

    def get_base_queryset(self) -> QuerySet[EventPage]:
        """One's own, each with what is known of its seats and of those who registered."""
        known = Registration.objects.filter(event=OuterRef("pk")).order_by().values("event")

        def counted(state: RegistrationState) -> Any:
            return Subquery(known.annotate(number=Count("pk", filter=Q(state=state))).values("number"))

        return (  # type: ignore[no-any-return]
            meetings_of(self.request.user)
            .with_room()  # type: ignore[attr-defined]
            .annotate(
                comes_at=Case(When(ends_at__gte=timezone.now(), then=F("starts_at"))),
                to_confirm=counted(RegistrationState.UNCONFIRMED),
                queue=counted(RegistrationState.WAITING),
            )
            .defer("body", "programme", "search_description")
            .prefetch_related("seats")
        )

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """To begin one: in the agenda of this site, else in one's only one."""
        site, all_of_them = Site.find_for_request(self.request), agendas_of(self.request.user)
        here = [index for index in all_of_them if site and index.path.startswith(site.root_page.path)] or all_of_them
        if len(here) != 1:
            return []
        address = reverse("wagtailadmin_pages:add", args=["agenda", "eventpage", here[0].pk])
        return [HeaderButton(gettext("Créer un rendez-vous"), url=address, icon_name="plus")]

    @property
    def no_results_message(self) -> str:
        """How to begin."""
        return gettext("Aucun rendez-vous ici. Le bouton « Créer un rendez-vous », en haut, en commence un.")
