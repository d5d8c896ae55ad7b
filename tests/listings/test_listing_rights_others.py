"""What stays of others, and of what was public, when someone's account goes."""

from __future__ import annotations

import pytest

from listings.models import Review, TeamMember
from listings.publishing import publish
from listings.reviewing import decide
from listings.reviews import ReviewState
from listings.rights import erase
from listings.teaming import claim, invite
from mail.models import OutgoingMail
from places.models import Place
from tests.factories.listings import make_moderator, make_user
from tests.factories.places import make_place, mende
from tests.factories.reviews import edit_place, make_held_place, make_review

pytestmark = pytest.mark.django_db


def fresh(place: Place) -> Place:
    return Place.objects.get(pk=place.pk)


def test_a_colleague_who_goes_takes_nothing_from_who_owns_it() -> None:
    place, leaver, colleague = make_held_place(live=True), make_user(), make_user()
    for user in (leaver, colleague):
        TeamMember.objects.create(listing=place, user=user)
    erase(user=leaver)
    assert fresh(place).owner == place.owner
    assert TeamMember.objects.get().user == colleague


def test_each_version_that_was_public_stays_with_its_review() -> None:
    place, moderator = make_held_place(live=True), make_moderator(mende())
    for words in ("Avant", "Après"):
        decide(make_review(fresh(place), summary=words), moderator, ReviewState.APPROVED)
    erase(user=place.owner)
    assert [review.revision.content["summary"] for review in Review.objects.order_by("pk")] == ["Avant", "Après"]


def test_the_draft_of_what_was_never_public_is_its_owner_s() -> None:
    place, leaver = make_held_place(), make_user()
    TeamMember.objects.create(listing=place, user=leaver)
    edit_place(place, leaver, summary="Écrit à deux")
    erase(user=leaver)
    assert fresh(place).get_latest_revision_as_object().summary == "Écrit à deux"


def test_what_they_wrote_and_the_agency_published_by_itself_stays_public() -> None:
    place = make_held_place(live=True)
    live = edit_place(place, summary="Publié sans relecture").latest_revision
    publish(live, make_moderator(mende()))
    erase(user=place.owner)
    assert (fresh(place).live_revision, fresh(place).summary) == (live, "Publié sans relecture")


def test_what_others_wrote_of_themselves_is_still_in_the_mail() -> None:
    place, other, moderator = make_held_place(live=True), make_held_place(live=True), make_moderator(mende())
    claim(make_place(), place.owner, "À moi")
    claim(make_place(), other.owner, "À un autre")
    for listing in (place, other):
        invite(listing, listing.owner, "collegue@exemple.fr")
    before = OutgoingMail.objects.count()
    erase(user=place.owner)
    assert OutgoingMail.objects.count() == before - 2
    assert OutgoingMail.objects.filter(to=moderator.email, text__contains="À un autre").exists()
    assert OutgoingMail.objects.filter(key__startswith=f"team-invitation-{other.owner_id}-").exists()
