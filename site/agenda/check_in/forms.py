"""What is posted at a door: by forms of the page, or by a phone that tells of several acts at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenda.check_in.doors import Door
from agenda.models import Admission, Seats
from ui.forms import KitForm

MOST_ACTS = 500
"""Acts told at once: a phone that was cut off all day sends the rest afterwards."""
LONGEST_LOOK = 200
LONGEST_AGO = timedelta(days=10)


class LookForm(forms.Form):
    """What the page is asked to show: a half-day, and whom."""

    demi = forms.CharField(required=False, max_length=LONGEST_LOOK)
    q = forms.CharField(required=False, max_length=LONGEST_LOOK)
    code = forms.CharField(required=False, max_length=LONGEST_LOOK)

    @property
    def half(self) -> str:
        """The code of a half-day, or anything else that was written there."""
        return str(self._told.get("demi", ""))

    @property
    def words(self) -> str:
        """A name, or the code that someone shows."""
        return str(self._told.get("code") or self._told.get("q") or "")

    @property
    def _told(self) -> dict[str, Any]:
        self.is_valid()  # what is too long is left out
        return self.cleaned_data


class ButtonForm(forms.Form):
    """A button of the list: ``mark`` holds « 12:on », ``back`` « 12 »."""

    mark = forms.CharField(required=False, max_length=LONGEST_LOOK)
    back = forms.CharField(required=False, max_length=LONGEST_LOOK)
    half = forms.CharField(required=False, max_length=LONGEST_LOOK)

    @property
    def act(self) -> dict[str, Any]:
        """The act that it stands for, as a phone would tell it; nothing where no button was pressed."""
        self.is_valid()
        told = self.cleaned_data
        if told.get("mark"):
            who, _colon, what = told["mark"].partition(":")
            return {"act": "mark", "who": who, "on": what == "on", "half": told.get("half", "")}
        return {"act": "takeBack", "who": told["back"]} if told.get("back") else {}


class ActForm(forms.Form):
    """What every act of a door says: about whom, which half-day, and when it was pressed."""

    half = forms.ChoiceField()
    at = forms.FloatField(required=False)
    """Milliseconds since 1970, by the phone's clock."""

    def __init__(self, door: Door, *args: Any, clock_error: timedelta = timedelta(0), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clock_error = clock_error
        half: Any = self.fields["half"]
        half.choices = [(one.code, one.label) for one in door.half_days]

    def clean_at(self) -> datetime:
        """The instant by our clock: never to come, and not of another year."""
        now = timezone.now()
        told = self.cleaned_data.get("at")
        if told is None:
            return now
        try:
            moment = datetime.fromtimestamp(told / 1000, UTC) + self.clock_error
        except (OverflowError, ValueError, OSError):
            return now
        return max(min(moment, now), now - LONGEST_AGO)


class WhoField(forms.CharField):
    """The number of a registration, or the key of who was let in on the day."""

    default_validators = [RegexValidator(r"\A(\d{1,17}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})\Z")]


class MarkForm(ActForm):
    """Someone is there (``on``), or is not."""

    who = WhoField(max_length=36)
    on = forms.BooleanField(required=False)


class TakeBackForm(forms.Form):
    """Someone was let in by mistake."""

    who = WhoField(max_length=36)


class WalkInForm(ActForm, KitForm):
    """Someone who had not registered."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Nom"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "words"})
    )
    organisation = forms.CharField(
        label=_("Structure"), max_length=160, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    seats = forms.ModelChoiceField(label=_("Où"), queryset=Seats.objects.none(), empty_label=None)
    above = forms.BooleanField(label=_("Compter au-delà des places prévues"), required=False)

    def __init__(self, door: Door, *args: Any, is_told_later: bool = False, **kwargs: Any) -> None:
        super().__init__(door, *args, **kwargs)
        self.is_told_later, self.event = is_told_later, door.event
        self.fields["half"].widget = forms.HiddenInput()
        self.fields["at"].widget = forms.HiddenInput()
        seats: Any = self.fields["seats"]
        seats.queryset = Seats.objects.filter(pk__in=[one.pk for one in door.seats])
        if door.seats:
            self.initial.setdefault("seats", door.seats[0].pk)

    def clean_key(self) -> UUID:
        """A key is made for one event."""
        key: UUID = self.cleaned_data["key"]
        if Admission.objects.filter(key=key).exclude(registration__event=self.event).exists():
            raise forms.ValidationError(_("Cette page est celle d’un autre rendez-vous : ouvrez-la de nouveau."))
        return key

    def clean(self) -> dict[str, Any]:
        """With no seat left, whoever holds the list says that the person is counted above; a phone did, in the room."""
        cleaned = super().clean() or self.cleaned_data
        seats = cleaned.get("seats")
        if seats and seats.is_full and not cleaned.get("above") and not self.is_told_later:
            self.add_error("above", _("Toutes les places sont prises. Cochez cette case pour ajouter la personne."))
        return cleaned
