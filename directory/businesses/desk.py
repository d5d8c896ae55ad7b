"""Businesses on the desk of moderators: the list, the form, the history."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from directory.business_vocabulary import RegisterState
from directory.businesses.actions import assign_slug
from directory.businesses.desk_form import BusinessForm, SitesPanel
from directory.businesses.indexing import BUSINESSES
from directory.models import Business
from directory.register_tasks import ask_register
from listings.desk.bulk import SelectColumn
from listings.desk.filters import ListingFilterSet
from listings.desk.listings import (
    ListingCreateView,
    ListingEditView,
    ListingListView,
    StatusColumn,
)

NAMESPACE = "businesses_desk"
LIST, RESULTS, ADD, EDIT, HISTORY, HISTORY_RESULTS, CHECKED, UNPUBLISH = (
    f"{NAMESPACE}:{name}"
    for name in ("list", "results", "add", "edit", "history", "history_results", "checked", "unpublish")
)

PANELS = ObjectList(
    [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldRowPanel([FieldPanel("siret"), FieldPanel("rna")]),
                FieldPanel("commune"),
            ],
            heading=_("L’entreprise"),
            icon="group",
        ),
        MultiFieldPanel(
            [
                FieldPanel("headline"),
                FieldPanel("presentation"),
                FieldRowPanel([FieldPanel("activity"), FieldPanel("sector"), FieldPanel("size")]),
                FieldPanel("website"),
            ],
            heading=_("Ce qu’elle fait"),
            icon="doc-full",
        ),
        MultiFieldPanel(
            [
                FieldPanel("modes"),
                FieldPanel("remote_days"),
                FieldRowPanel([FieldPanel("agreement"), FieldPanel("agreement_date")]),
                FieldPanel("hires_remotely"),
                FieldPanel("hires_what"),
            ],
            heading=_("Le télétravail"),
            icon="desktop",
        ),
        SitesPanel(
            "sites",
            [FieldPanel("commune"), FieldPanel("address")],
            heading=_("Autres sites"),
            label=_("site"),
            icon="crosshairs",
            max_num=30,
        ),
        InlinePanel(
            "contacts",
            [
                FieldRowPanel([FieldPanel("name"), FieldPanel("role")]),
                FieldRowPanel([FieldPanel("email"), FieldPanel("phone")]),
                FieldPanel("audience"),
            ],
            heading=_("Contacts"),
            label=_("contact"),
            icon="mail",
            max_num=10,
        ),
    ],
    base_form_class=BusinessForm,
).bind_to_model(Business)


class BusinessDeskFilterSet(ListingFilterSet):
    """What the list of businesses may be narrowed to."""

    registre = django_filters.ChoiceFilter(
        label=_("Registre"), field_name="register_state", choices=RegisterState.choices
    )

    class Meta:
        model = Business
        fields: list[str] = []


def _check_due(business: Business) -> str:
    due = business.check_due_on
    return str(_("à faire")) if due is None or due < timezone.localdate() else ""


class BusinessListView(ListingListView):
    """``/admin/entreprises/``. Contacts are not exported: they were given to this site alone."""

    model = Business
    page_title = _("Entreprises")
    header_icon = "group"
    index_url_name, index_results_url_name, add_url_name = LIST, RESULTS, ADD
    add_label = _("Ajouter une entreprise")
    verbose_name_plural = _("entreprises")
    filterset_class = BusinessDeskFilterSet
    list_export = [
        *("name", "siret", "rna", "commune.name", "commune.pk", "activity", "activity_text", "size_text"),
        *("website", "get_agreement_display", "agreement_date", "hires_remotely", "hires_what"),
        *("get_register_state_display", "register_checked_on", "status", "checked_on", "source", "slug"),
    ]
    export_filename = "entreprises"
    export_headings = {
        "commune.name": _("Commune"),
        "commune.pk": _("Code INSEE"),
        "activity_text": _("Activité"),
        "size_text": _("Taille"),
        "get_agreement_display": _("Cadre du télétravail"),
        "get_register_state_display": _("Registre"),
        "status": _("État"),
    }
    columns = [
        SelectColumn(),
        TitleColumn("name", label=_("Nom"), url_name=EDIT, sort_key="name"),
        Column("commune", label=_("Commune"), sort_key="commune__name"),
        Column("activity_text", label=_("Activité")),
        StatusColumn(),
        Column("get_register_state_display", label=_("Registre")),
        Column("check", label=_("Vérification"), accessor=_check_due),
        DateColumn("checked_on", label=_("Vérifiée"), sort_key="checked_on"),
    ]

    def get_base_queryset(self) -> QuerySet[Any]:
        """The businesses of this moderator, with what the columns show."""
        return super().get_base_queryset().select_related("commune")

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """By a part of the name or of the number, or by words as on the site (which knows the published ones)."""
        if not self.is_searching:
            return queryset
        text = self.search_query
        found = BUSINESSES.query(text).filter(queryset.order_by()).values("pk")
        digits = "".join(sign for sign in text if sign.isdigit())
        by_number = Q(siret__startswith=digits) if len(digits) >= 9 else Q(pk=None)
        return queryset.filter(Q(name__icontains=text) | Q(pk__in=found) | by_number)


class _FormMixin:
    """What creating and editing a business share."""

    model = Business
    panel = PANELS
    header_icon = "group"
    index_url_name, add_url_name, edit_url_name = LIST, ADD, EDIT


class BusinessCreateView(_FormMixin, ListingCreateView):
    """``/admin/entreprises/ajouter/``: nobody holds it until someone of the business claims it."""

    page_title = _("Nouvelle entreprise")

    def prepared(self, business: Business) -> Business:
        """Give it an address of its own."""
        assign_slug(business)
        return business

    def created(self, business: Business) -> None:
        """Ask the register."""
        ask_register(business)


class BusinessEditView(_FormMixin, ListingEditView):
    """``/admin/entreprises/<pk>/``."""

    history_url_name, checked_url_name, unpublish_url_name = HISTORY, CHECKED, UNPUBLISH

    def edited(self, business: Business) -> None:
        """Ask the register about a new SIRET."""
        if business.siret != business.register_entry.get("siret", ""):
            ask_register(business)
