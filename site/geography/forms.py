"""Asking for a commune in a form: words, and a choice where the words mean several."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from geography.communes import CommuneMatch, communes_meant
from geography.models import Commune
from ui.typography import semicolon

_CODE_IN_BRACKETS = re.compile(r"\(((?:\d[\dAB]|\d\d)\d{3})\)\s*$")


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
            "max_length": _("Un nom de commune est plus court : 100 caractères au plus."),
            "null_characters_not_allowed": _("Ce nom contient un caractère invisible : tapez-le de nouveau."),
        },
    )
    commune = forms.CharField(label=_("Laquelle de ces communes"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lieu"].widget.attrs["data-communes"] = reverse("geography:communes")  # see communes.js
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
            message = _("Nous ne connaissons pas « %(text)s ». Essayez le code postal.")
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


class CommuneField(forms.CharField):
    """A commune in one text field, shown as « Mende (48095) »: for people who know its name or its code.

    Gives a ``Commune``. Several that share the name are told with their codes.
    """

    default_error_messages = {
        "required": _("Indiquez la commune."),
        "unknown": _("Nous ne connaissons pas « %(text)s ». Essayez le code INSEE."),
        "several": _("Plusieurs communes portent ce nom : recopiez la bonne. %(communes)s"),
    }

    def prepare_value(self, value: Any) -> Any:
        """The text of a code."""
        commune = Commune.objects.filter(pk=value).first() if isinstance(value, str) and len(value) == 5 else value
        return f"{commune.name} ({commune.pk})" if isinstance(commune, Commune) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the text is another than that of the initial code."""
        return bool(super().has_changed(self.prepare_value(initial), data))

    def clean(self, value: Any) -> Commune | None:
        """The commune that the text means. Raises ``ValidationError``."""
        text = super().clean(value)
        if not text:
            return None
        if code := _CODE_IN_BRACKETS.search(text):
            communes = list(Commune.objects.filter(pk=code[1]))
        else:
            communes = [match.commune for match in communes_meant(text)]
        if not communes:
            raise ValidationError(self.error_messages["unknown"], "unknown", {"text": text[:60]})
        if len(communes) > 1:
            names = semicolon().join(f"{commune.name} ({commune.pk})" for commune in communes)
            raise ValidationError(self.error_messages["several"], "several", {"communes": names})
        commune: Commune = communes[0]
        return commune
