"""The mails about listings that did not arrive, for the agency that sees to these: no address, no word of them.

A mail says what it is about when it is written. What two people write to each other is told to nobody else: of a
conversation, an agency learns only that the notice to who holds the listing did not arrive.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from listings.kinds import kinds
from mail.models import OutgoingMail, OutgoingMailQuerySet

LATELY = timedelta(days=30)
"""How long the first page of the desk names a mail that nobody sent again nor put aside."""


class Said(NamedTuple):
    """What a mail told, and to whom, without naming anyone."""

    what: Any
    to: Any


HOLDER, AGENCY, CLAIMANT, INVITED = (
    _("La personne qui tient la fiche"),
    _("L’agence"),
    _("La personne qui la demande"),
    _("La personne invitée dans l’équipe"),
)
_MESSAGE = Said(_("Un message l’attend sur le site"), HOLDER)
TEMPLATES = {
    "review_submitted": Said(_("Sa fiche est arrivée à l’agence"), HOLDER),
    "review_decided": Said(_("La décision de l’agence"), HOLDER),
    "review_waiting": Said(_("Une fiche à relire"), AGENCY),
    "listing_check": Said(_("Sa fiche est à vérifier"), HOLDER),
    "listing_taken_off": Said(_("Sa fiche n’est plus en ligne"), HOLDER),
    "listing_restored": Said(_("Sa fiche est sortie des archives"), HOLDER),
    "listing_moved": Said(_("Sa fiche a changé de commune"), HOLDER),
    "claim_waiting": Said(_("Une demande de tenir la fiche"), AGENCY),
    "claim_decided": Said(_("La réponse à sa demande"), CLAIMANT),
    "team_invitation": Said(_("L’invitation dans l’équipe"), INVITED),
    "offer_waiting": Said(_("La fiche est proposée à une autre agence"), AGENCY),
    "offer_ended": Said(_("La réponse d’une agence"), AGENCY),
}
"""What the mails about a listing say. Those of a conversation all say the same: a message waits."""


def said_by(mail: OutgoingMail) -> Said:
    """What a mail about a listing told, and to whom."""
    return TEMPLATES.get(mail.template, _MESSAGE)


def troubles_for(user: Any) -> OutgoingMailQuerySet:
    """The mails in trouble about listings that a user moderates; none of which the address is forgotten."""
    about = Q(pk__in=[])
    for kind in kinds():
        listings = kind.model.objects.for_user(user).order_by().values("pk")
        about |= Q(about_type=ContentType.objects.get_for_model(kind.model), about_id__in=listings)
    mails: OutgoingMailQuerySet = OutgoingMail.objects.in_trouble().exclude(to="").filter(about)
    return mails


def to_see_to(user: Any, now: datetime) -> OutgoingMailQuerySet:
    """Those that were given up lately, or may not have arrived, and that nobody put aside."""
    ended = troubles_for(user).exclude(state=OutgoingMail.State.WAITING)
    mails: OutgoingMailQuerySet = ended.filter(put_aside_at=None, created_at__gt=now - LATELY)
    return mails
