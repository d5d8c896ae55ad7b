"""The closed lists of a resource. Each only grows at its end: a code's rank may be its bit in the database."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ResourceType(models.TextChoices):
    """What it is."""

    GUIDE = "guide", _("Guide")
    MODEL = "modele", _("Modèle de document")
    STUDY = "etude", _("Étude")
    RECORDING = "enregistrement", _("Enregistrement")
    LAW = "droit", _("Texte juridique")
    SHEET = "fiche", _("Fiche conseil")


class Theme(models.TextChoices):
    """What it is about."""

    WHAT_CAN_BE = "teletravaillable", _("Ce qui peut se télétravailler")
    PRACTICES = "pratiques", _("Pratiques")
    BOTH = "distance-et-site", _("À distance et sur site")
    COHESION = "cohesion", _("Cohésion d’équipe")
    AGREEMENT = "charte-accord", _("Charte ou accord")
    EQUALITY = "egalite", _("Égalité professionnelle")
    LIFE_AT_WORK = "qualite-de-vie", _("Qualité de vie au travail")
    DIGITAL_TOOLS = "outils-numeriques", _("Outils numériques")
    FUNDING = "financement", _("Financement")


class Audience(models.TextChoices):
    """Whom it is for."""

    EMPLOYEE = "salarie", _("Salariés")
    FREELANCE = "independant", _("Indépendants")
    TPE = "tpe", _("TPE")
    PME = "pme", _("PME")
    ASSOCIATION = "association", _("Associations")
    PUBLIC_BODY = "public", _("Structures publiques")
    PLACE = "lieu", _("Lieux de travail")


class Licence(models.TextChoices):
    """What one may do with it."""

    LO = "lo", _("Licence Ouverte 2.0")
    CC0 = "cc0", _("CC0 : domaine public")
    CC_BY = "cc-by", _("CC BY 4.0")
    CC_BY_SA = "cc-by-sa", _("CC BY-SA 4.0")
    CC_BY_NC = "cc-by-nc", _("CC BY-NC 4.0")
    RESERVED = "reservee", _("Tous droits réservés")


LICENCE_ADDRESSES = {
    Licence.LO: "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    Licence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/deed.fr",
    Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/deed.fr",
    Licence.CC_BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/deed.fr",
    Licence.CC_BY_NC: "https://creativecommons.org/licenses/by-nc/4.0/deed.fr",
}
"""Where each open licence is explained."""


class TextState(models.TextChoices):
    """What became of reading the words inside a file."""

    WAITING = "attente", _("Lecture en attente")
    READ = "lu", _("Texte lu")
    PARTLY = "tronque", _("Texte lu en partie : document très long")
    EMPTY = "vide", _("Sans texte : image scannée")
    ENCRYPTED = "chiffre", _("Protégé par mot de passe")
    MALFORMED = "illisible", _("Illisible")
    OTHER = "autre", _("Format dont le texte n’est pas lu")


class LinkState(models.TextChoices):
    """What the last looks at a link found."""

    ALIVE = "repond", _("Répond")
    FAILING = "en-panne", _("Ne répond plus")
    DEAD = "mort", _("Lien mort")
