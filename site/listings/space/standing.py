"""Where a listing stands, in plain words, for who holds it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext as _

from listings.archives import Archive
from listings.reviews import Review, ReviewState

DRAFT, WAITING, PUBLIC, CHANGES, REFUSED, OFFLINE, ARCHIVED = (
    *("draft", "waiting", "public", "changes", "refused", "offline", "archived"),
)

_LOOKS = {
    DRAFT: ("pencil", ""),
    WAITING: ("hourglass", "note"),
    PUBLIC: ("check", "good"),
    CHANGES: ("pencil", "warn"),
    REFUSED: ("ban", "bad"),
    OFFLINE: ("lock", "warn"),
    ARCHIVED: ("lock", ""),
}
"""Icon and tone of the badge of each state."""


@dataclass(frozen=True)
class Standing:
    """The state of a listing: ``code``, a few words for its badge, a sentence, and the review that decided it."""

    code: str
    label: str
    words: str
    since: datetime | None
    review: Review | None = None
    archive: Archive | None = None

    @property
    def icon(self) -> str:
        """Of the badge."""
        return _LOOKS[self.code][0]

    @property
    def tone(self) -> str:
        """Class of the badge."""
        return _LOOKS[self.code][1]

    @property
    def may_edit(self) -> bool:
        """Whether a new draft may be written."""
        return self.code not in {WAITING, ARCHIVED}


def may_submit(listing: Any, standing: Standing) -> bool:
    """Whether its draft may be sent now: it is free, and says something that is not public."""
    return standing.may_edit and (listing.has_unpublished_changes or not listing.live)


def is_to_mend(listing: Any, standing: Standing) -> bool:
    """Whether its draft is still the one that the agency sent back: to change before it is sent again."""
    return (
        standing.code in {CHANGES, REFUSED}
        and standing.review is not None
        and standing.review.revision_id == listing.latest_revision_id
    )


def standings(listings: Sequence[Any]) -> list[tuple[Any, Standing]]:
    """Each listing, of any model, with its standing: two queries whatever their number."""
    keys = [(ContentType.objects.get_for_model(listing).pk, listing.pk) for listing in listings]
    of_these = models.Q(pk__in=[])
    for content_type in {content_type for content_type, _pk in keys}:
        pks = [pk for its_type, pk in keys if its_type == content_type]
        of_these |= models.Q(content_type=content_type, object_id__in=pks)
    latest = _by_listing(Review.objects.filter(of_these).order_by("submitted_at", "pk")) if keys else {}
    archives = _by_listing(Archive.objects.filter(of_these)) if keys else {}
    return [
        (listing, standing_of(listing, latest.get(key), archives.get(key)))
        for key, listing in zip(keys, listings, strict=True)
    ]


def _by_listing(rows: Iterable[Any]) -> dict[tuple[int, int], Any]:
    return {(row.content_type_id, row.object_id): row for row in rows}


def standing_of(listing: Any, review: Review | None, archive: Archive | None) -> Standing:
    """The standing of a listing, from its latest review and its archive if it has them."""
    if archive:
        words = _("Rangée, personne d’autre que vous et l’agence ne la voit.")
        return Standing(ARCHIVED, _("Archivée"), words, archive.archived_at, review, archive)
    state = review.state if review else ""
    if review and state == ReviewState.WAITING:
        return Standing(WAITING, _("En relecture"), _waiting_words(listing), review.submitted_at, review)
    if review and state == ReviewState.CHANGES:
        words = _("L’agence demande une modification. Corrigez, puis envoyez de nouveau.")
        return Standing(CHANGES, _("Modification demandée"), words, review.decided_at, review)
    if review and state == ReviewState.REFUSED and not listing.live:
        words = _("L’agence ne l’a pas acceptée. Vous pouvez la changer et l’envoyer de nouveau.")
        return Standing(REFUSED, _("Refusée"), words, review.decided_at, review)
    if listing.live:
        return _public(listing, review)
    if listing.first_published_at:
        return Standing(OFFLINE, _("Hors ligne"), _offline_words(listing), listing.updated_at, review)
    words = _("Rien n’est public. Envoyez-la quand elle est prête.")
    return Standing(DRAFT, _("Brouillon"), words, listing.updated_at, review)


def _public(listing: Any, review: Review | None) -> Standing:
    since = listing.last_published_at
    if review and review.state == ReviewState.REFUSED:
        words = _("En ligne. Vos derniers changements n’ont pas été acceptés.")
        return Standing(PUBLIC, _("En ligne"), words, since, review)
    if listing.has_unpublished_changes:
        words = _("En ligne. Vos changements sont gardés en brouillon : envoyez-les quand ils sont prêts.")
    else:
        words = _("Tout le monde la voit.")
    return Standing(PUBLIC, _("En ligne"), words, since, review)


def _waiting_words(listing: Any) -> str:
    if listing.live:
        return _("L’agence relit vos changements. Ce qui est en ligne le reste pendant ce temps.")
    return _("L’agence la relit. Rien n’est public avant sa décision.")


def _offline_words(listing: Any) -> str:
    if listing.to_confirm:
        return _("Elle a quitté les listes, faute de confirmation. Dites qu’elle est exacte, et elle y revient.")
    return _("Elle n’est plus en ligne. Vous pouvez la changer et l’envoyer de nouveau.")
