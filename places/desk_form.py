"""The form of a place on the desk: what its fields accept, and what follows from what was changed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from geography.forms import CommuneField
from geography.models import Commune
from listings.permissions import may_moderate, may_move
from places.hours_field import HoursField
from places.models import Place
from places.vocabulary import PointOrigin, Precision

_POINT = ("latitude", "longitude", "precision", "point_origin", "geocoding_score")
_ADDRESS = ("address", "postcode", "commune")


class PlaceForm(WagtailAdminModelForm):  # type: ignore[misc]
    """A place as a moderator edits it. ``for_user`` is the moderator."""

    edit_token = forms.CharField(required=False, widget=forms.HiddenInput)
    seen_point = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    commune = CommuneField(
        label=_("Commune"), help_text=_("Son nom, suivi s’il le faut de son code INSEE : Mende (48095)")
    )
    opening_hours = HoursField()

    def clean_commune(self) -> Commune:
        """Only a commune that this moderator moderates, and of the same territory as before."""
        commune: Commune = self.cleaned_data["commune"]
        before = Commune.objects.filter(pk=self.initial.get("commune")).first() if self.instance.pk else None
        if before and not may_move(self.for_user, before, commune):
            raise ValidationError(_("%(commune)s n’est pas de ce territoire."), params={"commune": commune})
        if not before and not may_moderate(self.for_user, commune):
            raise ValidationError(_("%(commune)s n’est pas de votre territoire."), params={"commune": commune})
        return commune

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen_point"] = point_text(self.instance)
        self.is_point_given = False

    def clean(self) -> dict[str, Any]:
        """A point given by hand is at the address unless told otherwise; no point has no precision."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        latitude, longitude, precision = (cleaned.get(name) for name in ("latitude", "longitude", "precision"))
        seen = cleaned.get("seen_point") or point_text(self.instance)
        self.is_point_given = f"{latitude} {longitude} {precision}" != seen
        if latitude is None and longitude is None:
            cleaned["precision"] = self.instance.point_origin = ""
        elif self.is_point_given:
            self.instance.point_origin = PointOrigin.MANUAL
            if not precision or seen.endswith(f" {precision}"):
                cleaned["precision"] = Precision.ADDRESS
        return cleaned

    @property
    def has_new_address(self) -> bool:
        """Whether the address changed and the point was not given by hand."""
        return not self.is_point_given and bool(set(self.changed_data) & set(_ADDRESS))

    def keep_point_of(self, row: Place, place: Place) -> None:
        """Take the point that the geocoder found while the form was open, where nobody changed it here."""
        if not self.is_point_given and not row.has_unpublished_changes:
            for name in _POINT:
                setattr(place, name, getattr(row, name))


def point_text(place: Place) -> str:
    """The point as the form showed it, to know later whether someone changed it."""
    return f"{place.latitude} {place.longitude} {place.precision}"


def forget_point(place: Place) -> None:
    """Put a place at its commune until the geocoder finds its new address."""
    point = place.commune.point
    place.latitude, place.longitude = point or (None, None)
    place.precision = Precision.COMMUNE if point else ""
    place.point_origin = PointOrigin.COMMUNE if point else ""
    place.geocoding_score = None
