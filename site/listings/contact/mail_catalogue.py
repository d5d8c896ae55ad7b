"""The mails of conversations, as the desk and their readers must know of them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from listings.contact.models import Side, State
from mail.catalogue import Case, Letter, Variable, register

GROUP = _("Messages")
_WROTE = _("Vous recevez ce courriel parce que vous avez écrit à quelqu’un depuis le site.")
_GOT = _("Vous recevez ce courriel parce que vous tenez cette fiche, et qu’on vous a écrit.")
_TALKS = _("Vous recevez ce courriel parce que vous êtes en conversation sur le site.")
NAME = Variable("fiche", "listing", _("Le nom de la fiche"), "Le Grenier partagé")
PERSON = Variable("personne", "name", _("Le nom de qui écrit"), "Camille Fontanes")
LINK = Variable(
    "lien", "link", _("Le lien secret vers la conversation"), "/contact/fil/exemple/", is_link=True, is_compulsory=True
)
SIDES = (
    Case("recipient", _("À qui tient la fiche"), {"side": Side.RECIPIENT}),
    Case("sender", _("À qui a écrit"), {"side": Side.SENDER}),
)


def _letter(template: str, title: Any, when: Any, why: Any, *variables: Variable, **more: Any) -> Letter:
    return Letter(template, GROUP, title, when, why, (*variables, LINK), **more)


LETTERS = (
    _letter(
        "contact_confirm",
        _("Confirmer son adresse pour écrire"),
        _("Quand une personne sans compte écrit à quelqu’un."),
        _WROTE,
        NAME,
        is_guarded=True,
    ),
    _letter(
        "contact_first",
        _("Un premier message"),
        _("Quand une personne écrit à qui tient une fiche."),
        _GOT,
        NAME,
        PERSON,
    ),
    _letter(
        "contact_reminder",
        _("Un message attend une réponse"),
        _("Cinq jours après un message resté sans réponse, une seule fois."),
        _GOT,
        NAME,
        PERSON,
    ),
    _letter(
        "contact_answer",
        _("La réponse à un message"),
        _("Quand la personne qui tient la fiche a répondu."),
        _WROTE,
        NAME,
        cases=(
            Case("interested", _("Oui"), {"state": State.INTERESTED}),
            Case("not_now", _("Pas pour le moment"), {"state": State.NOT_NOW}),
            Case("declined", _("Non"), {"state": State.DECLINED}),
            Case("words", _("En quelques mots"), {"state": State.OPEN}),
        ),
    ),
    _letter(
        "contact_message",
        _("Un nouveau message"),
        _("Quand l’autre personne écrit de nouveau."),
        _TALKS,
        NAME,
        PERSON,
        cases=SIDES,
    ),
    _letter(
        "contact_offer",
        _("Partager les adresses"),
        _("Quand l’autre personne propose que chacun voie l’adresse de l’autre."),
        _TALKS,
        NAME,
        PERSON,
        cases=SIDES,
    ),
    _letter(
        "contact_shared",
        _("Les adresses sont partagées"),
        _("Quand les deux personnes l’ont choisi."),
        _TALKS,
        NAME,
    ),
    _letter(
        "contact_ended",
        _("La conversation est terminée"),
        _("Quand l’autre personne y met fin."),
        _TALKS,
        NAME,
        PERSON,
        cases=SIDES,
    ),
    _letter(
        "contact_unanswered",
        _("Pas de réponse"),
        _("Trente jours après un message resté sans réponse."),
        _WROTE,
        NAME,
    ),
    _letter(
        "contact_link",
        _("Un nouveau lien"),
        _("Quand une personne demande un nouveau lien vers sa conversation."),
        _TALKS,
        NAME,
        is_guarded=True,
    ),
)


def announce() -> None:
    """Tell ``mail.catalogue`` of them."""
    register(*LETTERS)
