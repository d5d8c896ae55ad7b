"""Putting listings away, taking them back, moving them to another territory: one verb a function, logged."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.signals import published

from geography.models import Commune
from listings.archives import Archive, ArchiveReason
from listings.models import ChangeReport, Listing
from listings.offer_ends import end_offers
from listings.permissions import may_moderate, may_send
from listings.publishing import locked, refuse_when_waiting, unpublish
from listings.reports import ReportState
from listings.review_mails import tell_moved, tell_restored, tell_taken_off
from listings.reviewing import hold_still
from listings.reviews import Review, ReviewState
from listings.teams import Claim

ARCHIVED, RESTORED, MOVED = "hameau.archived", "hameau.restored", "hameau.moved"


@transaction.atomic
def archive(listing: Listing, user: Any, reason: str, comment: str = "", kept: Listing | None = None) -> Archive:
    """Take a listing off the site and put it away, with the reason. Done twice, it is done once.

    By who moderates its commune or holds it; raises ``PermissionDenied`` for others, ``AwaitingReview`` while a review
    waits. ``kept`` is the listing that says it all now.
    """
    row = locked(listing)
    if not (may_moderate(user, row.commune) or type(row).objects.owned_by(user).filter(pk=row.pk).exists()):
        raise PermissionDenied
    refuse_when_waiting(row)
    was_live = row.live
    unpublish(row, user, is_told=False)  # also ends the check of one that had lapsed
    archived, created = Archive.objects.get_or_create(
        content_type=ContentType.objects.get_for_model(row),
        object_id=row.pk,
        defaults={
            "reason": ArchiveReason(reason),
            "comment": comment,
            "kept_id": kept.pk if kept else None,
            "archived_by": user,
        },
    )
    if created:
        log(instance=row, action=ARCHIVED, user=user, data={"reason": str(reason), "comment": comment})
        end_offers(row, user)
        tell_taken_off(row, user, was_live=was_live, archived=archived)
    return archived


@transaction.atomic
def restore(listing: Listing, user: Any) -> None:
    """Take a listing back from the archive: a draft again, and its holder is told. Nothing happens to one not there."""
    row = locked(listing)
    if not (may_moderate(user, row.commune) or type(row).objects.owned_by(user).filter(pk=row.pk).exists()):
        raise PermissionDenied
    deleted, _rows = Archive.objects.of(row).delete()
    if deleted:
        log(instance=row, action=RESTORED, user=user)
        tell_restored(row, user)


@transaction.atomic
def move(listing: Listing, user: Any, destination: Commune) -> None:
    """Move a listing to a commune, also of another territory: an act of its own, and its drafts go with it.

    By who moderates the commune that it leaves *and* the one it comes to; who moderates one of them proposes it
    (``offering``). What waits (a review, a claim, a report) goes to its new moderators. Raises ``PermissionDenied``,
    ``ValidationError`` when it is there already.
    """
    hold_still(listing)
    row = locked(listing)
    if not may_send(user, row.commune, destination):
        raise PermissionDenied
    if row.commune == destination:
        raise ValidationError(_("La fiche est déjà dans cette commune."))
    end_offers(row, user)
    relocate(row, user, destination)


def relocate(row: Listing, user: Any, destination: Commune, note: str = "") -> None:
    """Write another commune into a listing that is held still, and tell its holder. Whoever calls it asked who may.

    ``note`` is what agencies say to each other: the desk's history keeps it, its holder does not read it.
    """
    origin = row.commune
    row.commune = destination
    row.save(update_fields=["commune", "updated_at"])
    _move_drafts(row, destination)
    for waiting in (
        Review.objects.of(row).filter(state=ReviewState.WAITING),
        Claim.objects.of(row).waiting(),
        ChangeReport.objects.of(row).filter(state=ReportState.NEW),
    ):
        waiting.order_by().update(commune=destination)
    data = {"from": str(origin), "to": str(destination)}
    log(instance=row, action=MOVED, user=user, data={**data, "note": note} if note else data)
    tell_moved(row, user, origin)
    if row.live:
        published.send(sender=type(row), instance=row, revision=row.live_revision)  # words and facts name the commune


def _move_drafts(row: Listing, destination: Commune) -> None:
    """Write the new commune into the drafts that may go live, so that none brings the old one back."""
    waiting = Review.objects.of(row).filter(state=ReviewState.WAITING).values_list("revision", flat=True)
    for revision in row.revisions.filter(pk__in=[*waiting, row.latest_revision_id, row.live_revision_id]):
        revision.content["commune"] = destination.pk
        revision.save(update_fields=["content"])


def kept_instead_of(listing: Listing) -> Listing | None:
    """The public listing that a merged one became, through several merges if need be, or ``None``."""
    model, pk, seen = type(listing), listing.pk, set()
    merged = Archive.objects.filter(content_type=ContentType.objects.get_for_model(model))
    while pk not in seen:
        seen.add(pk)
        pk = merged.filter(object_id=pk).values_list("kept_id", flat=True).first()
        if kept := model.objects.published().filter(pk=pk).first():
            return kept  # type: ignore[no-any-return]
    return None
