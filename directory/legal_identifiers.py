"""The numbers that tell a business from every other: SIRET for an establishment, RNA for an association.

The SIRET is checked by python-stdnum: a Luhn key, but for the offices of La Poste, whose digits add up to a multiple of
five. The RNA has no key: a W and nine characters, the first of which say the sub-prefecture.

Sources: https://www.insee.fr/fr/metadonnees/definition/c1841 ; arrêté du 14 octobre 2009 (répertoire des associations).
"""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import InvalidChecksum, InvalidFormat, InvalidLength
from stdnum.exceptions import ValidationError as WrongNumber
from stdnum.fr import siret as stdnum_siret

from ui.typography import NBSP

SIRET_DIGITS = 14
_SPACES = re.compile(r"[\s.\-]+")
_RNA = re.compile(r"W[0-9][0-9AB][0-9]{7}", re.ASCII)


def clean_siret(text: str) -> str:
    """The fourteen digits of a SIRET, however it was spaced. Raises ``ValidationError`` with what is wrong."""
    number = _SPACES.sub("", text)
    try:
        return str(stdnum_siret.validate(number))
    except InvalidLength as error:
        words = {"digits": len(number)}
        raise ValidationError(_("Un SIRET a 14 chiffres : il y en a %(digits)d."), "siret", words) from error
    except InvalidFormat as error:
        raise ValidationError(_("Un SIRET n’a que des chiffres : 14 en tout."), "siret") from error
    except (InvalidChecksum, WrongNumber) as error:
        message = _("Ce SIRET n’existe pas : sa clé de contrôle est fausse. Relisez-le sur un document officiel.")
        raise ValidationError(message, "siret") from error


def clean_rna(text: str) -> str:
    """The RNA number of an association, such as ``W482001234``. Raises ``ValidationError``."""
    number = _SPACES.sub("", text).upper()
    if not _RNA.fullmatch(number):
        raise ValidationError(_("Un numéro RNA s’écrit W suivi de 9 chiffres, comme W482001234."), "rna")
    return number


def validate_siret(value: str) -> None:
    """Refuse what is not fourteen digits with the right key. Raises ``ValidationError``."""
    if clean_siret(value) != value:
        raise ValidationError(_("Un SIRET n’a que des chiffres : 14 en tout."), "siret")


def validate_rna(value: str) -> None:
    """Refuse what is not an RNA number in capitals. Raises ``ValidationError``."""
    if clean_rna(value) != value:
        raise ValidationError(_("Un numéro RNA s’écrit W suivi de 9 chiffres, comme W482001234."), "rna")


def siret_text(siret: str) -> str:
    """« 732 829 320 00074 », on one line."""
    return str(stdnum_siret.format(siret, NBSP)) if siret else ""


class SiretField(forms.CharField):
    """A SIRET as people type or paste it; gives fourteen digits."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{
                "max_length": 40,
                "label": _("SIRET"),
                "help_text": _("14 chiffres, sur une facture ou un avis de situation."),
                "widget": forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
                **kwargs,
            }
        )

    def clean(self, value: Any) -> str:
        """The digits, or nothing. Raises ``ValidationError``."""
        text = super().clean(value)
        return clean_siret(text) if text else ""

    def prepare_value(self, value: Any) -> Any:
        """Spaced as on official papers, unless it is what was typed."""
        is_clean = isinstance(value, str) and value.isdigit() and len(value) == SIRET_DIGITS
        return siret_text(value).replace(NBSP, " ") if is_clean else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the digits differ: spaces change nothing."""
        return _SPACES.sub("", str(initial or "")) != _SPACES.sub("", str(data or ""))


class RnaField(forms.CharField):
    """An RNA number as people type it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{
                "max_length": 20,
                "label": _("Numéro RNA"),
                "help_text": _("Pour une association : W et 9 chiffres, sur le récépissé de la préfecture."),
                "widget": forms.TextInput(attrs={"autocomplete": "off"}),
                **kwargs,
            }
        )

    def clean(self, value: Any) -> str:
        """The number in capitals, or nothing. Raises ``ValidationError``."""
        text = super().clean(value)
        return clean_rna(text) if text else ""
