"""Places on the desk of moderators: the list, the form, the history."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from listings.desk.bulk import SelectColumn
from listings.desk.filters import ListingFilterSet
from listings.desk.listings import (
    ListingCreateView,
    ListingEditView,
    ListingListView,
    StatusColumn,
)
from listings.models import ChangeReport
from places.actions import assign_slugs
from places.desk_form import PlaceForm, forget_point
from places.geocoding_tasks import enqueue, given_up
from places.indexing import PLACES
from places.models import Place, PlaceQuerySet
from places.vocabulary import Precision

NAMESPACE = "places_desk"
LIST, RESULTS, ADD, EDIT, HISTORY, HISTORY_RESULTS, CHECKED, UNPUBLISH = (
    f"{NAMESPACE}:{name}"
    for name in ("list", "results", "add", "edit", "history", "history_results", "checked", "unpublish")
)

PANELS = ObjectList(
    [
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("types"), FieldPanel("summary"), FieldPanel("description")],
            heading=_("Le lieu"),
            icon="home",
        ),
        MultiFieldPanel(
            [
                FieldPanel("address"),
                FieldPanel("address_extra"),
                FieldRowPanel([FieldPanel("postcode"), FieldPanel("commune")]),
                FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude"), FieldPanel("precision")]),
            ],
            heading=_("Où"),
            icon="crosshairs",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
                FieldPanel("website"),
                FieldPanel("booking_url"),
            ],
            heading=_("Contact"),
            icon="mail",
        ),
        MultiFieldPanel(
            [FieldPanel("opening_hours"), FieldPanel("opening_note"), FieldPanel("access")],
            heading=_("Quand et pour qui"),
            icon="time",
        ),
        MultiFieldPanel(
            [
                FieldPanel("is_free"),
                FieldRowPanel([FieldPanel(name) for name in Place.PRICES]),
                FieldPanel("price_note"),
            ],
            heading=_("Prix"),
            icon="tag",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("desks"), FieldPanel("closed_offices"), FieldPanel("meeting_rooms")]),
                FieldPanel("internet"),
                FieldRowPanel([FieldPanel("measured_down"), FieldPanel("measured_up"), FieldPanel("measured_on")]),
                FieldPanel("services"),
            ],
            heading=_("Ce qu’on y trouve"),
            icon="desktop",
        ),
        MultiFieldPanel(
            [
                FieldPanel("wheelchair"),
                FieldPanel("accessibility"),
                FieldPanel("accessibility_note"),
                FieldPanel("acceslibre_url"),
            ],
            heading=_("Accessibilité"),
            icon="glasses",
        ),
        InlinePanel(
            "photos",
            [FieldPanel("image"), FieldPanel("alt")],
            heading=_("Photos"),
            label=_("photo"),
            icon="image",
            max_num=6,
        ),
    ],
    base_form_class=PlaceForm,
).bind_to_model(Place)


class PlaceFilterSet(ListingFilterSet):
    """What the list of places may be narrowed to."""

    position = django_filters.ChoiceFilter(
        label=_("Position"), method="not_found", choices=[("introuvable", _("Introuvable"))]
    )

    class Meta:
        model = Place
        fields: list[str] = []

    def not_found(self, places: PlaceQuerySet, name: str, value: str) -> PlaceQuerySet:
        """Whose address no geocoder knows."""
        return places.filter(pk__in=given_up().order_by().values("pk"))


def _check_due(place: Place) -> str:
    due = place.check_due_on
    return str(_("à faire")) if due is None or due < timezone.localdate() else ""


EXPORTED = [
    "name",
    "kinds",
    "commune.name",
    "commune.pk",
    "address",
    "postcode",
    "phone",
    "email",
    "website",
    "opening_hours",
    "latitude",
    "longitude",
    "status",
    "checked_on",
    "source",
    "slug",
]
"""What CSV and XLSX files of the list hold, a column each."""


class PlaceListView(ListingListView):
    """``/admin/lieux/``."""

    model = Place
    page_title = _("Lieux")
    header_icon = "home"
    index_url_name, index_results_url_name, add_url_name = LIST, RESULTS, ADD
    add_label = _("Ajouter un lieu")
    verbose_name_plural = _("lieux")
    filterset_class = PlaceFilterSet
    list_export = EXPORTED
    export_filename = "lieux"
    export_headings = {
        "kinds": _("Types"),
        "commune.name": _("Commune"),
        "commune.pk": _("Code INSEE"),
        "status": _("État"),
        "latitude": _("Latitude"),
        "longitude": _("Longitude"),
    }
    columns = [
        SelectColumn(),
        TitleColumn("name", label=_("Nom"), url_name=EDIT, sort_key="name"),
        Column("commune", label=_("Commune"), sort_key="commune__name"),
        Column("kinds", label=_("Type"), accessor=lambda place: place.kinds_line),
        StatusColumn(),
        Column("check", label=_("Vérification"), accessor=_check_due),
        DateColumn("checked_on", label=_("Vérifié"), sort_key="checked_on"),
    ]

    def get_base_queryset(self) -> QuerySet[Any]:
        """The places of this moderator, with what the columns show."""
        return super().get_base_queryset().select_related("commune")

    def search_queryset(self, queryset: PlaceQuerySet) -> PlaceQuerySet:
        """By a part of the name, or by words as on the site (which knows the published ones)."""
        if not self.is_searching:
            return queryset
        found = PLACES.query(self.search_query).filter(queryset.order_by()).values("pk")
        return queryset.filter(Q(name__icontains=self.search_query) | Q(pk__in=found))


class _FormMixin:
    """What creating and editing a place share."""

    model = Place
    panel = PANELS
    header_icon = "home"
    index_url_name, add_url_name, edit_url_name = LIST, ADD, EDIT

    def follow(self, place: Place) -> None:
        """Ask for what takes time: the point of an address. Photographs follow the publication."""
        if place.address and place.precision in ("", Precision.COMMUNE):
            transaction.on_commit(lambda: enqueue([place.pk]))


class ReportedForm(forms.Form):
    """The report that a new place answers."""

    signalement = forms.IntegerField(required=False, min_value=1)


class PlaceCreateView(_FormMixin, ListingCreateView):
    """``/admin/lieux/ajouter/``, begun with what a visitor proposed where ``?signalement=`` names it."""

    page_title = _("Nouveau lieu")

    def get_initial(self) -> dict[str, Any]:
        """The words of the visitor, if this moderator may read them."""
        form = ReportedForm(self.request.GET)
        pk = form.cleaned_data["signalement"] if form.is_valid() else None
        report = ChangeReport.objects.for_user(self.request.user).filter(pk=pk).first() if pk else None
        if report is None:
            return {}
        return {
            "name": report.proposed_name,
            "address": report.proposed_address,
            "commune": report.commune_id,
            "description": report.message,
        }

    def prepared(self, place: Place) -> Place:
        """Give it an address of its own, and its commune's point where it has none."""
        assign_slugs([place])
        if place.point is None:
            forget_point(place)
        return place

    def created(self, place: Place) -> None:
        """Look for its point."""
        self.follow(place)


class PlaceEditView(_FormMixin, ListingEditView):
    """``/admin/lieux/<pk>/``."""

    history_url_name, checked_url_name, unpublish_url_name = HISTORY, CHECKED, UNPUBLISH

    def prepared(self, place: Place) -> Place:
        """Forget the point of an old address; keep the one found meanwhile."""
        if self.form.has_new_address:
            forget_point(place)
        else:
            self.form.keep_point_of(self.row, place)
        return place

    def edited(self, place: Place) -> None:
        """Look for the point of a new address."""
        self.follow(place)
