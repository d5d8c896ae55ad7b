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

from listings.archives import Archive
from listings.models import Listing
from listings.reviews import Review, ReviewState
from listings.versions import bump_version

CHECKED = "hameau.checked"
"""The log action of « vérifié aujourd’hui »."""


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


@transaction.atomic
def publish(revision: Revision, user: Any) -> None:
    """Make public exactly this revision; what was archived is no longer."""
    Archive.objects.filter(content_type=revision.content_type, object_id=revision.object_id).delete()
    revision.publish(user=user, skip_permission_checks=True)


@transaction.atomic
def unpublish(listing: Listing, user: Any) -> None:
    """Take a listing off the site; its content is kept. Nothing happens to one that is not public."""
    UnpublishAction(locked(listing), user=user).execute(skip_permission_checks=True)


@transaction.atomic
def mark_checked(listing: Listing, user: Any) -> None:
    """Record that everything the listing says was found true today."""
    row = locked(listing)
    row.checked_on = timezone.localdate()
    row.save(update_fields=["checked_on", "updated_at"])
    log(instance=row, action=CHECKED, user=user)
    bump_version(row._meta.app_label)
