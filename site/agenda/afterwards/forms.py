"""What someone thought of an event: four questions, of which one must be answered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agenda.models.afterwards import LONGEST
from ui.forms import KitForm

MARKS = (
    ("5", _("5 : très satisfaisant")),
    ("4", _("4 : satisfaisant")),
    ("3", _("3 : ni l’un ni l’autre")),
    ("2", _("2 : décevant")),
    ("1", _("1 : très décevant")),
)


def _words(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}), strip=True
    )


class OpinionForm(KitForm):
    """The form behind the secret link."""

    mark = forms.TypedChoiceField(
        label=_("Votre note"),
        choices=MARKS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une note de 1 à 5.")},
    )
    useful = _words(_("Qu’est-ce qui vous a été utile ?"))
    better = _words(_("Que pourrions-nous améliorer ?"))
    would_come_back = forms.TypedChoiceField(
        label=_("Reviendriez-vous ?"),
        choices=[("oui", _("Oui")), ("non", _("Non"))],
        coerce=lambda told: told == "oui",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
