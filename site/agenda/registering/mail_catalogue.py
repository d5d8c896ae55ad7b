"""The mails of registrations, as the desk and their readers must know of them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mail.catalogue import Case, Letter, Variable, register

GROUP = _("Rendez-vous")
_WHY = _("Vous recevez ce courriel parce que cette adresse a été donnée pour une inscription à ce rendez-vous.")
EVENT = Variable("rendez-vous", "event", _("Le titre du rendez-vous"), _("Rencontres du télétravail en Lozère"))
WHEN = Variable("date", "when", _("Quand il a lieu"), _("jeudi 10 décembre 2026, de 9 h à 17 h"))
WHERE = Variable("lieu", "where", _("Où la personne a sa place"), _("La Filature, Mende"), is_optional=True)
ONLINE = Variable(
    "adresse en ligne",
    "online",
    _("L’adresse de la diffusion, pour qui suit en ligne"),
    "https://visio.example/rencontres",
    is_optional=True,
)
ACCESS = Variable(
    "accès", "access", _("L’accessibilité du lieu"), _("Entrée de plain-pied, boucle magnétique"), is_optional=True
)
WAY = Variable("venir", "way", _("Comment venir"), _("Gare de Mende à 800 m"), is_optional=True)
CODE = Variable(
    "code", "code", _("Ce que la personne montre à l’accueil, si elle vient"), "7KQ2-M4XA", is_optional=True
)
UNTIL = Variable("délai", "until", _("Jusqu’à quand répondre"), _("26 novembre 2026, 18 h"))
NOTE = Variable("mot", "note", _("Ce que l’organisateur explique"), _("La salle est en travaux."), is_optional=True)
MESSAGE = Variable(
    "message", "message", _("Ce que l’agence a écrit"), _("Le repas sera servi à midi."), is_compulsory=True
)
SUBJECT = Variable("objet", "subject", _("L’objet que l’agence a choisi"), _("Le repas de jeudi"))
PAGE = Variable("page", "page", _("La page du rendez-vous"), "/agenda/rencontres/", is_link=True, is_compulsory=True)
CHANGES = (
    Case("maintenu", _("Il a finalement lieu"), {"change": "back"}),
    Case("change", _("La date ou le lieu change"), {"change": "moved"}),
    Case("reporte", _("Reporté"), {"change": "postponed"}),
    Case("annule", _("Annulé"), {"change": "cancelled"}),
)
"""What may happen to an event (``agenda.publishing.change_of``)."""
LINK = Variable(
    "lien",
    "link",
    _("Le lien secret de l’inscription : la confirmer, la modifier, l’annuler"),
    "/agenda/inscription/exemple/",
    is_link=True,
    is_compulsory=True,
)


def _letter(template: str, title: Any, when: Any, *variables: Variable, **more: Any) -> Letter:
    return Letter(template, GROUP, title, when, _WHY, (EVENT, *variables), **more)


LETTERS = (
    _letter(
        "agenda_confirm",
        _("Confirmer son inscription"),
        _("Quand une personne demande une place, ou à attendre qu’il y en ait une."),
        WHEN,
        WHERE,
        UNTIL,
        LINK,
        cases=(
            Case("place", _("Une place est gardée"), {"waits": False}),
            Case("attente", _("C’est complet : la liste d’attente"), {"waits": True}),
        ),
        is_guarded=True,
    ),
    _letter(
        "agenda_again",
        _("Déjà inscrit"),
        _("Quand une adresse qui est inscrite est donnée une seconde fois."),
        WHEN,
        LINK,
        is_guarded=True,
    ),
    _letter(
        "agenda_confirmed",
        _("L’inscription est confirmée"),
        _("Quand la personne a confirmé, avec la date pour son agenda."),
        WHEN,
        WHERE,
        ONLINE,
        ACCESS,
        WAY,
        CODE,
        LINK,
        cases=(
            Case("modifiee", _("Après un changement"), {"is_changed": True}),
            Case("confirmee", _("La première fois")),
        ),
    ),
    _letter(
        "agenda_waiting",
        _("En liste d’attente"),
        _("Quand la personne a confirmé, et que c’est complet."),
        WHEN,
        WHERE,
        LINK,
    ),
    _letter(
        "agenda_offered",
        _("Une place se libère"),
        _("Quand une place se libère : pour la personne qui attend depuis le plus longtemps."),
        WHEN,
        WHERE,
        UNTIL,
        LINK,
    ),
    _letter(
        "agenda_offer_expired",
        _("La place proposée est passée à une autre personne"),
        _("Quand la personne n’a pas répondu dans le délai."),
        PAGE,
    ),
    _letter(
        "agenda_cancelled",
        _("L’inscription est annulée"),
        _("Quand la personne, ou l’agence, annule son inscription."),
        WHEN,
        PAGE,
        cases=(
            Case("agence", _("Par l’agence"), {"by_agency": True}),
            Case("personne", _("Par la personne"), {"by_agency": False}),
        ),
    ),
    _letter(
        "agenda_reminder",
        _("Rappel"),
        _("Une semaine, puis un jour avant le rendez-vous."),
        WHEN,
        WHERE,
        ONLINE,
        ACCESS,
        WAY,
        CODE,
        LINK,
        cases=(
            Case("semaine", _("Une semaine avant"), {"step": "week"}),
            Case("veille", _("Un jour avant"), {"step": "day"}),
        ),
    ),
    _letter(
        "agenda_changed",
        _("Le rendez-vous change"),
        _("Quand la date ou le lieu change, avec la nouvelle date pour l’agenda."),
        WHEN,
        WHERE,
        NOTE,
        LINK,
        cases=(
            Case("maintenu", _("Il a finalement lieu"), {"is_back": True}),
            Case("change", _("La date ou le lieu change"), {"is_back": False}),
        ),
    ),
    _letter(
        "agenda_off",
        _("Le rendez-vous est annulé ou reporté"),
        _("Quand le rendez-vous n’a pas lieu à la date annoncée : il quitte les agendas."),
        WHEN,
        NOTE,
        PAGE,
        cases=(
            Case("reporte", _("Reporté"), {"is_postponed": True}),
            Case("annule", _("Annulé"), {"is_postponed": False}),
        ),
    ),
    _letter(
        "agenda_message",
        _("Un mot de l’agence"),
        _("Quand l’agence écrit à toutes les personnes inscrites."),
        SUBJECT,
        MESSAGE,
        LINK,
    ),
)


def announce() -> None:
    """Called when the application is ready."""
    register(*LETTERS)
