"""Submitting, withdrawing, deciding: one verb a function, in a transaction, the second of two people told."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone

from listings.models import Listing
from listings.permissions import may_moderate
from listings.publishing import locked
from listings.reviews import Review, ReviewState

decided = Signal()
"""A review was decided, in the transaction that decides it; ``review``."""
submitted = Signal()
"""A revision was submitted; ``review``."""


class AlreadyDecided(Exception):
    """Someone else decided first; ``review`` is as they left it."""

    def __init__(self, review: Review) -> None:
        super().__init__(f"Review {review.pk} is {review.state}")
        self.review = review


class AlreadyWaiting(Exception):
    """A revision of this listing waits already: withdraw it first."""


@transaction.atomic
def submit(listing: Listing, user: Any) -> Review:
    """Submit the latest draft of a listing to whoever moderates its commune.

    Raises ``AlreadyWaiting``, and ``ValidationError`` when the draft is not clean.
    """
    row = locked(listing)
    if Review.objects.of(row).filter(state=ReviewState.WAITING).exists():
        raise AlreadyWaiting
    draft = row.get_latest_revision_as_object()
    draft.full_clean()
    commune = row.commune if row.live else draft.commune
    review = Review.objects.create(
        content_type=ContentType.objects.get_for_model(row),
        object_id=row.pk,
        commune=commune,
        revision=row.latest_revision or row.save_revision(user=user),
        submitted_by=user,
    )
    submitted.send(Review, review=review)
    return review


def withdraw(review: Review, user: Any) -> Review:
    """Take back what was submitted, by its author or the listing's owner. Raises ``AlreadyDecided``."""
    with transaction.atomic():
        review = _waiting(review)
        review.state = ReviewState.WITHDRAWN
        review.decided_by, review.decided_at = user, timezone.now()
        review.save()
    return review


def decide(review: Review, user: Any, state: ReviewState, comment: str = "", reason: str = "") -> Review:
    """Approve, ask for a change, or refuse. What is approved goes live exactly as it was read.

    Raises ``AlreadyDecided`` for the second of two people, ``PermissionDenied`` for who does not moderate the commune,
    ``ValidationError`` when what was read can't go live any more (then it still waits).
    """
    with transaction.atomic():
        review = _waiting(review)
        if not may_moderate(user, review.commune):
            raise PermissionDenied
        review.state, review.comment, review.reason = state, comment, reason
        review.decided_by, review.decided_at = user, timezone.now()
        review.save()
        draft = review.revision.as_object()
        if state == ReviewState.APPROVED:
            draft.full_clean()
            review.revision.publish(user=user, skip_permission_checks=True)
        elif state == ReviewState.REFUSED and draft.live_revision_id:
            # Or the refused draft would stay the latest, and come back with the next edit.
            type(draft).objects.filter(pk=draft.pk).update(
                latest_revision=draft.live_revision_id, has_unpublished_changes=False
            )
        decided.send(Review, review=review)
    return review


def _waiting(review: Review) -> Review:
    fresh: Review = (
        Review.objects.select_for_update(of=("self",)).select_related("commune", "revision").get(pk=review.pk)
    )
    if not fresh.is_waiting:
        raise AlreadyDecided(fresh)
    return fresh
