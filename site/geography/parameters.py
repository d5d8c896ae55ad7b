"""What the parameters of public addresses may say about where."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from geography.communes import MAX_LENGTH
from geography.distance import Point


class PositionField(forms.Field):
    """``latitude,longitude`` in degrees, rounded to two decimals: about one kilometre, never a doorstep."""

    default_error_messages = {"invalid": _("Cette position n’est pas lisible. Indiquez plutôt une commune.")}

    def to_python(self, value: Any) -> Point | None:
        if value in self.empty_values:
            return None
        try:
            latitude, longitude = (round(float(part), 2) for part in str(value)[:40].split(","))
            return Point(latitude, longitude)
        except (ValueError, TypeError) as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class CommuneQuery(forms.Form):
    """``q``: what was typed; ``pres``: a rounded position."""

    q = forms.CharField(required=False, max_length=MAX_LENGTH)
    pres = PositionField(required=False)
