"""The closed lists of the agenda. Each only grows at its end: a code's rank may be its bit in the database."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EventKind(models.TextChoices):
    """What kind of meeting it is."""

    MEETING = "rencontre", _("Rencontre")
    WORKSHOP = "atelier", _("Atelier")
    WEBINAR = "webinaire", _("Webinaire")
    VISIT = "visite", _("Visite")
    TRAINING = "formation", _("Formation")
    DROP_IN = "permanence", _("Permanence")
    OTHER = "autre", _("Autre rendez-vous")


class Attendance(models.TextChoices):
    """How one attends: schema.org's ``EventAttendanceModeEnumeration``."""

    ON_SITE = "sur-place", _("Sur place")
    ONLINE = "en-ligne", _("En ligne")
    BOTH = "mixte", _("Sur place et en ligne")


class Status(models.TextChoices):
    """What the organiser says of a meeting that was announced."""

    CONFIRMED = "confirmed", _("A lieu comme prévu")
    CANCELLED = "cancelled", _("Annulé")
    POSTPONED = "postponed", _("Reporté : la date reste à fixer")


class EventState(models.TextChoices):
    """What a meeting is to a visitor, at a moment: ``agenda.state``."""

    DRAFT = "draft", _("Brouillon")
    SOON = "soon", _("Inscriptions à venir")
    OPEN = "open", _("Ouvert")
    FULL = "full", _("Complet")
    CLOSED = "closed", _("Inscriptions closes")
    CANCELLED = "cancelled", _("Annulé")
    POSTPONED = "postponed", _("Reporté")
    PAST = "past", _("Passé")


class RegistrationMeans(models.TextChoices):
    """Where one registers."""

    NONE = "none", _("Sans inscription")
    HERE = "here", _("Sur ce site")
    ELSEWHERE = "elsewhere", _("Sur un autre site")


class Mode(models.TextChoices):
    """What a seat is: in the room, at a distance, or in a relay place."""

    ON_SITE = "on_site", _("Sur place")
    ONLINE = "online", _("En ligne")
    RELAY = "relay", _("Lieu relais")


class PartnerRole(models.TextChoices):
    """What an organisation does for a meeting."""

    ORGANISER = "organise", _("Organise")
    LEADER = "anime", _("Anime")
    HOST = "accueille", _("Accueille")
    PARTNER = "partenaire", _("Partenaire")
    FUNDER = "finance", _("Finance")


class QuestionKind(models.TextChoices):
    """How a question is answered."""

    TEXT = "text", _("Quelques mots")
    CHOICE = "choice", _("Un choix dans une liste")
    YES_NO = "yes_no", _("Oui ou non")


class SessionFormat(models.TextChoices):
    """What happens in a session."""

    WELCOME = "accueil", pgettext_lazy("session", "Accueil")
    TALK = "conference", _("Conférence")
    PANEL = "table-ronde", _("Table ronde")
    WORKSHOP = "atelier", _("Atelier")
    VISIT = "visite", _("Visite")
    TESTIMONY = "temoignage", _("Témoignage")
    BREAK = "pause", _("Pause ou repas")


class RegistrationState(models.TextChoices):
    """Where a registration stands. The first three hold a seat; the first four are active."""

    UNCONFIRMED = "unconfirmed", _("À confirmer")
    CONFIRMED = "confirmed", _("Confirmée")
    OFFERED = "offered", _("Place proposée")
    WAITING = "waiting", _("En attente")
    CANCELLED = "cancelled", _("Annulée")
    EXPIRED = "expired", _("Sans réponse")


SEATED = (RegistrationState.UNCONFIRMED, RegistrationState.CONFIRMED, RegistrationState.OFFERED)
"""States that hold a seat."""
ACTIVE = (*SEATED, RegistrationState.WAITING)
"""States of someone who is coming, or hopes to."""


class Origin(models.TextChoices):
    """How someone came to be registered."""

    FORM = "form", _("Formulaire")
    DESK = "desk", _("Par l’agence")
    WALK_IN = "walk_in", _("Sur place, le jour même")


TIME_ZONES = (
    ("Europe/Paris", _("France métropolitaine")),
    ("America/Guadeloupe", _("Guadeloupe, Saint-Martin, Saint-Barthélemy")),
    ("America/Martinique", _("Martinique")),
    ("America/Cayenne", _("Guyane")),
    ("Indian/Reunion", _("La Réunion")),
    ("Indian/Mayotte", _("Mayotte")),
    ("America/Miquelon", _("Saint-Pierre-et-Miquelon")),
    ("Pacific/Noumea", _("Nouvelle-Calédonie")),
    ("Pacific/Tahiti", _("Polynésie française (Tahiti)")),
    ("Pacific/Wallis", _("Wallis-et-Futuna")),
)
"""Where clocks of France differ: names of the IANA time zone database."""
