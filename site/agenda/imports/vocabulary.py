"""What a reading of a calendar came to, and why some of its events are left out, in words."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    """What came of a reading; the codes are those of ``calendar_process``."""

    NEVER = "jamais", _("Pas encore lu")
    READ = "lu", _("Lu")
    NOT_A_CALENDAR = "illisible", _("Ce qui se trouve à cette adresse n’est pas un calendrier lisible (.ics)")
    TOO_LARGE = "trop-gros", _("Le calendrier est trop gros : 5 Mo au plus")
    TOO_LONG = "trop-long", _("Le calendrier est trop long à lire : la lecture a été arrêtée")
    NO_HOST = "domaine", _("Le site n’existe plus, ou refuse la connexion")
    SILENT = "silence", _("Le site ne répond pas, ou trop lentement")
    CERTIFICATE = "certificat", _("Le certificat du site n’est pas valable")
    CIRCLE = "boucle", _("L’adresse renvoie sans fin d’une page à l’autre")
    FORBIDDEN = "interdite", _("L’adresse n’est pas publique")
    INVALID = "fausse", _("L’adresse est mal écrite")
    REFUSED = "refus", _("Le site refuse de donner ce calendrier")
    GONE = "disparue", _("Il n’y a plus rien à cette adresse")
    COMPRESSED = "compresse", _("Le site n’envoie ce calendrier que compressé : demandez-lui de l’envoyer tel quel")
    EMPTIED = "vide", _("Le calendrier est vide alors qu’il ne l’était pas : rien n’a été changé")


class LeftOut(models.TextChoices):
    """Why an event of a calendar is left out."""

    NO_DATE = "sans-date", _("sans date")
    NO_UID = "sans-uid", _("sans identifiant")
    TOO_OFTEN = "trop-souvent", _("plusieurs fois par jour")
    TOO_MANY = "trop-de-dates", _("trop de dates : les soixante prochaines sont lues")
    TOO_LONG = "trop-long", _("règle de répétition trop longue à calculer")
    UNREADABLE = "illisible", _("dates ou règle de répétition illisibles")
