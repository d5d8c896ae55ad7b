"""Asking for a commune in a form: words, and a choice where the words mean several."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from geography.communes import CommuneMatch, find_communes
from geography.models import Commune
from search.analysis import fold

MOST_CANDIDATES = 20


def communes_meant(text: str) -> list[CommuneMatch]:
    """The communes that some words mean, the largest first, each once: several for a shared name or postcode."""
    matches = find_communes(text, limit=MOST_CANDIDATES)
    is_code = text.strip().isdigit()
    alike = [match for match in matches if is_code or fold(match.name) == fold(matches[0].name)]
    return list({match.commune.pk: match for match in reversed(alike)}.values())[::-1]


class CommuneForm(forms.Form):
    """Two fields that give a commune: ``lieu``, words, and ``commune``, a code that the combobox or a choice fills in.

    ``cleaned_data["commune"]`` is a ``Commune`` with its département. ``candidates`` are the communes to choose from
    when the words mean several: the template then shows ``commune`` as a choice.
    """

    lieu = forms.CharField(
        label=_("Commune"),
        max_length=100,
        help_text=_("Son nom ou son code postal."),
        error_messages={
            "required": _("Indiquez la commune."),
            "max_length": _("Un nom de commune est plus court\u00a0: 100 caractères au plus."),
            "null_characters_not_allowed": _("Ce nom contient un caractère invisible\u00a0: tapez-le de nouveau."),
        },
    )
    commune = forms.CharField(label=_("Laquelle de ces communes"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates: list[CommuneMatch] = []

    def clean(self) -> dict[str, Any]:
        """Put the commune in the place of its code."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        code = cleaned.pop("commune", "")
        if text := cleaned.get("lieu"):
            cleaned["commune"] = self._commune(text, code)
        return cleaned

    def _commune(self, text: str, code: str) -> Commune | None:
        """The commune that the words mean; among several, the one of the code, else a question."""
        meant = communes_meant(text)
        if not meant:
            message = _("Nous ne connaissons pas «\u00a0%(text)s\u00a0». Essayez le code postal.")
            self.add_error("lieu", ValidationError(message, params={"text": text[:60]}))
            return None
        chosen = [match.commune for match in meant if match.commune.pk == code] or [match.commune for match in meant]
        if len(chosen) == 1:
            return chosen[0]
        self.candidates = meant
        self.fields["commune"].required = True
        self.fields["commune"].widget = forms.RadioSelect(
            choices=[(match.commune.pk, match.label) for match in meant], attrs={"class": ""}
        )
        self.add_error("commune", _("Plusieurs communes répondent à ces mots\u00a0: choisissez la vôtre."))
        return None
