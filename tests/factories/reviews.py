"""Listings that someone holds, and what they submit."""

from __future__ import annotations

from typing import Any

from listings.models import Review
from listings.publishing import edit_token, save_draft
from listings.reviewing import submit
from places.models import Place
from tests.factories.listings import make_user
from tests.factories.places import make_place


def make_held_place(**fields: Any) -> Place:
    """A place that someone holds, never public unless told otherwise."""
    return make_place(**{"owner": fields.pop("owner", None) or make_user(), "live": False, **fields})


def edit_place(place: Place, user: Any = None, **changes: Any) -> Place:
    """Keep a draft of a place with some changes; today's row."""
    row = Place.objects.get(pk=place.pk)
    token, draft = edit_token(row), Place.objects.get(pk=place.pk).get_latest_revision_as_object()
    for name, value in changes.items():
        setattr(draft, name, value)
    save_draft(draft, user or row.owner, token)
    return Place.objects.get(pk=place.pk)


def make_review(place: Place | None = None, **changes: Any) -> Review:
    """A review that waits: of a new place, or of changes to one."""
    place = place or make_held_place()
    if place.live or changes:
        place = edit_place(place, **(changes or {"summary": "Une autre phrase."}))
    return submit(place, place.owner)
