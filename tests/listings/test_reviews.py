"""Which reviews, in what order, and how they are named."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from listings.models import Review
from places.models import Place
from tests.factories.listings import make_user
from tests.factories.places import make_place, mende
from tests.factories.workers import make_worker

pytestmark = pytest.mark.django_db

NOW = timezone.now()
SAME = 900_001
"""The number of listings of two kinds."""


def made(days: int, listing: Any = None, **fields: Any) -> Review:
    """A review that was submitted so many days ago."""
    listing = listing or make_place(name="La Filature")
    return Review.objects.create(  # type: ignore[no-any-return]
        listing=listing,
        revision=listing.save_revision(),
        commune=mende(),
        submitted_at=NOW - timedelta(days),
        **fields,
    )


def test_what_is_to_be_decided_oldest_first() -> None:
    made(9, state="approved", decided_at=NOW - timedelta(days=3))
    young, old = made(1), made(2)
    assert list(Review.objects.waiting()) == [old, young]


def test_those_of_one_listing_latest_first() -> None:
    place, worker = make_place(pk=SAME), make_worker(pk=SAME)
    first, second = made(3, place, state="approved", decided_at=NOW), made(1, place)
    made(2, worker), made(2)
    assert list(Review.objects.of(place)) == [second, first]


def test_a_review_bears_the_name_of_what_it_is_about() -> None:
    review = made(1)
    assert review.title == "La Filature"
    assert str(review) == "La Filature : En attente de relecture"
    Place.objects.update(name="Autrement")
    assert Review.objects.get().title == "La Filature", "as it was submitted"


def test_who_sent_it_is_named_and_whoever_went_is_not() -> None:
    author = make_user(first_name="Odile", last_name="Brun")
    assert (made(1, submitted_by=author).author, made(1).author) == ("Odile Brun", "")
