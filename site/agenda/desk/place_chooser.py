"""Choosing a place of the directory in the editor: published places only, one's own territory's first at hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets import BaseChooser

from geography.models import Commune
from listings.moderators import territories_of
from places.indexing import PLACES
from places.models import Place

LONGEST = 200
MOST_RANKED = 3_000
"""Words that so many places hold rank nothing: these are shown by name."""


class PlaceSearchForm(BaseFilterForm):  # type: ignore[misc]
    """The words of a name or a commune."""

    q = forms.CharField(label=_("Nom ou commune"), required=False, max_length=LONGEST)

    def filter(self, objects: QuerySet[Place]) -> QuerySet[Place]:
        """The places that the words mean, typing mistakes allowed for."""
        text = self.cleaned_data.get("q")
        if not text:
            return objects
        self.is_searching, self.search_query = True, text
        query = PLACES.query(text)
        found = query.filter(objects)
        if query.documents > MOST_RANKED:
            return found
        return query.rank(found).order_by("-relevance", "name", "pk")


class _PlacesMixin:
    """What the modal shows."""

    request: Any
    ordering = ("name", "pk")
    filter_form_class = PlaceSearchForm
    title_label = _("Lieu")

    def get_object_list(self) -> Any:
        """Published places: those of the territories of who asks, or of all once there are words."""
        places = Place.objects.published().select_related("commune__departement")
        own = territories_of(self.request.user)
        if self.filter_form.data.get("q") or not own.exists():  # type: ignore[attr-defined]
            return places
        return places.filter(commune__in=Commune.objects.filter(territories__in=own).order_by().values("pk"))

    @property
    def columns(self) -> list[Column]:
        """Name, and commune."""
        return [*super().columns, Column("commune", label=_("Commune"), accessor="commune")]  # type: ignore[misc]

    def can_create(self) -> bool:
        """A place is made on its own desk."""
        return False


class PlaceChooseView(_PlacesMixin, chooser.ChooseView):  # type: ignore[misc]
    """The modal."""


class PlaceResultsView(_PlacesMixin, chooser.ChooseResultsView):  # type: ignore[misc]
    """Its list, while one types or turns pages."""


class PlaceChosenView(chooser.ChosenView):  # type: ignore[misc]
    """The place that was chosen."""

    def get_object(self, pk: str) -> Place:
        """It, if everyone may read it."""
        if not pk.isdecimal() or len(pk) > 18:
            raise Http404
        place: Place = Place.objects.published().get(pk=pk)
        return place

    def get_display_title(self, instance: Place) -> str:
        """« La Filature, Mende »."""
        return title_of(instance)


class PlaceWidget(BaseChooser):  # type: ignore[misc]
    """The button and the name of what was chosen."""

    show_edit_link = False

    def get_display_title(self, instance: Place) -> str:
        """« La Filature, Mende »."""
        return title_of(instance)


class PlaceChooserViewSet(ChooserViewSet):  # type: ignore[misc]
    """Every foreign key to a place, in the editor of pages."""

    model = Place
    icon = "site"
    choose_one_text = _("Choisir un lieu")
    choose_another_text = _("Choisir un autre lieu")
    page_title = _("Lieux de l’annuaire")
    base_widget_class = PlaceWidget
    choose_view_class = PlaceChooseView
    choose_results_view_class = PlaceResultsView
    chosen_view_class = PlaceChosenView


def title_of(place: Place) -> str:
    """« La Filature, Mende »."""
    return f"{place.name}, {place.commune.name}"


place_chooser = PlaceChooserViewSet("agenda_place_chooser", url_prefix="agenda/choisir-un-lieu")
