"""The form of a place for who holds it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from listings.kinds import Answer, Section
from listings.space.forms import Group, MemberForm
from places import member_photos
from places.desk_form import forget_point
from places.hours_field import HoursField
from places.models import Place


def _web_address(name: str) -> Any:
    return Place._meta.get_field(name).formfield(assume_scheme="https")


PHOTOS = "photos"
_ADDRESS = ("address", "postcode", "commune")


class PlaceMemberForm(MemberForm):
    """A place as its holder edits it: all but its point, which the geocoder finds."""

    opening_hours = HoursField()
    website = _web_address("website")
    booking_url = _web_address("booking_url")
    acceslibre_url = _web_address("acceslibre_url")
    is_free = forms.NullBooleanField(
        label=_("Gratuit"),
        required=False,
        widget=forms.Select(choices=[("unknown", _("Je ne sais pas")), ("true", _("Oui")), ("false", _("Non"))]),
    )
    groups: ClassVar[tuple[Group, ...]] = (
        Group(_("Le lieu"), ("name", "types", "summary", "description")),
        Group(_("Où"), ("address", "address_extra", "postcode", "commune")),
        Group(_("Contact"), ("phone", "email", "website", "booking_url")),
        Group(_("Quand et pour qui"), ("opening_hours", "opening_note", "access")),
        Group(_("Prix"), ("is_free", *Place.PRICES, "price_note")),
        Group(
            _("Ce qu’on y trouve"),
            ("desks", "closed_offices", "meeting_rooms", "internet", "services"),
        ),
        Group(_("Accessibilité"), ("wheelchair", "accessibility", "accessibility_note", "acceslibre_url")),
    )

    class Meta:
        model = Place
        fields = [
            name
            for names in (
                ("name", "types", "summary", "description", "address", "address_extra", "postcode", "commune"),
                ("phone", "email", "website", "booking_url", "opening_hours", "opening_note", "access", "is_free"),
                Place.PRICES,
                ("price_note", "desks", "closed_offices", "meeting_rooms", "internet", "services"),
                ("wheelchair", "accessibility", "accessibility_note", "acceslibre_url"),
            )
            for name in names
        ]
        widgets = {"description": forms.Textarea(attrs={"rows": 8})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = self.fields["wheelchair"].choices  # type: ignore[attr-defined]
        choices = [(code, label if code else _("Je ne sais pas")) for code, label in choices]
        self.fields["wheelchair"].choices = choices  # type: ignore[attr-defined]
        self.photo_names = member_photos.add_fields(self, self.instance)
        self.dress()

    def clean(self) -> dict[str, Any]:
        """Ask for the words of new photographs."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        member_photos.check_words(self)
        return cleaned

    @property
    def all_groups(self) -> tuple[Group, ...]:
        """With the photographs, as many fields as there is room for."""
        return (*self.groups, Group(_("Photos"), self.photo_names, PHOTOS)) if self.photo_names else self.groups


def sections() -> list[Section]:
    """The groups of the form, photographs as one."""
    fields = PlaceMemberForm.base_fields
    found = [
        Section(group.title, [Answer(name, fields[name].label, name) for name in group.names], _page)
        for group in PlaceMemberForm.groups
    ]
    return [*found, Section(_("Photos"), [Answer(PHOTOS, _("Photos"), PHOTOS)], _page)]


def _page(place: Place) -> str:
    return reverse("space:edit", args=["lieu", place.pk])


def prepare(place: Place, form: PlaceMemberForm) -> None:
    """Take the photographs; forget the point of an old address: the geocoder looks for the new one, once published."""
    member_photos.take_photos(place, form)
    if set(form.changed_data) & set(_ADDRESS):
        forget_point(place)
