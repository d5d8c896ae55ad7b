"""What a visitor may ask of ``/recherche/``, checked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cms.searching.kinds import kinds
from search.reading import typed_words

LONGEST = 200
SHORTEST = 2
_UNREADABLE = _("Nous n’avons pas pu lire ces signes. Écrivez un ou plusieurs mots.")


class SearchForm(forms.Form):
    """The words, and the kind of things when one is looked at alone. A wrong parameter is left out, and said."""

    q = forms.CharField(
        label=_("Que cherchez-vous ?"),
        required=False,
        max_length=LONGEST,
        error_messages={
            "max_length": _("C’est trop long pour une recherche : gardez les mots les plus importants."),
            "null_characters_not_allowed": _UNREADABLE,
        },
    )
    genre = forms.ChoiceField(
        required=False,
        choices=lambda: [(kind.code, kind.label) for kind in kinds()],
        error_messages={"invalid_choice": _("Ce genre de résultats n’existe pas : voici tous les genres.")},
    )
    page = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=1_000_000,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), _("Ce numéro de page n’en est pas un : voici la première.")
        ),
    )
    exact = forms.BooleanField(required=False)

    def clean_q(self) -> str:
        """The words. What holds none, or a single letter, looks for nothing."""
        text: str = self.cleaned_data["q"]
        if not text:
            return text
        words = typed_words(text)
        if not words:
            raise ValidationError(_UNREADABLE)
        if sum(len(word.form) for word in words) < SHORTEST:
            raise ValidationError(_("Écrivez au moins deux lettres."))
        return text

    @property
    def cleaned(self) -> dict[str, Any]:
        """The valid parameters."""
        self.is_valid()
        return dict(self.cleaned_data)

    @property
    def problems(self) -> list[str]:
        """What was wrong, in the visitor’s words; empty when nothing was."""
        return list(dict.fromkeys(str(message) for messages in self.errors.values() for message in messages))
