"""Why a mail did not arrive, in words for people: what the server said may hold addresses, and is no language.

Codes: RFC 5321, 4.2 (three digits) and RFC 3463, 3 (three numbers: class, subject, detail).
"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from mail.models import OutgoingMail

_DETAILED = re.compile(r"^\d{3}[ -]+[45]\.(\d{1,3}\.\d{1,3})\b")
_CODE = re.compile(r"^([45]\d\d)\b")
_NO_MAILBOX = {"1.0", "1.1", "1.2", "1.3", "1.6", "1.10", "2.1"}
_FULL = {"2.2"}


def reason_of(mail: OutgoingMail) -> str:
    """Why a mail did not arrive, or is not known to have: a sentence without address nor jargon."""
    if mail.state == OutgoingMail.State.UNCERTAIN:
        return _("Il est sans doute arrivé : le serveur l’a reçu sans le confirmer.")
    answer, detailed = _CODE.match(mail.error), _DETAILED.match(mail.error)
    code, detail = answer[1] if answer else "", detailed[1] if detailed else ""
    if detail in _FULL or (not detail and code in {"452", "552"}):
        return _("La boîte est pleine.")
    if code.startswith("5") and (detail in _NO_MAILBOX or (not detail and code in {"550", "551", "553"})):
        return _("Cette adresse n’existe pas, ou plus.")
    if code.startswith("5"):
        return _("Le serveur de la personne l’a refusé, peut-être comme indésirable.")
    if code:
        return _("Le serveur de la personne ne le prend pas pour le moment.")
    if mail.state == OutgoingMail.State.WAITING:
        return _("Le serveur qui envoie nos courriels n’a pas répondu.")
    return _("Il n’a pas pu partir.")


def what_to_do(mail: OutgoingMail) -> str:
    """What helps, in a sentence."""
    if mail.state == OutgoingMail.State.WAITING:
        return _("Il repart tout seul dès que possible : vous n’avez rien à faire.")
    if mail.state == OutgoingMail.State.UNCERTAIN:
        return _("Demandez à la personne si elle l’a reçu avant de l’envoyer de nouveau.")
    return _(
        "Si l’adresse est bonne, envoyez de nouveau. Sinon, prévenez la personne autrement : elle change son adresse "
        "dans son compte, et vous mettez ce courriel de côté."
    )
