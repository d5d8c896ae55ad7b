"""Who registered for an event of the agency: the list, to search, to narrow and to take away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext, gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.widgets.button import Button, HeaderButton

from agenda.desk.meetings import LIST, NAMESPACE, REGISTRATIONS, meetings_of
from agenda.models import EventPage, Registration, Seats
from agenda.vocabulary import RegistrationState
from listings.desk.access import ModeratorMixin
from listings.desk.exports import SafeExportMixin

RESULTS, DETAIL, ADD, WRITE = (
    f"{NAMESPACE}:{name}" for name in ("registrations_results", "registration", "add", "write")
)


def meeting_or_404(request: HttpRequest, pk: int) -> EventPage:
    """An event of this user's agency."""
    return get_object_or_404(meetings_of(request.user), pk=pk)


def registrations_of(user: Any) -> QuerySet[Registration]:
    """The registrations that a user sees to, those that are anonymous left out."""
    rows = Registration.objects.for_user(user).filter(anonymised_at=None)
    return rows.select_related("event__place", "event__commune", "seats", "commune")


class RegistrationFilters(WagtailFilterSet):  # type: ignore[misc]
    """What the list may be narrowed to."""

    etat = django_filters.ChoiceFilter(
        label=gettext_lazy("État"), field_name="state", choices=RegistrationState.choices
    )
    places = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Où"), field_name="seats", queryset=Seats.objects.none()
    )

    class Meta:
        model = Registration
        fields: list[str] = []

    def __init__(self, *args: Any, event: EventPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["places"].queryset = Seats.objects.filter(event=event)


class RegistrationListView(ModeratorMixin, SafeExportMixin, BaseListingView):  # type: ignore[misc]
    """``/admin/rencontres/<pk>/inscriptions/``: in the order in which they asked."""

    model = Registration
    header_icon = "group"
    filterset_class = RegistrationFilters
    paginate_by = 50
    default_ordering = ("asked_at", "pk")
    is_searchable = True
    search_backend_name = None
    search_fields = ["name", "email", "organisation"]
    page_title = gettext_lazy("Inscriptions")
    verbose_name_plural = gettext_lazy("inscriptions")
    columns: Sequence[BaseColumn] = [
        TitleColumn("name", label=gettext_lazy("Nom"), sort_key="name", url_name=DETAIL),
        Column("organisation", label=gettext_lazy("Structure"), sort_key="organisation"),
        Column("seats", label=gettext_lazy("Où")),
        StatusTagColumn(
            "state",
            label=gettext_lazy("État"),
            accessor="get_state_display",
            primary=lambda row: row.state == RegistrationState.CONFIRMED,
            sort_key="state",
        ),
        DateColumn("asked_at", label=gettext_lazy("Demandée"), sort_key="asked_at", width="15%"),
    ]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the event among those of this user."""
        super().setup(request, *args, **kwargs)
        self.event = meeting_or_404(request, kwargs["pk"])
        self.questions = list(self.event.questions.all())
        self.export_filename = slugify(f"inscriptions {self.event.title}")[:80]
        self.list_export = list(self._exported())
        self.export_headings = {name: str(label) for name, label in self._exported().items()}

    def _exported(self) -> dict[str, Any]:
        """The columns that are taken away, with their headings."""
        asked = {f"q-{question.key}": question.label for question in self.questions}
        return {
            "name": gettext("Nom"),
            "email": gettext("Adresse électronique"),
            "organisation": gettext("Structure"),
            "commune": gettext("Commune"),
            "seats": gettext("Où"),
            "state": gettext("État"),
            "origin": gettext("Origine"),
            "asked_at": gettext("Demandée le"),
            "confirmed_at": gettext("Confirmée le"),
            **asked,
        }

    def to_row_dict(self, item: Registration) -> dict[str, Any]:
        """What is taken away of a registration."""
        return {
            "name": item.name,
            "email": item.email,
            "organisation": item.organisation,
            "commune": item.commune.name if item.commune else "",
            "seats": str(item.seats),
            "state": item.get_state_display(),
            "origin": item.get_origin_display(),
            "asked_at": _moment(item, item.asked_at),
            "confirmed_at": _moment(item, item.confirmed_at),
            **{f"q-{question.key}": item.answers.get(str(question.key), "") for question in self.questions},
        }

    def get_base_queryset(self) -> QuerySet[Registration]:
        """Those of the event, and of this user."""
        return registrations_of(self.request.user).filter(event=self.event)

    def get_filterset_kwargs(self) -> dict[str, Any]:
        """Its filters know its seats."""
        return {**super().get_filterset_kwargs(), "event": self.event}

    def get_index_url(self) -> str:
        """Its address."""
        return reverse(REGISTRATIONS, args=[self.event.pk])

    def get_index_results_url(self) -> str:
        """The address of its rows alone."""
        return reverse(RESULTS, args=[self.event.pk])

    def get_page_subtitle(self) -> str:
        """Of which event."""
        return str(self.event.title)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The way back to the events."""
        here = {"url": "", "label": self.event.title, "sublabel": self.event.when_in_short}
        return [*self.breadcrumbs_items, {"url": reverse(LIST), "label": gettext("Rencontres")}, here]

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """To add one."""
        address = reverse(ADD, args=[self.event.pk])
        return [HeaderButton(gettext("Ajouter une personne"), url=address, icon_name="plus")]

    @property
    def header_more_buttons(self) -> list[Button]:
        """What may be done with all of them."""
        pk, csv = self.event.pk, f"{self.index_url}?export=csv"
        day, edit = reverse("attendance_desk:day", args=[pk]), reverse("wagtailadmin_pages:edit", args=[pk])
        rides = reverse("rides_desk:board", args=[pk])
        return [
            Button(gettext("Écrire à toutes"), url=reverse(WRITE, args=[pk]), icon_name="mail", priority=10),
            Button(gettext("Télécharger (CSV)"), url=csv, icon_name="download", priority=20),
            Button(gettext("Le jour même, et après"), url=day, icon_name="check", priority=30),
            Button(gettext("Modifier le rendez-vous"), url=edit, icon_name="edit", priority=40),
            Button(gettext("Covoiturage"), url=rides, icon_name="site", priority=50),
        ]

    @property
    def no_results_message(self) -> str:
        """Nobody yet."""
        return gettext("Personne ici pour le moment.")


def _moment(row: Registration, moment: Any) -> str:
    """As a spreadsheet reads it, by the clock of the event."""
    return moment.astimezone(row.event.zone).strftime("%Y-%m-%d %H:%M") if moment else ""
