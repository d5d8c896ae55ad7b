"""The two things a visitor may tell: a listing changed, a listing is missing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from geography.forms import CommuneForm
from listings.kinds import ListingKind
from listings.public_forms import LimitedCharField, PublicForm
from listings.reports import ReportKind

MESSAGE_LENGTH = 4000


class ReportForm(PublicForm):
    """« Signaler un changement »: what is wrong, in a choice and in words; the kind says which choices."""

    kind = forms.ChoiceField(
        label=_("Qu’est-ce qui a changé ?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choisissez ce qui a changé."),
            "invalid_choice": _("Choisissez une réponse de la liste."),
        },
    )
    message = LimitedCharField(
        label=_("Ce que vous savez"),
        required=False,
        max_length=MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    field_order = ["kind", "message", "reporter_email"]

    def __init__(self, *args: Any, about: ListingKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in about.report_kinds]  # type: ignore[attr-defined]
        self.fields["message"].help_text = about.report_hint

    def clean(self) -> dict[str, Any]:
        """Ask for words, but where the choice says it all."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        says_it_all = cleaned.get("kind") in {ReportKind.CLOSED, ReportKind.GONE, None}
        if not says_it_all and not cleaned.get("message", "-"):
            self.add_error("message", _("Dites en quelques mots ce qui est vrai aujourd’hui."))
        return cleaned


class ProposalForm(CommuneForm, PublicForm):
    """« Proposer un lieu »: its name and where it is."""

    name = LimitedCharField(
        label=_("Nom du lieu"), max_length=150, error_messages={"required": _("Écrivez le nom du lieu.")}
    )
    address = LimitedCharField(
        label=_("Adresse"), required=False, max_length=200, help_text=_("Numéro et rue, ou lieu-dit.")
    )
    message = LimitedCharField(
        label=_("Ce qu’on y trouve"),
        required=False,
        max_length=MESSAGE_LENGTH,
        help_text=_("Horaires, prix, connexion, site web : ce que vous savez."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    field_order = ["name", "lieu", "commune", "address", "message", "reporter_email"]
