"""What a visitor may ask of the list of businesses, checked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.business_vocabulary import SizeClass
from directory.models import Business
from directory.vocabulary import Sector, WorkMode
from listings.asked import Ask, KnownChoicesField
from places.filters import LocatorFilterSet, LocatorForm


def _several(question: str, vocabulary: Any, label: Any) -> Ask:
    return Ask(question, KnownChoicesField, choices=vocabulary.choices, label=label)


class BusinessFilterSet(LocatorFilterSet):
    """The parameters of ``/entreprises/``, in the order of the page."""

    recrute = Ask("hiring_remotely", forms.BooleanField, label=_("Recrute à distance"))
    secteur = _several("in_sectors", Sector, _("Secteur"))
    taille = _several("of_sizes", SizeClass, _("Taille"))
    rythme = _several("working", WorkMode, _("Organisation du travail"))

    class Meta:
        model = Business
        fields: list[str] = []
        form = LocatorForm
