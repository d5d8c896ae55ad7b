"""What one fills in to register, and to change it afterwards: where one sits, who one is, the organiser's questions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from agenda.keys import sent_key
from agenda.models import EventPage, Question, Registration, Seats
from agenda.registering.actions import Wish
from agenda.vocabulary import QuestionKind
from geography.forms import CommuneForm
from listings.contact.forms import LineField, is_a_name
from listings.public_forms import LimitedCharField, PublicForm
from ui.forms import KitForm
from ui.typography import whole_number

NAME_LENGTH, ORGANISATION_LENGTH, ANSWER_LENGTH = 150, 160, 1000
MOST_AN_HOUR = 30
"""Registrations an hour from one connection: a whole office registers from behind one address."""
YES, NO = "oui", "non"


def seats_label(seats: Seats) -> SafeString:
    """« Sur place », « La Filature, Mende », « 12 places »: as ``components/choices.html`` shows a rich choice."""
    where = format_html('<span class="hint">{}</span>', seats.label) if seats.label else ""
    tone = "warn" if seats.is_full else "good"
    room = (
        format_html('<span class="badge {}">{}</span>', tone, room_words(seats)) if seats.capacity is not None else ""
    )
    return format_html("{} {} {}", seats.get_mode_display(), where, room)


def plain_label(seats: Seats) -> str:
    """« Sur place, La Filature, Mende, 12 places »: the same, where nothing but text is shown."""
    room = room_words(seats) if seats.capacity is not None else ""
    return ", ".join(filter(None, [str(seats.get_mode_display()), seats.label, room]))


def room_words(seats: Seats) -> str:
    """« 12 places », « Complet, liste d’attente »."""
    if seats.is_full:
        return str(_("Complet, liste d’attente"))
    left = seats.left or 0
    return ngettext("%(count)s place", "%(count)s places", left) % {"count": whole_number(left)}


class WishForm(CommuneForm, KitForm):
    """Where one sits and who one is. ``event`` is in its first language; ``kept`` are seats that one has already."""

    seats = forms.ChoiceField(
        label=_("Comment venez-vous ?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choisissez comment vous venez."),
            "invalid_choice": _("Choisissez une réponse de la liste."),
        },
    )
    name = LineField(
        label=_("Votre nom"),
        max_length=NAME_LENGTH,
        validators=[is_a_name],
        error_messages={"required": _("Écrivez votre nom.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    organisation = LineField(
        label=_("Votre structure"),
        required=False,
        max_length=ORGANISATION_LENGTH,
        validators=[is_a_name],
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )

    field_order = ["seats", "name", "organisation", "lieu", "commune"]

    @staticmethod
    def label_of(seats: Seats) -> str:
        """How seats are told."""
        return seats_label(seats)

    def __init__(self, *args: Any, event: EventPage, kept: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        rows = [row for row in Seats.objects.of_event(event) if row.is_offered or row.pk == kept]
        choice: Any = self.fields["seats"]
        choice.choices = [(str(row.pk), self.label_of(row)) for row in rows]
        if len(rows) == 1:
            self.initial.setdefault("seats", str(rows[0].pk))
        where: Any = self.fields["lieu"]
        where.required, where.label = False, _("Votre commune")
        where.help_text = _("Pour savoir d’où l’on vient. Rien n’en est publié.")
        self.questions = {f"q-{question.key}": question for question in event.questions.all()}
        self.fields |= {name: field_of(question) for name, question in self.questions.items()}
        self.dress()

    @property
    def asked_fields(self) -> Iterator[forms.BoundField]:
        """The organiser's questions."""
        return (self[name] for name in self.questions)

    @property
    def wish(self) -> Wish:
        """What is asked for, once valid."""
        told = self.cleaned_data
        answers = {str(question.key): told[name] for name, question in self.questions.items() if told.get(name)}
        commune = told.get("commune") or None
        return Wish(int(told["seats"]), told["name"], told["organisation"], commune, answers)


def as_written(text: str) -> str:
    """What an organiser wrote, marked with its language where another one is spoken: nobody translates questions."""
    if get_language() == settings.LANGUAGE_CODE:
        return text
    return format_html('<span lang="{}">{}</span>', settings.LANGUAGE_CODE, text)


def field_of(question: Question) -> forms.Field:
    """How a question is asked."""
    known: dict[str, Any] = {
        "label": as_written(question.label),
        "required": question.is_compulsory,
        "error_messages": {
            "required": _("Cette réponse est demandée par l’organisateur."),
            "invalid_choice": _("Choisissez une réponse de la liste."),
        },
    }
    if question.kind == QuestionKind.TEXT:
        return LimitedCharField(max_length=ANSWER_LENGTH, **known)
    if question.kind == QuestionKind.YES_NO:
        return forms.ChoiceField(choices=[(YES, _("Oui")), (NO, _("Non"))], widget=forms.RadioSelect, **known)
    return forms.ChoiceField(
        choices=[(choice, as_written(choice)) for choice in question.choice_list], widget=forms.RadioSelect, **known
    )


class RegisterForm(WishForm, PublicForm):
    """« S’inscrire », without an account."""

    most_an_hour = MOST_AN_HOUR
    scope = "agenda"
    field_order = ["seats", "name", "reporter_email", "organisation", "lieu", "commune"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        address = self.fields["reporter_email"]
        address.required, address.label = True, _("Votre adresse électronique")
        address.help_text = _(
            "Pour confirmer, et pour recevoir la date, le lieu et les rappels. Elle n’est pas publiée."
        )
        address.error_messages["required"] = _("Écrivez votre adresse : la confirmation y arrive.")

    def is_repeated(self) -> bool:
        """Whether this page was sent before with this address: a double click."""
        key = sent_key(self.submission, self.event, self.cleaned_data["reporter_email"])
        return bool(Registration.objects.filter(submission=key).exists())


class ChangeForm(WishForm):
    """« Modifier mon inscription »: the same, as it stands."""

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        commune = registration.commune
        initial = {
            "seats": str(registration.seats_id),
            "name": registration.name,
            "organisation": registration.organisation,
            "lieu": commune.name if commune else "",
            "commune": commune.pk if commune else "",
            **{f"q-{key}": answer for key, answer in registration.answers.items()},
        }
        super().__init__(*args, initial=initial, kept=registration.seats_id, **kwargs)
