"""The mails of shared cars, as the desk and their readers must know of them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from agenda.registering.mail_catalogue import CHANGES, EVENT, GROUP, NOTE, PAGE, WHEN
from mail.catalogue import Letter, Variable, register

_RIDE = Variable("trajet", "ride", _("Ce qui est proposé ou cherché"), _("Je cherche une place : depuis Mende, aller"))
_NAME = Variable("nom", "name", _("Le nom de qui l’a écrit"), _("Camille"))
_LINK = Variable(
    "lien", "link", _("Le lien secret, pour confirmer, changer ou retirer"), "/agenda/covoiturage/exemple/",
    is_link=True, is_compulsory=True,
)  # fmt: skip
_MESSAGE = Variable("message", "message", _("Le message"), _("Bonjour, je pars de Mende à 8 h."), is_compulsory=True)
LETTERS = (
    Letter(
        "ride_confirm",
        GROUP,
        _("Covoiturage à confirmer"),
        _("Quand quelqu’un propose ou cherche une place de voiture pour un rendez-vous."),
        _("Vous recevez ce courriel parce que cette adresse a été donnée sur le tableau de covoiturage."),
        (EVENT, WHEN, _NAME, _RIDE, _LINK),
        is_guarded=True,
    ),
    Letter(
        "ride_message",
        GROUP,
        _("Message au sujet d’un covoiturage"),
        _("Quand quelqu’un écrit à qui propose ou cherche une place."),
        _("Vous recevez ce courriel parce que vous êtes sur le tableau de covoiturage de ce rendez-vous."),
        (
            EVENT,
            WHEN,
            _NAME,
            _RIDE,
            Variable("expéditeur", "sender", _("Le nom de qui écrit"), _("Yanis")),
            Variable(
                "adresse de réponse", "sender_address", _("L’adresse de qui écrit"), "yanis@demo.example",
                is_compulsory=True,
            ),
            _MESSAGE,
            _LINK,
        ),
        is_guarded=True,
    ),
    Letter(
        "ride_event",
        GROUP,
        _("Le rendez-vous d’un covoiturage change"),
        _("Quand le rendez-vous change de date ou de lieu, est annulé ou reporté : pour qui partage une voiture."),
        _("Vous recevez ce courriel parce que vous êtes sur le tableau de covoiturage de ce rendez-vous."),
        (
            EVENT,
            WHEN,
            Variable("lieu", "where", _("Où il a lieu"), _("La Filature, Mende"), is_optional=True),
            NOTE,
            _NAME,
            _RIDE,
            PAGE,
            _LINK,
        ),
        cases=CHANGES,
    ),
    Letter(
        "ride_reported",
        GROUP,
        _("Un covoiturage est signalé"),
        _("Quand quelqu’un signale une ligne du tableau de covoiturage : pour l’agence."),
        _("Vous recevez ce courriel parce que vous êtes de l’équipe de l’agence."),
        (
            EVENT,
            WHEN,
            _RIDE,
            _MESSAGE,
            Variable("page", "address", _("Le tableau, au bureau"), "/admin/", is_link=True, is_compulsory=True),
        ),
    ),
)  # fmt: skip


def announce() -> None:
    """Called when the application is ready."""
    register(*LETTERS)
