"""Submitting, withdrawing, deciding: one verb a function, in a transaction, the second of two people told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from listings import review_mails
from listings.asking import refuse_unknown
from listings.models import Listing
from listings.offer_ends import end_offers, is_showable
from listings.permissions import may_moderate, may_move
from listings.publishing import locked, publish
from listings.reviews import RefusalReason, Review, ReviewState
from listings.teams import Claim

decided = Signal()
"""A review was decided, in the transaction that decides it; ``review``."""
submitted = Signal()
"""A revision was submitted; ``review``."""

DECISIONS = frozenset({ReviewState.APPROVED, ReviewState.CHANGES, ReviewState.REFUSED})
ACTIONS = {
    ReviewState.APPROVED: "hameau.review.approved",
    ReviewState.CHANGES: "hameau.review.changes",
    ReviewState.REFUSED: "hameau.review.refused",
    ReviewState.WITHDRAWN: "hameau.review.withdrawn",
}
"""The log action of each end of a review."""
SUBMITTED = "hameau.review.submitted"


class AlreadyDecided(Exception):
    """Someone else decided first; ``review`` is as they left it."""

    def __init__(self, review: Review) -> None:
        super().__init__(f"Review {review.pk} is {review.state}")
        self.review = review


class AlreadyWaiting(Exception):
    """A revision of this listing waits already: withdraw it first."""


class NothingNew(Exception):
    """What would be submitted is what is public already."""


@transaction.atomic
def submit(listing: Listing, user: Any) -> Review:
    """Submit the latest draft of a listing to whoever moderates its commune; they and the author are told by mail.

    Raises ``PermissionDenied`` for who does not hold the listing, ``AlreadyWaiting``, ``NothingNew`` when the latest
    draft is public, and ``ValidationError`` when it is not clean.
    """
    row = locked(listing)
    if not holds(user, row):
        raise PermissionDenied
    if Review.objects.of(row).filter(state=ReviewState.WAITING).exists():
        raise AlreadyWaiting
    if row.live and not row.has_unpublished_changes:
        raise NothingNew
    draft = row.get_latest_revision_as_object()
    draft.full_clean()
    review: Review = Review.objects.create(
        content_type=ContentType.objects.get_for_model(row),
        object_id=row.pk,
        commune=row.commune if row.live else draft.commune,
        revision=row.latest_revision or row.save_revision(user=user),
        submitted_by=user,
    )
    if not row.live and row.commune_id != draft.commune_id:
        # Never public: the row follows the draft, so that who may decide also finds it on the desk.
        type(row).objects.filter(pk=row.pk).update(commune=draft.commune_id)
    log(instance=row, action=SUBMITTED, user=user, revision=review.revision)
    submitted.send(Review, review=review)
    review_mails.tell_submitted(review)
    return review


def withdraw(review: Review, user: Any) -> Review:
    """Take back what was submitted, by its author or who holds the listing; from another agency too, if it was shown.

    Raises ``AlreadyDecided``, ``PermissionDenied`` for a stranger.
    """
    with transaction.atomic():
        review = _waiting(review)
        listing: Any = review.listing
        if not holds(user, listing):
            raise PermissionDenied
        row = locked(listing)
        _end(review, user, ReviewState.WITHDRAWN)
        if not is_showable(row):
            end_offers(row, user)
    return review


def decide(
    review: Review,
    user: Any,
    state: ReviewState,
    comment: str = "",
    reason: str = "",
    asked: Sequence[str] = (),
) -> Review:
    """Approve, ask for a change, or refuse. What is approved goes live exactly as it was read; the author is told.

    ``reason`` is a ``RefusalReason``, for a refusal only; ``comment`` is required but for an approval; ``asked`` names
    the fields to change, where a change is asked.
    Raises ``AlreadyDecided`` for the second of two people, ``PermissionDenied`` for who does not moderate the commune,
    ``ValidationError`` when words or the reason are missing, or when what was read can't go live any more (then it
    still waits).
    """
    _check_words(state, comment, reason)
    _check_asked(review, state, asked)
    with transaction.atomic():
        review = _waiting(review)
        if not may_moderate(user, review.commune):
            raise PermissionDenied
        listing: Any = review.listing
        row = locked(listing)
        _end(review, user, state, comment.strip(), reason, asked)
        if state == ReviewState.APPROVED:
            _publish_read(review, row, user)
        elif state == ReviewState.REFUSED and row.live and row.latest_revision_id == review.revision_id:
            # Or the refused draft would stay the latest, and come back with the next edit.
            type(row).objects.filter(pk=row.pk).update(
                latest_revision=row.live_revision_id, has_unpublished_changes=False
            )
        decided.send(Review, review=review)
        review_mails.tell_decided(review)
    return review


def hold_still(listing: Listing) -> None:
    """Lock a listing until the end of the transaction as decisions do, what they decide on first: none waits for ever.

    Whoever erases or moves a listing and what is about it calls it before anything else.
    """
    for about in (Review.objects.of(listing), Claim.objects.of(listing)):
        list(about.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    list(type(listing)._default_manager.select_for_update(of=("self",)).filter(pk=listing.pk).values_list("pk"))


def holds(user: Any, listing: Listing) -> bool:
    """Whether a user owns a listing, or is of its team."""
    return bool(type(listing).objects.owned_by(user).filter(pk=listing.pk).exists())


def _check_words(state: ReviewState, comment: str, reason: str) -> None:
    if state not in DECISIONS:
        raise ValueError(f"{state!r} is no decision")
    if state != ReviewState.APPROVED and not comment.strip():
        raise ValidationError({"comment": _("Écrivez quelques mots : la personne les recevra.")})
    if state == ReviewState.REFUSED and reason not in RefusalReason.values:
        raise ValidationError({"reason": _("Choisissez un motif.")})
    if state != ReviewState.REFUSED and reason:
        raise ValidationError({"reason": _("Un motif ne va qu’avec un refus.")})


def _check_asked(review: Review, state: ReviewState, asked: Sequence[str]) -> None:
    if asked and state != ReviewState.CHANGES:
        raise ValidationError({"asked": _("Des champs à revoir ne vont qu’avec une demande de modification.")})
    if asked:
        refuse_unknown(review, asked)


def _publish_read(review: Review, row: Listing, user: Any) -> None:
    """Make public the revision that was read, unless it moves to where this person may not send it."""
    draft = review.revision.as_object()
    if draft.commune_id != row.commune_id and not may_move(user, row.commune, draft.commune):
        raise ValidationError(
            _(
                "Cette version déplace la fiche à %(commune)s, hors du territoire. Déplacez d’abord la fiche, "
                "ou demandez une modification."
            ),
            params={"commune": draft.commune},
        )
    draft.full_clean()
    try:
        with transaction.atomic():
            publish(review.revision, user)
    except IntegrityError as error:  # a unique value taken by someone since full_clean() looked
        raise ValidationError(_("Une autre fiche vient de prendre la même adresse. Essayez de nouveau.")) from error


def _end(
    review: Review, user: Any, state: ReviewState, comment: str = "", reason: str = "", asked: Sequence[str] = ()
) -> None:
    review.state, review.comment, review.reason, review.asked = state, comment, reason, list(asked)
    review.decided_by, review.decided_at = user, timezone.now()
    review.save(update_fields=["state", "comment", "reason", "asked", "decided_by", "decided_at"])
    data = {"comment": comment, "reason": reason} if comment else None
    log(instance=review.listing, action=ACTIONS[state], user=user, revision=review.revision, data=data)


def _waiting(review: Review) -> Review:
    # Locked without its relations: PostgreSQL drops a joined row whose commune another changed while one waited for it.
    list(Review.objects.select_for_update(of=("self",)).filter(pk=review.pk).values_list("pk"))
    related = ("commune", "revision", "submitted_by", "decided_by")
    fresh: Review = Review.objects.select_related(*related).get(pk=review.pk)
    if not fresh.is_waiting:
        raise AlreadyDecided(fresh)
    return fresh
