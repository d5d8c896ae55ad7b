"""What happened to a listing, in plain words, for who holds it: its reviews, and what the log tells besides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import ModelLogEntry

from accounts.names import name_of
from listings.archives import ArchiveReason
from listings.archiving import ARCHIVED, MOVED, RESTORED
from listings.asking import labels_of
from listings.merging import MERGED
from listings.models import Listing
from listings.publishing import CHECKED, LAPSED, RETURNED
from listings.reviews import Review
from listings.teaming import CLAIMED, JOINED, LEFT

PUBLISHED = "wagtail.publish"
WORDS: dict[str, Any] = {
    PUBLISHED: gettext_lazy("Corrigée et publiée par l’agence"),
    "wagtail.unpublish": gettext_lazy("Retirée du site"),
    ARCHIVED: gettext_lazy("Archivée"),
    RESTORED: gettext_lazy("Ressortie des archives"),
    MOVED: gettext_lazy("Déplacée dans une autre commune"),
    MERGED: gettext_lazy("Réunie avec une autre fiche"),
    CHECKED: gettext_lazy("Vérifiée"),
    LAPSED: gettext_lazy("A quitté les listes, faute de confirmation"),
    RETURNED: gettext_lazy("Revenue dans les listes"),
    CLAIMED: gettext_lazy("Confiée à qui la demandait"),
    JOINED: gettext_lazy("Une personne a rejoint l’équipe"),
    LEFT: gettext_lazy("Une personne a quitté l’équipe"),
}
"""The acts that are told beside reviews."""


@dataclass(frozen=True)
class Event:
    """Something that happened: a few words, when, and what was said of it."""

    label: str
    at: datetime
    reason: str = ""
    comment: str = ""


def history_of(listing: Listing, user: Any) -> list[Event]:
    """What happened, latest first, as a user reads it who holds the listing. Two queries."""
    reviews = list(Review.objects.of(listing).select_related("submitted_by"))
    events = [*_of_reviews(reviews, user), *_of_log(listing, reviews)]
    events.append(Event(_("Fiche créée"), listing.created_at))
    return sorted(events, key=lambda event: event.at, reverse=True)


def _of_reviews(reviews: list[Review], user: Any) -> Iterator[Event]:
    for review in reviews:
        author = review.submitted_by
        yield Event(
            _("Envoyée à la relecture"), review.submitted_at, name_of(author) if author and author != user else ""
        )
        if review.decided_at:
            reason = review.get_reason_display() or ", ".join(labels_of(review))
            yield Event(review.get_state_display(), review.decided_at, reason, review.comment)


def _of_log(listing: Listing, reviews: list[Review]) -> Iterator[Event]:
    """What is not told by a review: a publication that none decided was the agency's own."""
    decided = {review.revision_id for review in reviews}
    for entry in ModelLogEntry.objects.for_instance(listing).filter(action__in=list(WORDS)):
        if entry.action == PUBLISHED and (entry.revision_id in decided or entry.user_id == listing.owner_id):
            continue
        said = entry.data or {}
        yield Event(str(WORDS[entry.action]), entry.timestamp, _reason(entry.action, said), said.get("comment") or "")


def _reason(action: str, said: dict[str, Any]) -> str:
    """Why it was put away, or from where to where it went. What agencies say to each other (``note``) stays theirs."""
    if action == MOVED:
        return _("De %(origin)s à %(commune)s") % {"origin": said.get("from", ""), "commune": said.get("to", "")}
    return str(dict(ArchiveReason.choices).get(said.get("reason", ""), "")) if action == ARCHIVED else ""
