"""Proposing a listing to the agency of another territory, and taking it back: one verb a function, logged.

The answer is ``answering``, the end ``offer_ends``. Whoever writes an offer locks the listing first.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from geography.models import Commune
from listings import offer_mails
from listings.archives import Archive
from listings.models import Listing
from listings.offer_ends import end, is_showable
from listings.offers import Offer, OfferState
from listings.permissions import may_moderate
from listings.publishing import locked
from listings.review_mails import moderators_of
from listings.reviewing import hold_still
from listings.reviews import Review
from mail.models import OutgoingMail

OFFERED = "hameau.offer.proposed"


class AlreadyEnded(Exception):
    """Someone answered it, or took it back, first; ``offer`` is as they left it."""

    def __init__(self, offer: Offer) -> None:
        super().__init__(f"Offer {offer.pk} is {offer.state}")
        self.offer = offer


def version_to_show(offer: Offer) -> Listing | None:
    """What the other agency reads of a listing that is not public: what was sent, or the agency's own draft.

    Nothing once the offer is over: what is written of the listing later is no affair of the agency that has it not.
    """
    listing: Any = offer.listing
    if listing is None or listing.live or not offer.is_waiting:
        return None
    if review := Review.objects.of(listing).waiting().select_related("revision").first():
        return review.revision.as_object()  # type: ignore[no-any-return]
    return listing.get_latest_revision_as_object() if listing.owner_id is None else None


def version_shown_to(user: Any, model: type[Listing], pk: int) -> Listing | None:
    """What someone reads of a listing that is not public because it is proposed to their agency, and waits for it."""
    offers = Offer.objects.for_user(user).filter(content_type=ContentType.objects.get_for_model(model), object_id=pk)
    offer = offers.waiting().first()
    return version_to_show(offer) if offer else None


@transaction.atomic
def propose(listing: Listing, user: Any, destination: Commune, message: str) -> Offer:
    """Propose a listing to whoever moderates another commune; they are told. It stays as it is meanwhile.

    Raises ``PermissionDenied`` for who does not see it on their desk, ``ValidationError`` when it can't be proposed.
    """
    row = locked(listing)
    if not type(row).objects.for_user(user).filter(pk=row.pk).exists():
        raise PermissionDenied
    if words := _what_forbids(row, user, destination):
        raise ValidationError(words, params={"commune": destination})
    if not message.strip():
        raise ValidationError(_("Écrivez quelques mots : l’autre agence les lit avant de décider."))
    offer: Offer = Offer.objects.create(
        content_type=ContentType.objects.get_for_model(row),
        object_id=row.pk,
        origin=row.commune,
        commune=destination,
        message=message.strip(),
        proposed_by=user,
    )
    log(instance=row, action=OFFERED, user=user, data={"to": str(destination), "note": offer.message})
    offer_mails.tell_proposed(offer)
    return offer


def _what_forbids(row: Listing, user: Any, destination: Commune) -> str | None:
    """Why it can't be proposed: words with ``%(commune)s``, or ``None``."""
    if row.commune_id == destination.pk:
        return _("La fiche est déjà dans cette commune.")
    if may_moderate(user, destination):
        return _("Vous modérez aussi %(commune)s : déplacez la fiche, sans demander à personne.")
    if not moderators_of(destination):
        return _("Aucune agence ne tient %(commune)s sur ce site : personne ne pourrait répondre.")
    if Archive.objects.of(row).exists():
        return _("La fiche est archivée. Ressortez-la d’abord.")
    if not is_showable(row):
        return _("La personne qui tient cette fiche ne l’a pas envoyée : une autre agence n’a pas à la lire.")
    if Offer.objects.of(row).waiting().exists():
        return _("La fiche est déjà proposée. Reprenez d’abord votre proposition.")
    return None


@transaction.atomic
def withdraw_offer(offer: Offer, user: Any) -> Offer:
    """Take an offer back, by the agency that made it; the other is told.

    Raises ``AlreadyEnded``, ``PermissionDenied``, ``Offer.DoesNotExist`` when the listing was erased meanwhile.
    """
    row, offer = held_still(offer)
    if not may_moderate(user, offer.origin):
        raise PermissionDenied
    end(row, offer, user, OfferState.WITHDRAWN)
    return offer


def held_still(offer: Offer) -> tuple[Listing, Offer]:
    """The listing of an offer and the offer as they are, locked in the order of all who write them.

    Raises ``AlreadyEnded``, ``Offer.DoesNotExist`` when the listing is gone.
    """
    listing: Listing | None = offer.listing
    if listing is None:
        raise Offer.DoesNotExist
    hold_still(listing)
    row = type(listing)._default_manager.filter(pk=listing.pk).first()
    fresh: Offer = Offer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
    if row is None:
        raise Offer.DoesNotExist
    if not fresh.is_waiting:
        raise AlreadyEnded(fresh)
    return row, fresh


def forget_offers(*listings: Listing) -> None:
    """Delete every offer of some listings, and what agencies wrote and were written of them: they or their holders go.

    The log keeps that they were proposed and moved, and by whom, without the words.
    """
    for listing in listings:
        hold_still(listing)
        offers = Offer.objects.of(listing)
        keys = [offer_mails.prefix_of(pk) for pk in offers.order_by().values_list("pk", flat=True)]
        OutgoingMail.objects.filter(reduce(or_, (Q(key__startswith=key) for key in keys), Q(pk__in=[]))).delete()
        offers.delete()
        _forget_notes(listing)


def _forget_notes(listing: Listing) -> None:
    """Take out of a listing's log what agencies said to each other of it, and of who holds it."""
    for entry in ModelLogEntry.objects.for_instance(listing).filter(data__has_key="note"):
        del entry.data["note"]
        entry.save(update_fields=["data"])
