"""What putting away, taking back and moving one listing leaves of the others, and what is kept of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.models import ModelLogEntry

from listings.archiving import archive, kept_instead_of, move, relocate, restore
from listings.models import Archive, Review
from listings.publishing import edit_token, publish
from listings.reviewing import decide
from listings.reviews import ReviewState
from listings.teaming import claim
from mail.models import OutgoingMail
from places.models import Place
from tests.factories.listings import make_moderator, millau
from tests.factories.places import make_place, mende
from tests.factories.reviews import edit_place, make_held_place, make_review
from tests.factories.workers import make_worker

pytestmark = pytest.mark.django_db


def fresh(place: Any) -> Place:
    return Place.objects.get(pk=place.pk)


def logged(place: Place, action: str) -> list[Any]:
    return [(entry.user, entry.data) for entry in ModelLogEntry.objects.for_instance(place).filter(action=action)]


def test_who_holds_another_listing_puts_away_nothing_of_this_one() -> None:
    place, stranger = make_held_place(live=True), make_held_place().owner
    with pytest.raises(PermissionDenied):
        archive(place, stranger, "left")
    archive(place, place.owner, "left")
    with pytest.raises(PermissionDenied):
        restore(place, stranger)
    assert Archive.objects.count() == 1


def test_the_log_keeps_each_act_once_with_its_reason() -> None:
    place, kept, moderator = make_place(), make_place(), make_moderator(mende())
    for _time in range(2):
        archived = archive(place, moderator, "merged", "Doublon", kept)
    assert (archived.kept_id, str(archived)) == (kept.pk, f"{place} : Réunie avec une autre fiche")
    for _time in range(2):
        restore(place, moderator)
        assert logged(place, "hameau.restored") == [(moderator, {})]
    assert logged(place, "hameau.archived") == [(moderator, {"reason": "merged", "comment": "Doublon"})]


def test_a_draft_is_put_away_without_being_taken_off() -> None:
    place = make_held_place()
    archive(place, place.owner, "left")
    assert not logged(place, "wagtail.unpublish")
    assert Archive.objects.get().kept_id is None


def test_who_holds_it_gets_one_mail_that_says_all() -> None:
    place = make_held_place(live=True)
    archive(place, make_moderator(mende()), "closed")
    assert OutgoingMail.objects.filter(to=place.owner.email).count() == 1


def test_every_version_that_may_go_live_moves_and_no_other() -> None:
    place, both = make_held_place(), make_moderator(mende(), millau())
    old = place.save_revision(user=place.owner)
    publish(live := fresh(place).save_revision(user=place.owner), both)
    decided = make_review(fresh(place), summary="À revoir")
    decide(decided, both, ReviewState.CHANGES, "Plus court ?")
    waiting = make_review(fresh(place), summary="Plus court")
    latest = fresh(place).save_revision()  # past the lock, as a mistake of ours would
    other, token = edit_place(make_held_place(), summary="Ailleurs"), edit_token(fresh(place))
    move(place, both, millau())
    communes = {revision.pk: revision.content["commune"] for revision in place.revisions.all()}
    assert {pk for pk, commune in communes.items() if commune == "12145"} == {live.pk, waiting.revision_id, latest.pk}
    assert communes[old.pk] == "48095"
    assert fresh(other).get_latest_revision_as_object().commune == mende()
    reviews = {review.pk: review.commune for review in Review.objects.of(place)}
    assert reviews == {waiting.pk: millau(), decided.pk: mende()}
    assert edit_token(fresh(place)) != token, "A form that was open is too old."
    assert logged(place, "hameau.moved") == [(both, {"from": str(mende()), "to": str(millau())})]


def test_a_claim_that_waits_goes_along() -> None:
    place, both = make_place(), make_moderator(mende(), millau())
    waiting = claim(place, make_held_place().owner, "x")
    move(place, both, millau())
    waiting.refresh_from_db()
    assert waiting.commune == millau()


def test_listings_that_were_merged_in_a_circle_lead_nowhere() -> None:
    outside, first, second = (make_place(live=False) for _rank in range(3))
    make_place(name="Ailleurs")
    for one, other in ((outside, first), (first, second), (second, first)):
        Archive.objects.create(listing=one, reason="merged", kept_id=other.pk)
    assert kept_instead_of(outside) is None
    assert kept_instead_of(first) is None


def test_what_another_became_is_not_what_this_one_did() -> None:
    gone, closed, kept = make_place(live=False), make_place(live=False), make_place()
    Archive.objects.create(listing=gone, reason="merged", kept_id=kept.pk)
    Archive.objects.create(listing=closed, reason="closed")
    assert (kept_instead_of(gone), kept_instead_of(closed)) == (kept, None)


def test_what_agencies_say_of_a_move_is_in_the_log_and_not_in_the_holder_s_mail() -> None:
    place, moderator = make_held_place(), make_moderator(mende())
    with transaction.atomic():
        relocate(place, moderator, millau(), "Votre vallée.")
    words = {"from": str(mende()), "to": str(millau()), "note": "Votre vallée."}
    assert logged(place, "hameau.moved") == [(moderator, words)]
    assert "vallée" not in OutgoingMail.objects.get(to=place.owner.email).text


def test_a_merge_leads_to_a_listing_of_its_own_kind() -> None:
    worker, middle = make_worker(pk=900_001), make_place(pk=900_001, live=False)
    gone, kept = make_place(live=False), make_place()
    for listing, instead in ((worker, gone), (gone, middle), (middle, kept)):
        Archive.objects.create(listing=listing, reason="merged", kept_id=instead.pk)
    assert kept_instead_of(gone) == kept
    assert kept_instead_of(kept) is None
