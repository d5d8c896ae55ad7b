"""What becomes of a submission: each transition, who may, and two people at once."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from wagtail.models import ModelLogEntry

from listings.models import Archive, Review, TeamMember
from listings.publishing import AwaitingReview, edit_token, publish, save_draft, unpublish
from listings.reviewing import (
    AlreadyDecided,
    AlreadyWaiting,
    NothingNew,
    decide,
    decided,
    submit,
    submitted,
    withdraw,
)
from listings.reviews import ReviewState
from mail.models import OutgoingMail
from places.models import Place
from tests.factories.listings import make_moderator, make_superuser, make_user, millau, territory_of
from tests.factories.places import make_place, mende
from tests.factories.reviews import edit_place, make_held_place, make_review

WAITING, APPROVED, CHANGES, REFUSED, WITHDRAWN = (
    ReviewState.WAITING,
    ReviewState.APPROVED,
    ReviewState.CHANGES,
    ReviewState.REFUSED,
    ReviewState.WITHDRAWN,
)


def fresh(place: Any) -> Place:
    return Place.objects.get(pk=place.pk)


def actions_on(place: Any) -> list[str]:
    return list(ModelLogEntry.objects.for_instance(place).order_by("pk").values_list("action", flat=True))


@pytest.mark.django_db
class TestSubmit:
    def test_a_draft_waits_for_the_moderators_of_its_commune(self) -> None:
        place = make_held_place()
        review = submit(place, place.owner)
        assert (review.state, review.commune, review.submitted_by) == (WAITING, mende(), place.owner)
        assert review.revision == fresh(place).latest_revision
        assert not fresh(place).live
        assert "hameau.review.submitted" in actions_on(place)

    def test_only_who_holds_it(self) -> None:
        place = make_held_place()
        for user in (make_user(), make_moderator(mende()), make_user(is_active=False)):
            with pytest.raises(PermissionDenied):
                submit(place, user)
        assert not Review.objects.exists()

    def test_a_colleague_may(self) -> None:
        place, colleague = make_held_place(), make_user()
        TeamMember.objects.create(listing=place, user=colleague)
        assert submit(place, colleague).submitted_by == colleague

    def test_once_at_a_time(self) -> None:
        review = make_review()
        with pytest.raises(AlreadyWaiting):
            submit(review.listing, review.submitted_by)
        with pytest.raises(IntegrityError), transaction.atomic():
            Review.objects.create(listing=review.listing, revision=review.revision, commune=mende())

    def test_what_is_not_clean_does_not_leave(self) -> None:
        place = make_held_place()
        edit_place(place, name="Ailleurs")
        Place.objects.filter(pk=place.pk).update(slug="pris-ailleurs")
        make_place(slug="pris")
        revision = fresh(place).latest_revision
        revision.content["slug"] = "pris"
        revision.save()
        with pytest.raises(ValidationError):
            submit(fresh(place), place.owner)

    def test_what_is_public_already_is_not_submitted(self) -> None:
        place = make_held_place(live=True)
        with pytest.raises(NothingNew):
            submit(place, place.owner)

    def test_a_public_place_is_read_by_its_own_moderators_whatever_its_draft_says(self) -> None:
        place = make_held_place(live=True)
        review = make_review(place, commune=millau())
        assert review.commune == mende()
        assert fresh(place).commune == mende()

    def test_a_new_place_is_read_where_its_draft_says(self) -> None:
        review = make_review(make_held_place(), commune=millau())
        assert review.commune == millau()
        assert fresh(review.listing).commune == millau()

    def test_mails_leave_to_each_moderator_and_to_the_author(self) -> None:
        moderators = [make_moderator(mende()), make_moderator(mende())]
        make_moderator(millau())
        territory_of(mende())
        review = make_review(make_held_place(name="L’Atelier d’<ici>"))
        mails = {mail.to: mail for mail in OutgoingMail.objects.all()}
        assert set(mails) == {*(user.email for user in moderators), review.submitted_by.email}
        told = mails[moderators[0].email]
        assert "L’Atelier d’<ici>" in told.subject
        assert f"/admin/relectures/{review.pk}/" in told.text
        assert f"/mon-espace/lieu/{review.object_id}/" in mails[review.submitted_by.email].text

    def test_the_signal_is_sent(self) -> None:
        seen: list[Review] = []

        def receive(review: Review, **kwargs: Any) -> None:
            seen.append(review)

        submitted.connect(receive)
        try:
            assert seen == [make_review()] or seen
        finally:
            submitted.disconnect(receive)
        assert len(seen) == 1


@pytest.mark.django_db
class TestLock:
    def test_nobody_writes_while_it_waits(self) -> None:
        review = make_review()
        place = fresh(review.listing)
        for user in (review.submitted_by, make_moderator(mende())):
            with pytest.raises(AwaitingReview):
                save_draft(fresh(place), user, edit_token(place))
        assert fresh(place).latest_revision == review.revision

    def test_withdrawn_it_is_written_and_sent_again(self) -> None:
        review = make_review()
        withdrawn = withdraw(review, review.submitted_by)
        assert (withdrawn.state, withdrawn.decided_by) == (WITHDRAWN, review.submitted_by)
        place = edit_place(review.listing, name="Mieux")
        again = submit(place, place.owner)
        assert again.revision != review.revision
        decide(again, make_moderator(mende()), APPROVED)
        assert fresh(place).name == "Mieux"

    def test_only_who_holds_it_withdraws(self) -> None:
        review = make_review()
        for user in (make_user(), make_moderator(mende())):
            with pytest.raises(PermissionDenied):
                withdraw(review, user)
        assert Review.objects.get().is_waiting

    def test_what_is_decided_is_not_withdrawn(self) -> None:
        review = make_review()
        decide(review, make_moderator(mende()), APPROVED)
        with pytest.raises(AlreadyDecided):
            withdraw(review, review.submitted_by)
        assert Review.objects.get().state == APPROVED


@pytest.mark.django_db
class TestApprove:
    def test_goes_live_with_who_and_when(self) -> None:
        review, moderator = make_review(), make_moderator(mende())
        decide(review, moderator, APPROVED, "Bienvenue.")
        kept = Review.objects.get()
        assert (kept.state, kept.decided_by, kept.comment) == (APPROVED, moderator, "Bienvenue.")
        assert kept.decided_at is not None
        place = fresh(review.listing)
        assert place.live
        assert place.live_revision == review.revision
        assert not place.has_unpublished_changes
        assert "hameau.review.approved" in actions_on(place)

    def test_exactly_what_was_read_goes_live(self) -> None:
        review = make_review(make_held_place(live=True, name="Avant"), name="Lu")
        place = fresh(review.listing)
        later = place.get_latest_revision_as_object()
        later.name = "Écrit après"
        later.save_revision()  # past the lock, as a mistake of ours would
        decide(review, make_moderator(mende()), APPROVED)
        assert fresh(place).name == "Lu"
        assert fresh(place).has_unpublished_changes

    def test_a_version_moves_nowhere_by_itself_even_off_the_site(self) -> None:
        """Taking it off first is no way around the rule that a listing's moderators do not choose others'."""
        moderator = make_moderator(mende())
        territory_of(millau())
        review = make_review(make_held_place(live=True), commune=millau())
        unpublish(review.listing, moderator)
        with pytest.raises(ValidationError, match="hors du territoire"):
            decide(review, moderator, APPROVED)
        assert (fresh(review.listing).commune, fresh(review.listing).live) == (mende(), False)

    def test_system_columns_never_come_back(self) -> None:
        review = make_review()
        heir = make_user()
        Place.objects.filter(pk=review.object_id).update(
            owner=heir, source="osm", source_id="7", licence="ODbL", check_interval=90, checked_on="2026-11-02"
        )
        decide(review, make_moderator(mende()), APPROVED)
        place = fresh(review.listing)
        assert (place.owner, place.source, place.source_id, place.licence) == (heir, "osm", "7", "ODbL")
        assert (place.check_interval, str(place.checked_on)) == (90, "2026-11-02")

    def test_a_slug_taken_meanwhile_is_said_and_it_still_waits(self) -> None:
        review = make_review(make_held_place(slug="le-pont"))
        Place.objects.filter(pk=review.object_id).update(slug="a-part")
        make_place(slug="le-pont")
        with pytest.raises(ValidationError, match=r"slug|adresse"):
            decide(review, make_moderator(mende()), APPROVED)
        assert Review.objects.get().is_waiting
        assert not fresh(review.listing).live
        assert not OutgoingMail.objects.filter(template="review_decided").exists()

    def test_does_not_leave_the_territory(self) -> None:
        review = make_review(make_held_place(live=True), commune=millau())
        with pytest.raises(ValidationError, match="Millau"):
            decide(review, make_moderator(mende()), APPROVED)
        with pytest.raises(ValidationError, match="Millau"):
            decide(review, make_moderator(mende(), millau()), APPROVED)
        assert Review.objects.get().is_waiting
        assert fresh(review.listing).commune == mende()

    def test_moves_within_the_territory(self) -> None:
        territory_of(mende()).communes.add(millau())
        review = make_review(make_held_place(live=True), commune=millau())
        decide(review, make_moderator(mende()), APPROVED)
        assert fresh(review.listing).commune == millau()

    def test_what_was_archived_no_longer_is(self) -> None:
        review = make_review()
        Archive.objects.create(listing=review.listing, reason="other")
        publish(review.revision, make_moderator(mende()))
        assert not Archive.objects.exists()


@pytest.mark.django_db
class TestChangesAndRefusal:
    @pytest.mark.parametrize(("state", "reason"), [(CHANGES, ""), (REFUSED, "untrue")])
    def test_keeps_who_why_and_what_is_public(self, state: ReviewState, reason: str) -> None:
        review, moderator = make_review(make_held_place(live=True, name="Avant"), name="Après"), make_moderator(mende())
        decide(review, moderator, state, " Et le samedi ? ", reason)
        kept = Review.objects.get()
        assert (kept.state, kept.decided_by, kept.comment) == (state, moderator, "Et le samedi ?")
        assert kept.reason == reason
        assert (fresh(review.listing).name, fresh(review.listing).live) == ("Avant", True)
        mail = OutgoingMail.objects.get(template="review_decided")
        assert mail.to == review.submitted_by.email
        assert "Et le samedi ?" in mail.text

    def test_a_change_asked_for_keeps_the_draft(self) -> None:
        review = make_review(make_held_place(live=True), name="Après")
        decide(review, make_moderator(mende()), CHANGES, "Les horaires ?")
        assert fresh(review.listing).get_latest_revision_as_object().name == "Après"
        assert fresh(review.listing).has_unpublished_changes

    def test_a_refused_draft_does_not_stay_the_latest(self) -> None:
        place = make_held_place(live=True, name="Importé")  # public without any revision, as imports write them
        decide(make_review(place, name="Refusé"), make_moderator(mende()), REFUSED, "Faux.", "untrue")
        assert fresh(place).latest_revision is None
        assert fresh(place).get_latest_revision_as_object().name == "Importé"
        assert not fresh(place).has_unpublished_changes
        decide(make_review(fresh(place), name="Publié"), make_moderator(mende()), APPROVED)
        live = fresh(place).live_revision
        decide(make_review(fresh(place), name="Refusé"), make_moderator(mende()), REFUSED, "Faux.", "untrue")
        assert fresh(place).latest_revision == live
        assert edit_place(place, summary="Plus tard").get_latest_revision_as_object().name == "Publié"

    def test_a_refused_new_place_stays_a_draft_to_send_again(self) -> None:
        review = make_review()
        decide(review, make_moderator(mende()), REFUSED, "Déjà là.", "duplicate")
        place = edit_place(review.listing, name="Autre")
        assert submit(place, place.owner).is_waiting

    @pytest.mark.parametrize(
        ("state", "comment", "reason"),
        [
            (CHANGES, "", ""),
            (CHANGES, " ", ""),
            (CHANGES, "Oui", "other"),
            (REFUSED, "", "other"),
            (REFUSED, "Non", ""),
            (REFUSED, "Non", "x"),
            (APPROVED, "", "other"),
        ],
    )
    def test_words_and_reasons_are_required(self, state: ReviewState, comment: str, reason: str) -> None:
        review = make_review()
        with pytest.raises(ValidationError):
            decide(review, make_moderator(mende()), state, comment, reason)
        assert Review.objects.get().is_waiting

    @pytest.mark.parametrize("state", [WAITING, WITHDRAWN])
    def test_what_is_no_decision_is_refused(self, state: ReviewState) -> None:
        with pytest.raises(ValueError, match="no decision"):
            decide(make_review(), make_moderator(mende()), state)


@pytest.mark.django_db
class TestWho:
    @pytest.mark.parametrize("state", [APPROVED, CHANGES, REFUSED])
    def test_strangers_decide_nothing(self, state: ReviewState) -> None:
        review = make_review()
        reason = "other" if state == REFUSED else ""
        blocked = make_moderator(mende())
        blocked.is_active = False
        for user in (make_user(), make_moderator(millau()), review.submitted_by, blocked):
            with pytest.raises(PermissionDenied):
                decide(review, user, state, "Mots", reason)
        assert Review.objects.get().is_waiting

    def test_a_superuser_decides_anywhere(self) -> None:
        assert decide(make_review(), make_superuser(), APPROVED).state == APPROVED

    @pytest.mark.parametrize("first", [APPROVED, CHANGES, REFUSED])
    def test_the_second_is_told_who_was_first(self, first: ReviewState) -> None:
        review, fast, slow = make_review(), make_moderator(mende()), make_moderator(mende())
        decide(review, fast, first, "Mots", "other" if first == REFUSED else "")
        with pytest.raises(AlreadyDecided) as caught:
            decide(review, slow, APPROVED)
        assert (caught.value.review.decided_by, caught.value.review.state) == (fast, first)

    def test_the_signal_comes_in_the_transaction(self) -> None:
        def fail(**kwargs: Any) -> None:
            raise RuntimeError

        review, moderator = make_review(), make_moderator(mende())
        decided.connect(fail)
        try:
            with pytest.raises(RuntimeError):
                decide(review, moderator, APPROVED)
        finally:
            decided.disconnect(fail)
        assert Review.objects.get().is_waiting
        assert not fresh(review.listing).live

    def test_the_author_whose_account_is_gone_gets_no_mail(self) -> None:
        review = make_review()
        review.submitted_by.delete()
        decide(Review.objects.get(), make_moderator(mende()), APPROVED)
        assert fresh(review.listing).live
        assert not OutgoingMail.objects.filter(template="review_decided").exists()


@pytest.fixture
def shared_database(tmp_path: Path) -> Any:
    """What makes a thread's connection lead to a database that several can write to."""
    if connection.vendor != "sqlite":
        return lambda: None
    file = tmp_path / "partage.sqlite3"
    connection.ensure_connection()
    with closing(sqlite3.connect(file)) as copy:
        connection.connection.backup(copy)

    def lead() -> None:
        connection.settings_dict = {**connection.settings_dict, "NAME": str(file)}

    return lead


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_once(shared_database: Any, tmp_path: Path) -> None:
    """One decides, the other is told; the place is what the first made of it."""
    reviews = [make_review() for _ in range(4)]
    moderators = [make_moderator(mende()), make_moderator(mende())]
    if connection.vendor == "sqlite":  # the copy was made before there was anything to decide
        with closing(sqlite3.connect(tmp_path / "partage.sqlite3")) as copy:
            connection.connection.backup(copy)
    barrier, ends = threading.Barrier(2), []

    def work(user: Any, state: ReviewState) -> None:
        try:
            shared_database()
            for review in reviews:
                barrier.wait(timeout=20)
                try:
                    decide(review, user, state, "Mots", "other" if state == REFUSED else "")
                    ends.append((review.pk, state))
                except AlreadyDecided as error:
                    ends.append((review.pk, f"told {error.review.state}"))
            barrier.wait(timeout=20)
            ends.append(("live", tuple(Place.objects.order_by("pk").values_list("live", flat=True))))
        except Exception as error:
            barrier.abort()
            ends.append(("error", repr(error)))
        finally:
            connection.inc_thread_sharing()
            connection.close()

    threads = [threading.Thread(target=work, args=pair) for pair in zip(moderators, (APPROVED, REFUSED), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    for review in reviews:
        outcome = {end for pk, end in ends if pk == review.pk}
        assert outcome in ({APPROVED, "told approved"}, {REFUSED, "told refused"}), ends
    approved = tuple((review.pk, APPROVED) in ends for review in reviews)
    assert [end for name, end in ends if name == "live"] == [approved, approved]
