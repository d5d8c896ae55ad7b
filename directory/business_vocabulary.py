"""The closed lists of a business. Each only grows at its end: a code's rank may be its bit in the database."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SizeClass(models.TextChoices):
    """How many people it employs, in the classes of the law (décret n° 2008-1354), by staff alone."""

    TPE = "tpe", _("TPE\u00a0: moins de 10\u00a0personnes")
    PME = "pme", _("PME\u00a0: de 10 à 249\u00a0personnes")
    ETI = "eti", _("ETI\u00a0: de 250 à 4\u00a0999\u00a0personnes")
    GE = "ge", _("Grande entreprise\u00a0: 5\u00a0000\u00a0personnes ou plus")


SHORT_SIZES = {
    SizeClass.TPE: _("TPE"),
    SizeClass.PME: _("PME"),
    SizeClass.ETI: _("ETI"),
    SizeClass.GE: _("Grande entreprise"),
}


class AgreementType(models.TextChoices):
    """What telework rests on (Code du travail, article L1222-9)."""

    COLLECTIVE = "collective", _("Accord collectif")
    CHARTER = "charter", _("Charte de l’employeur")
    INDIVIDUAL = "individual", _("Simple accord avec chaque personne")
    NONE = "none", _("Rien d’écrit pour le moment")


class RegisterState(models.TextChoices):
    """What the public register of companies said of a SIRET."""

    CONFIRMED = "confirmed", _("Vérifiée au registre")
    CLOSED = "closed", _("Fermée selon le registre")
    UNKNOWN = "unknown", _("Inconnue du registre")
    FAILED = "failed", _("Le registre n’a pas répondu")


def size_of_band(band: str | None) -> SizeClass | None:
    """The class of an INSEE staff band (``tranche d’effectif``): ``01`` is 1 or 2 people, ``32`` 250 to 499.

    ``None`` where the register does not know (``NN``) or says something else. A business without staff (``00``) is a
    TPE. Source: https://www.sirene.fr/static-resources/documentation/v_sommaire_311.htm.
    """
    bands = {
        SizeClass.TPE: ("00", "01", "02", "03"),
        SizeClass.PME: ("11", "12", "21", "22", "31"),
        SizeClass.ETI: ("32", "41", "42", "51"),
        SizeClass.GE: ("52", "53"),
    }
    return next((size for size, codes in bands.items() if band in codes), None)
