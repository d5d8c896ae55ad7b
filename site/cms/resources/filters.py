"""What a visitor may ask of the list of resources, checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cms.models import ResourcePage
from cms.resources.vocabulary import Audience, Licence, ResourceType, Theme
from listings.asked import Ask, AskedSet, Given, KnownChoicesField, KnownChoicesForm, sorted_by
from places.reach import CHOICES as REACHES

SORTS = (("pertinence", _("pertinence")), ("recent", _("date")), ("nom", _("titre")))


def _several(question: str, vocabulary: Any, label: Any) -> Ask:
    return Ask(question, KnownChoicesField, choices=vocabulary.choices, label=label)


class YearsField(KnownChoicesField):
    """Years, which are their own labels; those that have resources are only known once these are counted."""

    def valid_value(self, value: str) -> bool:
        """Four figures, none of them beyond what dates can be."""
        return len(value) == 4 and value.isascii() and value.isdecimal() and value > "0000"


class ResourceForm(KnownChoicesForm):
    """The cleaned parameters."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("tri") == "pertinence" and not cleaned.get("q"):
            self.add_error("tri", ValidationError(_("Pour trier par pertinence, écrivez des mots à chercher.")))
        return cleaned


class ResourceFilterSet(AskedSet):
    """The parameters of ``/ressources/``, in the order of the page."""

    q = Given(forms.CharField, label=_("Mots"), max_length=200)
    territoire = Given(
        forms.ChoiceField, label=_("Territoire"), error_messages=KnownChoicesField.default_error_messages
    )
    type = _several("of_kinds", ResourceType, _("Type"))
    theme = _several("about", Theme, _("Thème"))
    public = _several("for_audiences", Audience, _("Public"))
    annee = Ask("of_years", YearsField, label=_("Année"))
    licence = _several("under_licences", Licence, _("Licence"))
    tri = sorted_by(SORTS)

    class Meta:
        model = ResourcePage
        fields: list[str] = []
        form = ResourceForm

    def __init__(self, data: QueryDict, territories: Sequence[tuple[str, str]]) -> None:
        """``territories`` are the slugs and names of those that have resources."""
        super().__init__(data)
        self.form.fields["territoire"].choices = [*REACHES, *territories]
