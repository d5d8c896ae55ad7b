"""What the decision on one listing leaves of the others, and what is kept of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from listings import reviewing
from listings.models import Review
from listings.reviewing import decide, hold_still, submit, withdraw
from listings.reviews import ReviewState
from places.models import Place
from tests.factories.listings import make_moderator, millau
from tests.factories.places import make_place, mende
from tests.factories.reviews import edit_place, make_held_place, make_review

pytestmark = pytest.mark.django_db

APPROVED, CHANGES, REFUSED = ReviewState.APPROVED, ReviewState.CHANGES, ReviewState.REFUSED


def fresh(place: Any) -> Place:
    return Place.objects.get(pk=place.pk)


def test_who_holds_another_listing_holds_nothing_of_this_one() -> None:
    review, stranger = make_review(), make_held_place().owner
    with pytest.raises(PermissionDenied):
        withdraw(review, stranger)
    with pytest.raises(PermissionDenied):
        submit(make_held_place(), stranger)


def test_a_new_place_that_follows_its_draft_moves_alone() -> None:
    other = make_place()
    review = make_review(make_held_place(), commune=millau())
    assert [fresh(review.listing).commune, fresh(other).commune] == [millau(), mende()]


def test_what_was_written_is_sent_as_it_is_and_only_the_unwritten_is_kept_anew() -> None:
    place = edit_place(make_held_place(), name="Écrit")
    review = submit(place, place.owner)
    assert (review.revision, place.revisions.count()) == (place.latest_revision, 1)


def test_a_refusal_takes_back_the_draft_of_one_place_alone() -> None:
    other = make_review(make_held_place(live=True), name="À lire")
    review = make_review(make_held_place(live=True), name="Refusé")
    decide(review, make_moderator(mende()), REFUSED, "Faux.", "untrue")
    assert fresh(other.listing).latest_revision == other.revision
    assert fresh(other.listing).has_unpublished_changes
    assert other.revision.as_object().name == "À lire"
    other.refresh_from_db()
    assert other.is_waiting


def test_a_refused_new_place_keeps_its_words() -> None:
    review = make_review(make_held_place(name="Avant"), name="Écrit")
    decide(review, make_moderator(mende()), REFUSED, "Déjà là.", "duplicate")
    assert fresh(review.listing).latest_revision == review.revision
    assert fresh(review.listing).get_latest_revision_as_object().name == "Écrit"


def test_a_refusal_leaves_what_was_written_since() -> None:
    review = make_review(make_held_place(live=True), name="Refusé")
    draft = fresh(review.listing).get_latest_revision_as_object()
    draft.name = "Écrit depuis"
    draft.save_revision()  # past the lock, as a mistake of ours would
    decide(review, make_moderator(mende()), REFUSED, "Faux.", "untrue")
    assert fresh(review.listing).get_latest_revision_as_object().name == "Écrit depuis"
    assert fresh(review.listing).has_unpublished_changes


def test_what_is_not_clean_any_more_is_not_published() -> None:
    review = make_review()
    review.revision.content["name"] = ""
    review.revision.save()
    with pytest.raises(ValidationError, match="name"):
        decide(review, make_moderator(mende()), APPROVED)
    assert Review.objects.get().is_waiting
    assert not fresh(review.listing).live


def test_what_the_database_refuses_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Someone took the same address between the check and the writing."""

    def refuse(*_told: Any) -> None:
        raise IntegrityError

    review = make_review()
    monkeypatch.setattr(reviewing, "publish", refuse)
    with pytest.raises(ValidationError, match="même adresse"):
        decide(review, make_moderator(mende()), APPROVED)
    assert Review.objects.get().is_waiting


@pytest.mark.parametrize(
    ("state", "comment", "reason", "action"),
    [
        (APPROVED, "", "", "hameau.review.approved"),
        (CHANGES, "Et le samedi", "", "hameau.review.changes"),
        (REFUSED, "Déjà là", "duplicate", "hameau.review.refused"),
    ],
)
def test_the_log_keeps_who_what_and_why(state: ReviewState, comment: str, reason: str, action: str) -> None:
    review, moderator = make_review(), make_moderator(mende())
    make_review()
    assert decide(review, moderator, state, comment, reason).pk == review.pk
    entry = ModelLogEntry.objects.for_instance(review.listing).get(action=action)
    assert (entry.user, entry.revision) == (moderator, review.revision)
    assert entry.data == ({"comment": comment, "reason": reason} if comment else {})


def test_the_log_keeps_what_was_sent_and_taken_back() -> None:
    review = make_review()
    withdraw(review, review.submitted_by)
    entries = ModelLogEntry.objects.for_instance(review.listing).filter(action__startswith="hameau.review")
    assert [(entry.action, entry.user) for entry in entries.order_by("pk")] == [
        ("hameau.review.submitted", review.submitted_by),
        ("hameau.review.withdrawn", review.submitted_by),
    ]


def test_who_erases_or_moves_a_listing_holds_its_own_rows_and_no_others() -> None:
    place = make_held_place()
    ContentType.objects.get_for_model(place)  # asked once a process
    with CaptureQueriesContext(connection) as asked:
        hold_still(place)
    reviews, claims, row = [query["sql"] for query in asked]
    assert f'"listings_review"."object_id" = {place.pk}' in reviews
    assert f'"listings_claim"."object_id" = {place.pk}' in claims
    assert f'WHERE "places_place"."id" = {place.pk}' in row
