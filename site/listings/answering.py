"""The answer of an agency to which a listing is proposed: it takes it, or says why not."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from listings.archiving import relocate
from listings.offer_ends import end, is_showable
from listings.offering import held_still
from listings.offers import Offer, OfferState
from listings.permissions import may_moderate


def accept_offer(offer: Offer, user: Any, comment: str = "") -> Offer:
    """Take the listing: it stands in the commune that was proposed, and its drafts and reviews go with it.

    Raises ``AlreadyEnded`` for the second of two people, ``PermissionDenied`` for who does not moderate the commune,
    ``Offer.DoesNotExist`` when the listing was erased, ``ValidationError`` when it left the commune or
    the site meanwhile.
    """
    with transaction.atomic():
        row, offer = held_still(offer)
        if not may_moderate(user, offer.commune):
            raise PermissionDenied
        if row.commune_id != offer.origin_id:
            raise ValidationError(
                _("La fiche est passée à %(commune)s depuis. Déclinez : l’autre agence la proposera de nouveau."),
                params={"commune": row.commune},
            )
        if not is_showable(row):
            raise ValidationError(
                _("La fiche n’est ni en ligne ni en attente de relecture. Déclinez, ou attendez qu’elle revienne.")
            )
        end(row, offer, user, OfferState.ACCEPTED, comment.strip())
        relocate(row, user, offer.commune, note=comment.strip())
    return offer


def decline_offer(offer: Offer, user: Any, comment: str) -> Offer:
    """Leave the listing where it is, in words.

    Raises what ``accept_offer`` does, ``ValidationError`` without words.
    """
    if not comment.strip():
        raise ValidationError({"comment": _("Écrivez quelques mots : l’autre agence les recevra.")})
    with transaction.atomic():
        row, offer = held_still(offer)
        if not may_moderate(user, offer.commune):
            raise PermissionDenied
        end(row, offer, user, OfferState.DECLINED, comment.strip())
    return offer
