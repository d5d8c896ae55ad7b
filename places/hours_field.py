"""Opening hours in a form: typed in French or in OpenStreetMap's syntax, kept in the latter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from places import hours_french
from places.hours import HoursError, normalise


class HoursField(forms.CharField):
    """OSM syntax, also from French words where they are certain."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Horaires"),
            required=False,
            max_length=500,
            help_text=_(
                "En français : « du lundi au vendredi 9h-12h et 14h-18h ». "
                "Ou dans la syntaxe d’OpenStreetMap : Mo-Fr 09:00-12:00,14:00-18:00"
            ),
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        """The expression. Raises ``ValidationError`` with what was not understood."""
        text: str = super().clean(value).strip()
        if not text:
            return ""
        try:
            return normalise(text)
        except HoursError as error:
            read = hours_french.read(text)
            if read.expression and not read.note:
                return read.expression
            raise ValidationError(str(error), code="hours") from error
