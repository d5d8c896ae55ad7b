"""Drafts and publication of listings from the desk: each verb locks the row, checks, acts and logs in a transaction.

What is derived from a published listing (search index, openings) follows by Wagtail's ``published`` and ``unpublished``
signals, which the listing's own app receives.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.actions.unpublish import UnpublishAction
from wagtail.log_actions import log
from wagtail.models import Revision
from wagtail.signals import published

from listings import review_mails
from listings.archives import Archive
from listings.checks import CheckRound, close_round
from listings.models import Listing
from listings.reviews import Review, ReviewState
from listings.versions import bump_version

CHECKED = "hameau.checked"
"""The log action of « vérifié aujourd’hui »."""
LAPSED, RETURNED = "hameau.lapsed", "hameau.returned"
"""Left the public lists because nobody confirmed it; came back because someone did."""


class EditedMeanwhile(Exception):
    """The listing changed since the form was opened."""


class AwaitingReview(Exception):
    """A revision waits for a decision: until then, or until it is withdrawn, nobody writes another."""


def edit_token(listing: Listing) -> str:
    """What a form keeps to know whether the row or its drafts changed since it was opened."""
    return f"{listing.latest_revision_id or 0}-{listing.updated_at:%Y%m%d%H%M%S%f}"


def locked(listing: Listing) -> Listing:
    """Today's row, locked until the end of the transaction. Raises ``DoesNotExist``."""
    row: Listing = type(listing)._default_manager.select_for_update(of=("self",)).get(pk=listing.pk)
    return row


def is_waiting(listing: Listing) -> bool:
    """Whether a revision of the listing waits for a decision."""
    return bool(Review.objects.of(listing).filter(state=ReviewState.WAITING).exists())


def refuse_when_waiting(listing: Listing) -> None:
    """Raise ``AwaitingReview`` while a revision of the listing waits for a decision."""
    if is_waiting(listing):
        raise AwaitingReview


@transaction.atomic
def create_listing(listing: Listing, user: Any) -> Revision:
    """Write a new listing and its first draft; it is not published. ``listing`` is clean and unsaved."""
    listing.live = False
    listing.save()
    revision = listing.save_revision(user=user)
    log(instance=listing, action="wagtail.create", user=user, revision=revision, content_changed=True)
    return revision


@transaction.atomic
def save_draft(listing: Listing, user: Any, token: str) -> Revision:
    """Keep edited content as a draft: what is public stays as it is.

    ``token`` is the ``edit_token`` of the form; raises ``EditedMeanwhile`` when it is not today's, ``AwaitingReview``
    while a review waits, ``ValidationError`` when the content is not clean.
    """
    row = locked(listing)
    refuse_when_waiting(row)
    if edit_token(row) != token:
        raise EditedMeanwhile
    return listing.save_revision(user=user, log_action=True)


def is_private_draft(listing: Listing, user: Any) -> bool:
    """Whether the latest draft of a listing is its holder's own affair: never sent, or taken back, and not ``user``'s.

    What is public, what was sent and what an agency wrote is no secret to the desk; this is.
    """
    draft = listing.latest_revision
    if draft is None or draft.pk == listing.live_revision_id or draft.user is None or draft.user == user:
        return False
    if not type(listing).objects.held_by(draft.user).filter(pk=listing.pk).exists():
        return False
    return not Review.objects.of(listing).filter(revision=draft).exclude(state=ReviewState.WITHDRAWN).exists()


@transaction.atomic
def publish_beside_draft(listing: Listing, user: Any, token: str) -> None:
    """Publish what a moderator corrected of what is public; the draft that its holder never sent stays theirs to send.

    Raises what ``save_draft`` does.
    """
    theirs = locked(listing).latest_revision
    correction = save_draft(listing, user, token)
    # First, so that what follows the publication (unused photographs go) sees both versions.
    row = type(listing)._default_manager.filter(pk=listing.pk)
    row.update(latest_revision=theirs)
    publish(Revision.objects.get(pk=correction.pk), user)
    row.update(latest_revision=theirs, has_unpublished_changes=True)


@transaction.atomic
def publish(revision: Revision, user: Any) -> None:
    """Make public exactly this revision; what was archived is no longer. What its holder wrote is checked today."""
    Archive.objects.filter(content_type=revision.content_type, object_id=revision.object_id).delete()
    revision.publish(user=user, skip_permission_checks=True)
    model = revision.content_type.model_class()
    row = model._default_manager.select_for_update(of=("self",)).get(pk=revision.object_id)
    if revision.user and model._default_manager.owned_by(revision.user).filter(pk=row.pk).exists():
        _write_checked(row)
        close_round(row)


@transaction.atomic
def unpublish(listing: Listing, user: Any, *, is_told: bool = True) -> None:
    """Take a listing off the site: its content is kept, who holds it is told. Nothing happens to what is not public.

    One that had left the lists by itself stays off, whoever confirms it now. ``is_told``: no mail says it already.
    """
    row = locked(listing)
    close_round(row)
    row.to_confirm = False
    if row.live:
        UnpublishAction(row, user=user).execute(skip_permission_checks=True)
        if is_told:
            review_mails.tell_taken_off(row, user)
    else:
        row.save(update_fields=["to_confirm"])


@transaction.atomic
def mark_checked(listing: Listing, user: Any) -> None:
    """Record that everything the listing says was found true today; bring it back if it had left the lists unchecked.

    ``user`` is who says so: its owner, or a moderator.
    """
    row = locked(listing)
    _write_checked(row)
    log(instance=row, action=CHECKED, user=user)
    check = close_round(row)
    if check and check.has_lapsed and not row.live and not Archive.objects.of(row).exists():
        _bring_back(row, check, user)
    bump_version(row._meta.app_label)


def _write_checked(row: Listing) -> None:
    row.checked_on, row.to_confirm = timezone.localdate(), False
    row.save(update_fields=["checked_on", "to_confirm", "updated_at"])


def _bring_back(row: Listing, check: CheckRound, user: Any) -> None:
    """Make public again what was when the listing lapsed, not a draft written since."""
    row.live, row.live_revision = True, check.revision
    row.has_unpublished_changes = row.latest_revision_id != check.revision_id
    row.save(update_fields=["live", "live_revision", "has_unpublished_changes"])
    log(instance=row, action=RETURNED, user=user)
    published.send(sender=type(row), instance=row, revision=check.revision)
