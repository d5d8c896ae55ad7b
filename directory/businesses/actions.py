"""Writing businesses: their slug, what is derived from what is published, and bulk data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Revision

from directory.business_vocabulary import SizeClass
from directory.businesses.indexing import BUSINESSES, index_businesses
from directory.businesses.logos import forget_unused_logos
from directory.models import Business
from directory.naf import label_of
from directory.register_tasks import ask_register
from listings.publishing import create_listing, edit_token, save_draft
from listings.versions import bump_version
from search.analysis import fold

VERSION = "businesses"
BATCH = 500
_SLUG_LENGTH = 150
_RESERVED = {"inscription", "fiche"}
"""Words of other addresses under ``/entreprises/``."""


def assign_slug(business: Business) -> None:
    """Give a business without a slug the first free one: its name, else its name and a number."""
    if business.slug:
        return
    base = slugify(fold(business.name))[:_SLUG_LENGTH].strip("-") or "entreprise"
    taken = _RESERVED.union(Business.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    business.slug = next(
        slug for slug in (base if rank == 1 else f"{base}-{rank}" for rank in count(1)) if slug not in taken
    )


@transaction.atomic
def begin(business: Business, user: Any) -> Revision:
    """Write a member's new business and its first draft; nothing is public. The register is asked about it.

    ``business`` is unsaved. Raises ``ValidationError``, also when its SIRET or RNA number is known already.
    """
    business.owner = user
    assign_slug(business)
    business.full_clean()
    try:
        revision = create_listing(business, user)
    except IntegrityError as error:  # someone else took the number, or the address of its page, at this very moment
        raise ValidationError(
            _("Une fiche vient d’être créée avec ce numéro ou ce nom. Essayez de nouveau.")
        ) from error
    ask_register(business)
    return revision


def draft_of(business: Business) -> Business:
    """What was last written of a business, on an object of its own."""
    row = Business.objects.select_related("commune__departement").get(pk=business.pk)
    draft: Business = row.get_latest_revision_as_object()
    return draft


@transaction.atomic
def keep(draft: Business, user: Any, token: str) -> Revision:
    """Keep what a member wrote as a draft; the register is asked about a new SIRET.

    ``token`` is the ``edit_token`` of the form. Raises ``EditedMeanwhile``, ``AwaitingReview``, ``ValidationError``.
    """
    revision = save_draft(draft, user, token)
    if draft.siret != draft.register_entry.get("siret", ""):
        ask_register(draft)
    return revision


def suggestion_of(draft: Business) -> list[tuple[str, str]]:
    """What the register says otherwise of the draft's SIRET: label and value of each field that may be taken up."""
    return [(str(Business._meta.get_field(name).verbose_name), text) for name, _value, text in _differences(draft)]


def _differences(draft: Business) -> list[tuple[str, str, str]]:
    entry = draft.register_entry
    if not draft.siret or entry.get("siret") != draft.siret:
        return []
    told = {"activity": entry.get("activity", ""), "size": entry.get("size", "")}
    words = {
        "activity": lambda code: f"{code}, {label_of(code)}",
        "size": lambda code: str(SizeClass(code).label),
    }
    return [(name, code, words[name](code)) for name, code in told.items() if code and code != getattr(draft, name)]


def take_up(draft: Business, user: Any) -> None:
    """Put what the register says into the draft. Raises ``AwaitingReview``, ``EditedMeanwhile``."""
    row = Business.objects.get(pk=draft.pk)
    for name, code, _text in _differences(draft):
        setattr(draft, name, code)
    save_draft(draft, user, edit_token(row))


def after_publish(business: Business) -> None:
    """Bring what is derived from a business up to date: its words, its logo. Idempotent."""
    with transaction.atomic():
        row = Business.objects.select_related("commune__departement").get(pk=business.pk)
        index_businesses([row])
        forget_unused_logos(row)
        bump_version(VERSION)
        if row.live and row.register_entry.get("siret", "") != row.siret:
            ask_register(row)


def write_businesses(businesses: Sequence[Business], progress: Callable[[int], None] = lambda written: None) -> None:
    """Publish businesses in bulk, without a revision each: demo and synthetic data.

    The rows are unsaved, with a slug; their sites and contacts, in memory, are written too. ``progress`` is called
    with the number of rows just written.
    """
    now = timezone.now()
    prefetch_related_objects(list(businesses), "commune__departement")
    for business in businesses:
        business.live, business.has_unpublished_changes = True, False
        business.first_published_at = business.last_published_at = now
    with transaction.atomic():
        for start in range(0, len(businesses), BATCH):
            batch = businesses[start : start + BATCH]
            Business.objects.bulk_create(batch)
            for business in batch:
                _write_children(business)
            progress(len(batch))
        index_businesses(businesses)
        bump_version(VERSION)


def _write_children(business: Business) -> None:
    """Write the sites and contacts given in memory, which a bulk write leaves aside."""
    for name in ("sites", "contacts"):
        for child in getattr(business, "_cluster_related_objects", {}).get(name, ()):
            child.business_id = business.pk
            child.save()


def forget_public(business: Business) -> None:
    """Take a business out of the index, before its row is deleted."""
    BUSINESSES.remove([business.pk])
