"""What a business does, in the French classification of activities: NAF rev. 2 (INSEE, 2008).

A code such as ``62.01Z`` is a class of division 62, itself of section J. The sections are
``directory.vocabulary.Sector``; the divisions are here, in short words of our own; a class is checked by its form and
told by its division.

Source: décret n° 2007-1888 du 26 décembre 2007, https://www.insee.fr/fr/information/2406147.
"""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from directory.vocabulary import Sector

_CODE = re.compile(r"(\d\d)[ .]?(\d\d)[ ]?([A-Z])", re.IGNORECASE | re.ASCII)


DIVISIONS = {
    "01": _("Culture et élevage"),
    "02": _("Forêt et bois sur pied"),
    "03": _("Pêche et aquaculture"),
    "05": _("Charbon"),
    "06": _("Pétrole et gaz"),
    "07": _("Minerais métalliques"),
    "08": _("Carrières et autres extractions"),
    "09": _("Services aux mines et carrières"),
    "10": _("Industrie alimentaire"),
    "11": _("Boissons"),
    "12": _("Tabac"),
    "13": _("Textile"),
    "14": _("Habillement"),
    "15": _("Cuir et chaussure"),
    "16": _("Travail du bois"),
    "17": _("Papier et carton"),
    "18": _("Imprimerie"),
    "19": _("Cokéfaction et raffinage"),
    "20": _("Chimie"),
    "21": _("Pharmacie"),
    "22": _("Caoutchouc et plastique"),
    "23": _("Verre, céramique, pierre, béton"),
    "24": _("Métallurgie"),
    "25": _("Produits métalliques"),
    "26": _("Électronique, informatique, optique"),
    "27": _("Équipements électriques"),
    "28": _("Machines et équipements"),
    "29": _("Automobile"),
    "30": _("Autres matériels de transport"),
    "31": _("Meubles"),
    "32": _("Autres fabrications"),
    "33": _("Réparation et installation de machines"),
    "35": _("Électricité, gaz, chaleur"),
    "36": _("Eau potable"),
    "37": _("Eaux usées"),
    "38": _("Déchets et récupération"),
    "39": _("Dépollution"),
    "41": _("Bâtiment, promotion"),
    "42": _("Génie civil"),
    "43": _("Travaux de construction"),
    "45": _("Vente et réparation de véhicules"),
    "46": _("Commerce de gros"),
    "47": _("Commerce de détail"),
    "49": _("Transports terrestres"),
    "50": _("Transports par eau"),
    "51": _("Transports aériens"),
    "52": _("Entreposage et logistique"),
    "53": _("Poste et courrier"),
    "55": _("Hébergement"),
    "56": _("Restauration"),
    "58": _("Édition, logiciels édités"),
    "59": _("Film, vidéo, musique"),
    "60": _("Radio et télévision"),
    "61": _("Télécommunications"),
    "62": _("Programmation et conseil informatique"),
    "63": _("Données, hébergement, portails"),
    "64": _("Banque et finance"),
    "65": _("Assurance"),
    "66": _("Courtage en finance et en assurance"),
    "68": _("Immobilier"),
    "69": _("Droit et comptabilité"),
    "70": _("Sièges sociaux, conseil de gestion"),
    "71": _("Architecture, ingénierie, contrôle"),
    "72": _("Recherche et développement"),
    "73": _("Publicité et études de marché"),
    "74": _("Design, photo, traduction, autres conseils"),
    "75": _("Vétérinaires"),
    "77": _("Location"),
    "78": _("Emploi et intérim"),
    "79": _("Voyages et réservations"),
    "80": _("Enquêtes et sécurité"),
    "81": _("Bâtiments et paysage"),
    "82": _("Services administratifs, centres d’appels"),
    "84": _("Administration et défense"),
    "85": _("Enseignement et formation"),
    "86": _("Santé"),
    "87": _("Hébergement médico-social"),
    "88": _("Action sociale"),
    "90": _("Création et spectacle"),
    "91": _("Bibliothèques, musées, patrimoine"),
    "92": _("Jeux de hasard"),
    "93": _("Sport et loisirs"),
    "94": _("Associations"),
    "95": _("Réparation d’ordinateurs et d’objets"),
    "96": _("Autres services à la personne"),
    "97": _("Ménages employeurs"),
    "98": _("Ménages producteurs"),
    "99": _("Organisations internationales"),
}
"""The 88 divisions, by their two digits."""

_LAST_DIVISIONS = (
    (3, "A"), (9, "B"), (33, "C"), (35, "D"), (39, "E"), (43, "F"), (47, "G"), (53, "H"), (56, "I"), (63, "J"),
    (66, "K"), (68, "L"), (75, "M"), (82, "N"), (84, "O"), (85, "P"), (88, "Q"), (93, "R"), (96, "S"), (98, "T"),
    (99, "U"),
)  # fmt: skip
"""The last division of each section."""


def clean_code(text: str) -> str:
    """A class as the register writes it, ``62.01Z``, from ``6201z`` or ``62 01 Z``.

    Raises ``ValidationError`` when the text has another form, or names a division that does not exist.
    """
    match = _CODE.fullmatch(text.strip())
    if match is None:
        raise ValidationError(_("Un code d’activité s’écrit comme 62.01Z : quatre chiffres et une lettre."), "naf")
    if match[1] not in DIVISIONS:
        raise ValidationError(_("Aucune activité ne commence par %(division)s."), "naf", {"division": match[1]})
    return f"{match[1]}.{match[2]}{match[3].upper()}"


def validate_code(value: str) -> None:
    """Refuse a code that is not written as the register writes it. Raises ``ValidationError``."""
    if clean_code(value) != value:
        raise ValidationError(_("Un code d’activité s’écrit comme 62.01Z : quatre chiffres et une lettre."), "naf")


def section_of(code: str) -> Sector:
    """The section of a clean code."""
    division = int(code[:2])
    return Sector(next(letter for last, letter in _LAST_DIVISIONS if division <= last))


def label_of(code: str) -> str:
    """What a clean code means, in short words: those of its division."""
    return str(DIVISIONS[code[:2]])
