"""What a person takes along of teams, claims and reviews, and what is left of it when they go."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import Revision

from accounts.rights import erasing, exporting
from listings.models import ChangeReport, Claim, Invitation, Review, TeamMember
from listings.publishing import publish
from listings.reviewing import decide
from listings.reviews import ReviewState
from listings.rights import connect, erase, export
from listings.teaming import claim, decide_claim, invite
from listings.teams import Role
from mail.models import OutgoingMail
from places.models import Place
from tests.factories.listings import make_moderator, make_report, make_user
from tests.factories.places import make_place, mende
from tests.factories.reviews import edit_place, make_held_place, make_review

pytestmark = pytest.mark.django_db


def test_both_signals_are_heard_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for signal, receiver in ((exporting, export), (erasing, erase)):
        assert receiver in [known() for _key, known, *_rest in signal.receivers]  # type: ignore[misc]
        monkeypatch.setattr(signal, "receivers", [])
    connect(), connect()
    for signal, receiver in ((exporting, export), (erasing, erase)):
        assert [known() for _key, known, *_rest in signal.receivers] == [receiver]  # type: ignore[misc]


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
    assert not TeamMember.objects.exists()
    assert Place.objects.get(pk=place.pk).owner == other, "The next of its team holds it."
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


def test_each_row_says_what_was_sent_and_what_became_of_it() -> None:
    place = make_held_place(name="La Filature")
    user, moderator = place.owner, make_moderator(mende())
    review = decide(make_review(place), moderator, ReviewState.REFUSED, "Déjà là.", "duplicate")
    member = TeamMember.objects.create(listing=place, user=user)
    claimed = decide_claim(
        claim(make_place(name="Le Pont"), user, "C’est à moi"), moderator, accepted=False, comment="Non"
    )
    report = make_report(place, reporter_email=user.email, message="Fermé")
    assert [(section.title, list(section.rows)) for section in export(user=user)] == [
        (
            "Vos fiches envoyées à la relecture",
            [
                {
                    "fiche": "La Filature",
                    "envoyee_le": review.submitted_at,
                    "etat": "Refusée",
                    "decidee_le": review.decided_at,
                    "motif": "La fiche existe déjà",
                    "message_de_l_agence": "Déjà là.",
                    "champs_a_revoir": [],
                    "contenu": review.revision.content,
                }
            ],
        ),
        ("Les équipes dont vous êtes", [{"fiche": "La Filature", "role": "Collègue", "depuis_le": member.added_at}]),
        (
            "Les fiches que vous avez demandé à tenir",
            [
                {
                    "fiche": "Le Pont",
                    "message": "C’est à moi",
                    "envoyee_le": claimed.created_at,
                    "etat": "Refusée",
                    "reponse": "Non",
                }
            ],
        ),
        ("Vos signalements", [{"a_propos_de": "La Filature", "message": "Fermé", "envoye_le": report.created_at}]),
    ]
    Place.objects.all().delete()
    rows = [row for section in export(user=user) for row in section.rows if "fiche" in row]
    assert [row["fiche"] for row in rows] == ["", ""], "What is gone has no name any more."


def test_what_others_sent_claimed_and_reported_stays() -> None:
    """Also their drafts of other listings, and an invitation between others."""
    user, place = leave_traces(mine := make_held_place(live=True)), make_held_place(live=True)
    theirs = make_review(place, summary="À d’autres")
    claim(make_place(), place.owner, "x")
    invite(place, place.owner, "tierce@exemple.fr")
    invite(place, place.owner, user.email)
    make_report(reporter_email=place.owner.email, message="Ouvert")
    erase(user=user)
    theirs.refresh_from_db()
    assert (theirs.submitted_by, theirs.state) == (place.owner, ReviewState.WAITING)
    assert Claim.objects.get().user == place.owner
    assert Invitation.objects.get().email == "tierce@exemple.fr"
    assert ChangeReport.objects.exclude(reporter_email="").get().message == "Ouvert"
    row = Place.objects.get(pk=place.pk)
    assert (row.latest_revision, row.has_unpublished_changes) == (theirs.revision, True)
    assert not Place.objects.get(pk=mine.pk).has_unpublished_changes


def test_a_version_read_before_another_was_written_goes_and_the_latest_stays() -> None:
    review = make_review(make_held_place(live=True), summary="Refait depuis")
    decide(review, make_moderator(mende()), ReviewState.CHANGES, "Plus court ?")
    place = edit_place(review.listing, make_moderator(mende()), summary="Plus court")
    erase(user=review.submitted_by)
    row = Place.objects.get(pk=place.pk)
    assert row.get_latest_revision_as_object().summary == "Plus court"
    assert row.has_unpublished_changes
    assert not row.revisions.filter(pk=review.revision_id).exists()


def test_what_the_agency_published_past_a_review_stays_public() -> None:
    review = make_review(make_held_place(live=True), summary="Publié tel quel")
    decide(review, make_moderator(mende()), ReviewState.CHANGES, "Je m’en occupe.")
    publish(review.revision, make_moderator(mende()))
    erase(user=review.submitted_by)
    row = Place.objects.get(pk=review.object_id)
    assert (row.live_revision, row.summary) == (review.revision, "Publié tel quel")


@pytest.mark.parametrize("is_active", [True, False])
def test_what_was_never_sent_goes_with_them_and_the_listing_to_the_next_of_its_team(is_active: bool) -> None:
    """Also when their account was suspended before it is erased."""
    place, editor, manager = make_held_place(live=True, name="Public"), make_user(), make_user()
    leaver = place.owner
    decide(make_review(place, summary="Paru"), make_moderator(mende()), ReviewState.APPROVED)
    draft = edit_place(Place.objects.get(pk=place.pk), summary="Jamais envoyé").latest_revision
    TeamMember.objects.create(listing=place, user=editor)
    TeamMember.objects.create(listing=place, user=manager, role=Role.OWNER)
    leaver.is_active = is_active
    leaver.save()
    erase(user=leaver)
    row = Place.objects.get(pk=place.pk)
    assert row.owner == manager
    assert TeamMember.objects.get().user == editor
    assert not Revision.objects.filter(pk=draft.pk).exists()
    assert (row.get_latest_revision_as_object().summary, row.has_unpublished_changes) == ("Paru", False)


def test_a_moderator_who_leaves_takes_no_draft_of_the_agency_along() -> None:
    place, moderator = make_place(), make_moderator(mende())
    edit_place(place, moderator, summary="Correction en cours")
    erase(user=moderator)
    assert Place.objects.get(pk=place.pk).get_latest_revision_as_object().summary == "Correction en cours"


def test_what_others_were_mailed_of_them_is_forgotten() -> None:
    place = make_held_place(live=True)
    user = leave_traces(place)
    make_moderator(mende())
    claim(make_place(), user, "Je suis la voisine")
    assert OutgoingMail.objects.filter(text__contains="Je suis la voisine").exists()
    erase(user=user)
    assert not OutgoingMail.objects.filter(template__in=["claim_waiting", "team_invitation"]).exists()
