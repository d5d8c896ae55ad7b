"""People on the desk of moderators: the list, the form, the history.

Nobody adds a person but that person: an agency corrects, checks, takes off. What someone keeps to themselves (e-mail,
phone, who sees what) is not on the desk, and an export holds what everyone sees on the site.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from directory.models import RemoteWorker, Skill
from directory.visibility import Viewer, view_of
from directory.workers.fields import LinksField, SkillsField, places_to_meet
from directory.workers.indexing import WORKERS
from geography.forms import CommuneField
from geography.models import Commune
from listings.desk.bulk import SelectColumn
from listings.desk.filters import ListingFilterSet
from listings.desk.listings import (
    ListingEditView,
    ListingListView,
    StatusColumn,
)
from listings.permissions import may_move

NAMESPACE = "workers_desk"
LIST, RESULTS, EDIT, HISTORY, HISTORY_RESULTS, CHECKED, UNPUBLISH = (
    f"{NAMESPACE}:{name}" for name in ("list", "results", "edit", "history", "history_results", "checked", "unpublish")
)


class WorkerForm(WagtailAdminModelForm):  # type: ignore[misc]
    """A person's profile as a moderator corrects it. ``for_user`` is the moderator."""

    edit_token = forms.CharField(required=False, widget=forms.HiddenInput)
    commune = CommuneField(
        label=_("Commune"), help_text=_("Son nom, suivi s’il le faut de son code INSEE\u00a0: Mende (48095)")
    )

    skills = SkillsField(
        label=_("Compétences"),
        required=False,
        max_length=600,
        help_text=_("Séparées par des virgules, quinze au plus."),
    )
    links = LinksField(
        label=_("Liens"),
        required=False,
        max_length=1600,
        help_text=_("Un par ligne, cinq au plus : site, portfolio, réseau professionnel."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "meeting_places" in self.fields:
            self.fields["meeting_places"].queryset = places_to_meet(self.instance)

    def save(self, commit: bool = True) -> RemoteWorker:
        """The edited profile, with its skills as rows."""
        self.cleaned_data["skills"] = Skill.objects.named(self.cleaned_data["skills"])
        worker: RemoteWorker = super().save(commit)
        return worker

    def clean_commune(self) -> Commune:
        """Only a commune of the same territory as before."""
        commune: Commune = self.cleaned_data["commune"]
        before = Commune.objects.get(pk=self.initial["commune"])
        if not may_move(self.for_user, before, commune):
            raise ValidationError(_("%(commune)s n’est pas de ce territoire."), params={"commune": commune})
        return commune


PANELS = ObjectList(
    [
        MultiFieldPanel(
            [FieldPanel("display_name"), FieldPanel("headline"), FieldPanel("commune"), FieldPanel("status")],
            heading=_("La personne"),
            icon="user",
        ),
        MultiFieldPanel(
            [
                FieldPanel("presentation"),
                FieldRowPanel([FieldPanel("employer"), FieldPanel("job_family")]),
                FieldPanel("skills"),
                FieldPanel("sectors"),
                FieldPanel("languages"),
                FieldPanel("links"),
            ],
            heading=_("Son métier"),
            icon="doc-full",
        ),
        MultiFieldPanel(
            [
                FieldPanel("modes"),
                FieldPanel("remote_days"),
                FieldPanel("contracts"),
                FieldRowPanel([FieldPanel("availability"), FieldPanel("available_from"), FieldPanel("available_days")]),
                FieldPanel("travel_radius"),
                FieldPanel("meeting_places", widget=forms.CheckboxSelectMultiple),
            ],
            heading=_("Son rythme"),
            icon="time",
        ),
    ],
    base_form_class=WorkerForm,
).bind_to_model(RemoteWorker)


class WorkerDeskFilterSet(ListingFilterSet):
    """What the list of people may be narrowed to."""

    class Meta:
        model = RemoteWorker
        fields: list[str] = []


class WorkerListView(ListingListView):
    """``/admin/teletravailleurs/``."""

    model = RemoteWorker
    page_title = _("Télétravailleurs")
    header_icon = "user"
    header_buttons: Any = ()
    index_url_name, index_results_url_name = LIST, RESULTS
    default_ordering = "display_name"
    verbose_name_plural = _("télétravailleurs")
    filterset_class = WorkerDeskFilterSet
    list_export = ["display_name", "headline", "commune.name", "commune.pk", "work", "status", "checked_on", "slug"]
    export_filename = "teletravailleurs"
    export_headings = {
        "commune.name": _("Commune"),
        "commune.pk": _("Code INSEE"),
        "work": _("Statut"),
        "status": _("État"),
    }
    columns = [
        SelectColumn(),
        TitleColumn("display_name", label=_("Nom"), url_name=EDIT, sort_key="display_name"),
        Column("headline", label=_("Activité")),
        Column("commune", label=_("Commune"), sort_key="commune__name"),
        StatusColumn(),
        DateColumn("checked_on", label=_("Vérifié"), sort_key="checked_on"),
    ]

    def get_base_queryset(self) -> QuerySet[Any]:
        """The people of this moderator, with what the columns show."""
        return super().get_base_queryset().select_related("commune__departement")

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """By a part of the name, or by words as on the site (which knows the published ones)."""
        if not self.is_searching:
            return queryset
        found = WORKERS.query(self.search_query).filter(queryset.order_by()).values("pk")
        return queryset.filter(Q(display_name__icontains=self.search_query) | Q(pk__in=found))

    def to_row_dict(self, item: RemoteWorker) -> dict[str, Any]:
        """The exported columns; ``work`` is the status that everyone sees, or nothing."""
        item.work = view_of(item, Viewer.ANYONE).status_label
        return super().to_row_dict(item)


class WorkerEditView(ListingEditView):
    """``/admin/teletravailleurs/<pk>/``."""

    model = RemoteWorker
    panel = PANELS
    header_icon = "user"
    index_url_name, edit_url_name = LIST, EDIT
    history_url_name, checked_url_name, unpublish_url_name = HISTORY, CHECKED, UNPUBLISH
