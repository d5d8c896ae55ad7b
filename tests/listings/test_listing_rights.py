"""What a person takes along of teams, claims and reviews, and what is left of it when they go."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.rights import erasing, exporting
from listings.models import ChangeReport, Claim, Invitation, Review, TeamMember
from listings.reviewing import decide
from listings.reviews import ReviewState
from listings.rights import erase, export
from listings.teaming import claim, invite
from places.models import Place
from tests.factories.listings import make_moderator, make_report, make_user
from tests.factories.places import make_place, mende
from tests.factories.reviews import make_held_place, make_review

pytestmark = pytest.mark.django_db


def test_both_signals_are_heard() -> None:
    for signal, receiver in ((exporting, export), (erasing, erase)):
        assert receiver in [known() for _key, known, *_rest in signal.receivers]  # type: ignore[misc]


def leave_traces(place: Place) -> Any:
    """One of everything, by the owner of a place; the owner."""
    user = place.owner
    decide(make_review(place, summary="Paru"), make_moderator(mende()), ReviewState.APPROVED)
    make_review(Place.objects.get(pk=place.pk), summary="Inédit et personnel")
    claim(make_place(), user, "Je suis la gérante")
    TeamMember.objects.create(listing=make_place(), user=user)
    invite(place, user, "collegue@exemple.fr")
    make_report(reporter_email=user.email.upper(), message="Fermé, dit-on")
    return user


def test_everything_is_taken_along() -> None:
    sections = export(user=leave_traces(make_held_place(live=True)))
    words = str([section.rows for section in sections])
    for known in ("Inédit et personnel", "Paru", "Je suis la gérante", "Collègue", "Fermé, dit-on"):
        assert known in words
    assert not export(user=make_user())


def test_nothing_is_left_and_what_is_public_stays() -> None:
    place = make_held_place(live=True)
    user = leave_traces(place)
    other = make_user()
    TeamMember.objects.create(listing=place, user=other)
    erase(user=user)
    assert not Claim.objects.exists()
    assert not Invitation.objects.exists()
    assert TeamMember.objects.get().user == other
    assert (ChangeReport.objects.get().reporter_email, ChangeReport.objects.get().message) == ("", "")
    assert Review.objects.get().state == ReviewState.APPROVED
    assert Review.objects.get().submitted_by is None
    row = Place.objects.get(pk=place.pk)
    assert (row.summary, row.get_latest_revision_as_object().summary, row.live) == ("Paru", "Paru", True)
    assert "Inédit" not in str(list(row.revisions.values_list("content", flat=True)))


def test_what_waits_can_be_decided_when_its_author_is_gone() -> None:
    review = make_review()
    erase(user=review.submitted_by)
    review.submitted_by.delete()
    decide(Review.objects.get(), make_moderator(mende()), ReviewState.APPROVED)
    assert Place.objects.get().live
