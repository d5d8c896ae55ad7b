"""What one fills in to share a car, to write to someone who does, to report them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agenda.half_days import half_days_of
from agenda.keys import sent_key
from agenda.models import EventPage
from agenda.models.rides import MOST_SEATS, Ride
from agenda.rides.vocabulary import Direction, RideKind
from geography.forms import CommuneForm
from listings.contact.forms import LineField, is_a_name
from listings.public_forms import LimitedCharField, PublicForm, take_turn
from ui.forms import KitForm

MOST_AN_HOUR = 10
MOST_TO_ONE = 10
"""Messages an hour to one offer, from everyone together."""
_CHOOSE = {"required": _("Choisissez une réponse."), "invalid_choice": _("Choisissez une réponse de la liste.")}


class RideAnswersForm(CommuneForm, KitForm):
    """From where, which way, when, how many."""

    kind = forms.ChoiceField(
        label=_("Que faites-vous ?"), choices=RideKind.choices, widget=forms.RadioSelect, error_messages=_CHOOSE
    )
    direction = forms.ChoiceField(
        label=_("Dans quel sens ?"),
        choices=Direction.choices,
        widget=forms.RadioSelect,
        initial=Direction.BOTH,
        error_messages=_CHOOSE,
    )
    half_day = forms.ChoiceField(label=_("Pour quel moment ?"), widget=forms.RadioSelect, error_messages=_CHOOSE)
    seats = forms.IntegerField(
        label=_("Combien de places ?"),
        min_value=1,
        max_value=MOST_SEATS,
        initial=1,
        error_messages={
            "required": _("Écrivez un nombre de places."),
            "invalid": _("Écrivez un nombre de places."),
            "min_value": _("Une place au moins."),
            "max_value": _("Huit places au plus."),
        },
        widget=forms.NumberInput(attrs={"class": "short"}),
    )

    def __init__(self, *args: Any, event: EventPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        self.fields["lieu"].help_text = _(
            "D’où vous partez, ou vers où vous rentrez. C’est tout ce que le site montre."
        )
        choices = [(half.code, half.label) for half in half_days_of(event)]
        field: Any = self.fields["half_day"]
        field.choices, field.initial = choices, choices[0][0]

    @property
    def answers(self) -> dict[str, Any]:
        """The columns of a ``Ride`` that may be changed."""
        return {name: self.cleaned_data[name] for name in ("kind", "direction", "half_day", "seats", "commune")}


class RideForm(RideAnswersForm, PublicForm):
    """The same, and who one is."""

    most_an_hour, scope = MOST_AN_HOUR, "rides."
    name = LineField(
        label=_("Votre prénom ou votre nom"),
        max_length=150,
        validators=[is_a_name],
        help_text=_("Il n’est pas montré : vous le donnez à qui vous répondez."),
        error_messages={"required": _("Écrivez votre nom.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["kind", "lieu", "commune", "direction", "half_day", "seats", "name", "reporter_email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email = self.fields["reporter_email"]
        email.required, email.label = True, _("Votre adresse électronique")
        email.help_text = _("Jamais montrée. Un lien y arrive, pour confirmer, changer ou retirer.")
        email.error_messages["required"] = _("Écrivez votre adresse électronique.")

    def is_repeated(self) -> bool:
        """Whether this page was sent before with this address."""
        key = sent_key(self.submission, self.event, self.cleaned_data["reporter_email"])
        return bool(Ride.objects.filter(submission=key).exists())


class MessageForm(PublicForm):
    """A word to whoever offers or asks."""

    most_an_hour, scope = MOST_AN_HOUR, "rides.message."
    name = LineField(
        label=_("Votre prénom ou votre nom"),
        max_length=150,
        validators=[is_a_name],
        error_messages={"required": _("Écrivez votre nom.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    text = LimitedCharField(
        label=_("Votre message"),
        max_length=1000,
        error_messages={"required": _("Écrivez votre message.")},
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    field_order = ["name", "reporter_email", "text"]

    def __init__(self, *args: Any, ride: Ride, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ride = ride
        email = self.fields["reporter_email"]
        email.required, email.label = True, _("Votre adresse électronique")
        email.help_text = _("Donnée à cette personne seule, avec votre message, pour qu’elle vous réponde.")
        email.error_messages["required"] = _("Écrivez votre adresse électronique.")

    def _post_clean(self) -> None:
        """So many messages to one person, whoever sends them."""
        super()._post_clean()
        if not self.errors and not take_turn(str(self.ride.pk), MOST_TO_ONE, "rides.to."):
            self.is_throttled = True
            self.add_error(None, _("Cette personne a reçu beaucoup de messages : attendez une heure."))

    def is_repeated(self) -> bool:
        """The outbox knows a message that was sent twice."""
        return False


class RideReportForm(PublicForm):
    """What is wrong."""

    most_an_hour, scope = MOST_AN_HOUR, "rides.report."
    text = LimitedCharField(
        label=_("Ce qui ne va pas"),
        max_length=1000,
        error_messages={"required": _("Dites en quelques mots ce qui ne va pas.")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, ride: Ride, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reporter_email"]

    def is_repeated(self) -> bool:
        """The outbox knows a report that was sent twice."""
        return False
