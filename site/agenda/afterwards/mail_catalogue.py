"""The mails around the day of an event, as the desk and their readers must know of them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from agenda.registering.mail_catalogue import CHANGES, EVENT, GROUP, NOTE, PAGE, WHEN
from mail.catalogue import Letter, Variable, register

LETTERS = (
    Letter(
        "agenda_after",
        GROUP,
        _("Merci, et votre avis"),
        _("Le lendemain d’un rendez-vous, à qui est venu ou l’a suivi : une seule fois."),
        _("Vous recevez ce courriel parce que cette adresse a été donnée pour une inscription à ce rendez-vous."),
        (
            EVENT,
            Variable(
                "avis",
                "opinion",
                _("Le lien secret vers les quatre questions"),
                "/agenda/avis/exemple/",
                is_link=True,
                is_compulsory=True,
            ),
            Variable(
                "enregistrement",
                "replay",
                _("L’adresse de l’enregistrement"),
                "https://video.example/rencontres",
                is_optional=True,
            ),
            Variable(
                "documents",
                "slides",
                _("La page du programme, quand une session a des documents"),
                "/agenda/rencontres/",
                is_link=True,
                is_optional=True,
            ),
        ),
    ),
    Letter(
        "agenda_relay",
        GROUP,
        _("Le lien d’un lieu relais"),
        _("Quand l’agence envoie à un lieu relais de quoi noter qui est là."),
        _("Vous recevez ce courriel parce que cette adresse est celle d’un lieu relais de ce rendez-vous."),
        (
            EVENT,
            Variable("date", "when", _("Quand il a lieu"), _("jeudi 10 décembre 2026, de 9 h à 17 h")),
            Variable("lieu", "where", _("Le nom du lieu relais"), _("Salle des fêtes, Langogne")),
            Variable(
                "lien",
                "link",
                _("Le lien secret vers la liste de ce lieu"),
                "/agenda/accueil/exemple/",
                is_link=True,
                is_compulsory=True,
            ),
        ),
        is_guarded=True,
    ),
    Letter(
        "agenda_relay_event",
        GROUP,
        _("Le rendez-vous d’un lieu relais change"),
        _("Quand le rendez-vous change de date, est annulé ou reporté : pour ses lieux relais."),
        _("Vous recevez ce courriel parce que cette adresse est celle d’un lieu relais de ce rendez-vous."),
        (
            EVENT,
            WHEN,
            Variable("lieu", "where", _("Le nom du lieu relais"), _("Salle des fêtes, Langogne")),
            NOTE,
            PAGE,
        ),
        cases=CHANGES,
    ),
)


def announce() -> None:
    """Tell the catalogue of them; called once, when the application is ready."""
    register(*LETTERS)
