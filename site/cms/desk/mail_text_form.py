"""The form of a mail's text: an agency's own words, checked against the mail that they are for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from cms.mail_texts import Place
from cms.models import MailText
from mail.wording import Words

PREVIEW = "apercu"
FIELDS: dict[str, tuple[Any, Any, int]] = {
    "subject": (MailText._meta.get_field("subject"), gettext_lazy("Ce qu’on lit dans la boîte, avant d’ouvrir."), 0),
    "opening": (MailText._meta.get_field("opening"), gettext_lazy("À la place de « Bonjour, »."), 3),
    "body": (
        MailText._meta.get_field("body"),
        gettext_lazy("Une ligne vide sépare deux paragraphes. Un lien seul sur sa ligne devient un bouton."),
        18,
    ),
    "closing": (MailText._meta.get_field("closing"), gettext_lazy("À la fin, avant le nom de l’agence."), 4),
}
"""The words that may be changed: their labels and lengths are the model's; what helps; lines, 0 for a single one."""


class TextForm(forms.Form):
    """The words of one mail. The variables are checked against the mail that they are for."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    act = forms.ChoiceField(required=False, choices=[(PREVIEW, PREVIEW)], widget=forms.HiddenInput)

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place = place
        for name in place.parts:
            field, help_text, lines = FIELDS[name]
            widget = forms.Textarea(attrs={"rows": lines}) if lines else forms.TextInput()
            widget.attrs |= {"lang": place.language}
            self.fields[name] = forms.CharField(
                label=str(field.verbose_name).capitalize(),
                help_text=help_text,
                max_length=field.max_length,
                required=name in {"subject", "body"},
                widget=widget,
            )

    def clean(self) -> dict[str, Any]:
        """Refuse what the mail could not be written with, in words, beside the field."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name, mistakes in self.place.mistakes_in(self.words).items():
            self.add_error(name if name in self.fields else None, [ValidationError(words) for words in mistakes])
        return cleaned

    @property
    def words(self) -> Words:
        """What is written in it."""
        return Words(**{name: self.cleaned_data.get(name, "") for name in self.place.parts})
