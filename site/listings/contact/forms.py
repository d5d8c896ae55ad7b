"""What one fills in to write, to answer, to go on talking."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from listings.contact.actions import Letter, Sender
from listings.contact.letters import one_line
from listings.contact.models import (
    INTRODUCTION_LENGTH,
    NAME_LENGTH,
    SUBJECT_LENGTH,
    TEXT_LENGTH,
    Conversation,
    DeclineReason,
    State,
)
from listings.public_forms import LimitedCharField, PublicForm
from ui.forms import KitForm

IN_WORDS = State.OPEN.value
"""The answer that is neither yes nor no."""


def is_a_name(text: str) -> None:
    """Refuse what would make a mail of ours carry an address of someone else's: names have no ``/`` and no ``@``."""
    if any(sign in text for sign in "/@<>\\") or "www." in text.lower():
        raise ValidationError(_("Écrivez un nom, sans adresse de site ni de courriel."))


class LineField(LimitedCharField):
    """Text of one line, whatever was pasted."""

    def to_python(self, value: Any) -> Any:
        """Line breaks become spaces, control characters go."""
        text = super().to_python(value)
        return one_line(text) if isinstance(text, str) and "\x00" not in text else text


class WriteForm(PublicForm):
    """A first message: who I am, what about, what I propose, by when. ``account`` is who is signed in, or ``None``."""

    name = LineField(
        label=_("Votre nom"),
        max_length=NAME_LENGTH,
        validators=[is_a_name],
        help_text=_("Le vôtre, ou celui de votre structure."),
        error_messages={"required": _("Écrivez votre nom.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    introduction = LimitedCharField(
        label=_("Qui vous êtes"),
        max_length=INTRODUCTION_LENGTH,
        help_text=_("En une ou deux phrases : ce que vous faites, et où."),
        error_messages={"required": _("Dites en une phrase qui vous êtes.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    subject = LineField(
        label=_("À quel sujet"),
        max_length=SUBJECT_LENGTH,
        help_text=_("Par exemple : une mission de paie, un bureau deux jours par semaine."),
        error_messages={"required": _("Dites en quelques mots à quel sujet vous écrivez.")},
    )
    text = LimitedCharField(
        label=_("Ce que vous proposez"),
        max_length=TEXT_LENGTH,
        help_text=_("Ce que vous cherchez ou proposez, le rythme, les conditions."),
        error_messages={"required": _("Dites ce que vous cherchez ou proposez.")},
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    wanted_by = forms.DateField(
        label=_("Pour quand"),
        required=False,
        help_text=_("Si une date compte."),
        error_messages={"invalid": _("Écrivez la date sous la forme 15/01/2027.")},
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
    )
    field_order = ["name", "reporter_email", "introduction", "subject", "text", "wanted_by"]

    def __init__(self, *args: Any, account: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account
        if account is not None:
            del self.fields["reporter_email"]
            self.initial.setdefault("name", account.get_full_name())
            return
        address = self.fields["reporter_email"]
        address.required = True
        address.help_text = _("Vous y recevrez un lien pour confirmer, puis la réponse. Elle n’est jamais montrée.")
        address.error_messages["required"] = _("Écrivez votre adresse : la réponse vous y attendra.")

    def clean_wanted_by(self) -> Any:
        """A day to come."""
        day = self.cleaned_data["wanted_by"]
        if day is not None and day < timezone.localdate():
            raise ValidationError(_("Cette date est passée : choisissez un jour à venir."))
        return day

    def is_repeated(self) -> bool:
        """Whether this page was sent before: a double click."""
        return bool(Conversation.objects.filter(submission=self.submission).exists())

    @property
    def from_whom(self) -> Sender:
        """Who writes, once valid."""
        answers = self.cleaned_data
        email = self.account.email if self.account is not None else answers["reporter_email"]
        return Sender(answers["name"], email, self.account)

    @property
    def letter(self) -> Letter:
        """What is written, once valid."""
        answers = self.cleaned_data
        return Letter(answers["introduction"], answers["subject"], answers["text"], answers["wanted_by"])


class OnceForm(KitForm):
    """A form whose ``submission`` names it, so that a double click acts once."""

    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("submission", uuid4())

    def clean_submission(self) -> UUID:
        """The name that the page gave, or a new one."""
        return self.cleaned_data.get("submission") or uuid4()


class AnswerForm(OnceForm):
    """The recipient's answer."""

    state = forms.ChoiceField(
        label=_("Votre réponse"),
        choices=[
            (State.INTERESTED.value, _("Oui, parlons-en")),
            (State.NOT_NOW.value, _("Pas pour le moment")),
            (State.DECLINED.value, _("Non, merci")),
            (IN_WORDS, _("Je réponds en quelques mots")),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choisissez une réponse."),
            "invalid_choice": _("Choisissez une réponse de la liste."),
        },
    )
    reason = forms.ChoiceField(
        label=_("Si c’est non, pourquoi"),
        required=False,
        choices=[("", _("Choisissez une raison")), *DeclineReason.choices],
        help_text=_("La personne lira cette raison, et rien d’autre si vous n’ajoutez rien."),
        error_messages={"invalid_choice": _("Choisissez une raison de la liste.")},
    )
    text = LimitedCharField(
        label=_("Quelques mots"),
        required=False,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        """A no has a reason, words have words; a reason without a no is dropped."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        state = cleaned.get("state")
        if state == State.DECLINED and "reason" in cleaned and not cleaned["reason"]:
            self.add_error("reason", _("Choisissez la raison de votre non."))
        if state == IN_WORDS and "text" in cleaned and not cleaned["text"]:
            self.add_error("text", _("Écrivez votre réponse."))
        if state != State.DECLINED:
            cleaned["reason"] = ""
        return cleaned


class MessageForm(OnceForm):
    """A message of the thread."""

    text = LimitedCharField(
        label=_("Votre message"),
        max_length=TEXT_LENGTH,
        error_messages={"required": _("Écrivez votre message.")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ShareForm(OnceForm):
    """« Je partage mon adresse », ticked."""

    agreed = forms.BooleanField(
        label=_("Je veux bien que l’autre personne voie mon adresse de courriel, si elle partage la sienne"),
        error_messages={"required": _("Cochez la case pour partager votre adresse.")},
    )


class ContactReportForm(OnceForm):
    """What is wrong, for the agency."""

    problem = LimitedCharField(
        label=_("Ce qui ne va pas"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
