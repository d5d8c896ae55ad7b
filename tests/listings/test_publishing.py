"""Drafts and publication: one listing at a time, kept in the log, told to whoever derives something."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry
from wagtail.signals import published

from directory.models import RemoteWorker
from listings import publishing
from listings.checks import CheckRound, Step
from listings.models import Archive, DataVersion
from listings.publishing import (
    EditedMeanwhile,
    create_listing,
    edit_token,
    is_private_draft,
    mark_checked,
    publish,
    publish_beside_draft,
    save_draft,
    unpublish,
)
from listings.reviewing import decide, withdraw
from listings.reviews import ReviewState
from places.models import Place
from tests.factories.listings import make_moderator, make_user
from tests.factories.places import make_place, mende
from tests.factories.reviews import edit_place, make_held_place, make_review
from tests.factories.workers import make_worker

pytestmark = pytest.mark.django_db

SAME = 900_001
"""The number of listings of two kinds."""


def fresh(place: Any) -> Place:
    return Place.objects.get(pk=place.pk)


@pytest.fixture
def heard() -> Iterator[list[Any]]:
    """What the signal of publication told."""
    told: list[Any] = []

    def receive(instance: Any, **_named: Any) -> None:
        told.append(instance)

    published.connect(receive)
    yield told
    published.disconnect(receive)


def test_a_new_listing_is_a_draft_whatever_it_says_of_itself() -> None:
    user = make_user()
    revision = create_listing(
        Place(name="Le Pont", slug="le-pont", types=("fablab",), commune=mende(), live=True), user
    )
    place = Place.objects.get()
    assert (place.live, place.latest_revision, revision.user) == (False, revision, user)
    entry = ModelLogEntry.objects.for_instance(place).get()
    assert (entry.action, entry.user, entry.revision, entry.content_changed) == ("wagtail.create", user, revision, True)


def test_a_draft_is_logged_and_another_s_form_is_then_too_old() -> None:
    place, other = make_place(), make_place()
    token = edit_token(place)
    assert edit_token(other) != token
    revision = save_draft(fresh(place), make_moderator(mende()), token)
    assert fresh(place).latest_revision == revision
    assert ModelLogEntry.objects.for_instance(place).get().action == "wagtail.edit"
    with pytest.raises(EditedMeanwhile):
        save_draft(fresh(place), make_moderator(mende()), token)


def test_a_form_is_too_old_at_every_draft() -> None:
    place, moderator = make_place(), make_moderator(mende())
    tokens = [edit_token(fresh(place))]
    for _time in range(2):
        save_draft(fresh(place), moderator, tokens[-1])
        tokens.append(edit_token(fresh(place)))
    assert len({*tokens}) == 3


def test_a_form_is_too_old_once_the_facts_were_checked() -> None:
    place = make_place()
    token = edit_token(fresh(place))
    mark_checked(place, make_moderator(mende()))
    assert edit_token(fresh(place)) != token


def test_publishing_takes_one_listing_out_of_the_archive_and_checks_it_alone() -> None:
    place, worker = make_held_place(), make_worker(pk=SAME)
    other = make_held_place(owner=place.owner, pk=SAME)
    for listing in (place, worker, other):
        Archive.objects.create(listing=listing, reason="other")
    publish(place.save_revision(user=place.owner), make_moderator(mende()))
    assert fresh(place).checked_on == timezone.localdate()
    assert fresh(other).checked_on is None
    assert Archive.objects.count() == 2
    publish(other.save_revision(), make_moderator(mende()))
    assert [type(archive.listing) for archive in Archive.objects.all()] == [RemoteWorker]


def test_what_its_holder_publishes_answers_whether_it_is_still_true() -> None:
    place, moderator = make_held_place(live=True), make_moderator(mende())
    row = CheckRound.objects.create(listing=place, owner=place.owner)
    publish(fresh(place).save_revision(user=moderator), moderator)
    assert CheckRound.objects.open().exists()
    publish(fresh(place).save_revision(user=place.owner), moderator)
    row.refresh_from_db()
    assert not row.is_open


def test_what_an_agency_or_another_holder_writes_is_not_checked_by_its_holder() -> None:
    place, stranger = make_held_place(), make_held_place().owner
    for user in (stranger, make_moderator(mende()), None):
        publish(fresh(place).save_revision(user=user), make_moderator(mende()))
        assert fresh(place).checked_on is None


def test_who_took_a_listing_off_is_in_the_log() -> None:
    place, moderator = make_place(to_confirm=True), make_moderator(mende())
    unpublish(place, moderator)
    assert (fresh(place).live, fresh(place).to_confirm) == (False, False)
    entry = ModelLogEntry.objects.for_instance(place).get()
    assert (entry.action, entry.user) == ("wagtail.unpublish", moderator)
    Place.objects.filter(pk=place.pk).update(to_confirm=True)
    unpublish(place, moderator)
    assert not fresh(place).to_confirm
    assert ModelLogEntry.objects.for_instance(place).count() == 1, "Nothing happens to one that is not public."


def test_a_check_changes_what_lists_say_and_publishes_nothing(heard: list[Any]) -> None:
    place, draft, user = make_place(to_confirm=True), make_place(live=False), make_moderator(mende())
    before = DataVersion.objects.filter(name="places").values_list("number", flat=True).first()
    for listing in (place, draft):
        mark_checked(listing, user)
    assert (fresh(place).checked_on, fresh(place).to_confirm) == (timezone.localdate(), False)
    assert (fresh(draft).live, heard) == (False, [])
    entry = ModelLogEntry.objects.for_instance(place).get()
    assert (entry.action, entry.user) == ("hameau.checked", user)
    assert DataVersion.objects.filter(name="places").values_list("number", flat=True).first() != before


class TestComingBack:
    def lapsed(self, **fields: Any) -> Place:
        """A place that left the lists with its round, as its revision had been public."""
        place = make_held_place(name="Public", **fields)
        revision = place.save_revision(user=place.owner)
        Place.objects.filter(pk=place.pk).update(has_unpublished_changes=True)
        CheckRound.objects.create(listing=place, owner=place.owner, step=Step.LAPSED, revision=revision)
        return place

    def test_as_it_was_and_whatever_derives_from_it_is_told(self, heard: list[Any]) -> None:
        place = self.lapsed()
        mark_checked(place, place.owner)
        row = fresh(place)
        assert (row.live, row.live_revision, row.has_unpublished_changes) == (True, row.latest_revision, False)
        assert heard == [place]

    def test_not_past_what_the_agency_published_since(self, heard: list[Any]) -> None:
        place, moderator = self.lapsed(), make_moderator(mende())
        draft = fresh(place)
        draft.name = "Corrigé"
        publish(draft.save_revision(user=moderator), moderator)
        heard.clear()
        mark_checked(place, moderator)
        assert (fresh(place).name, fresh(place).live_revision) == ("Corrigé", fresh(place).latest_revision)
        assert heard == []

    def test_not_what_was_archived_nor_what_left_for_another_reason(self) -> None:
        archived, expired = self.lapsed(), self.lapsed()
        Archive.objects.create(listing=archived, reason="other")
        CheckRound.objects.filter(object_id=expired.pk).update(step=Step.REMINDED)
        for place in (archived, expired):
            mark_checked(place, place.owner)
            assert not fresh(place).live


class TestPrivateDraft:
    def test_what_its_holder_never_sent_or_took_back_is_theirs(self) -> None:
        place, moderator = edit_place(make_held_place(live=True), name="À moi"), make_moderator(mende())
        assert is_private_draft(place, moderator) is True
        assert is_private_draft(place, place.owner) is False
        review = make_review(place, name="Envoyé")
        assert is_private_draft(fresh(place), moderator) is False
        withdraw(review, place.owner)
        assert is_private_draft(fresh(place), moderator) is True
        edit_place(place, name="Encore")
        assert is_private_draft(fresh(place), moderator) is True

    def test_whatever_was_read_before_it(self) -> None:
        place, moderator = make_held_place(live=True), make_moderator(mende())
        decide(make_review(place, name="Lu"), moderator, ReviewState.CHANGES, "Plus court ?")
        assert is_private_draft(fresh(place), moderator) is False
        edit_place(place, name="Pas encore envoyé")
        assert is_private_draft(fresh(place), moderator) is True

    def test_nobody_s_draft_of_what_nobody_holds_is_no_secret(self) -> None:
        place = make_place()
        place.save_revision()
        assert is_private_draft(fresh(place), make_moderator(mende())) is False

    def test_it_stays_theirs_while_their_account_is_suspended(self) -> None:
        place = edit_place(make_held_place(live=True), name="À moi")
        type(place.owner).objects.update(is_active=False)
        assert is_private_draft(fresh(place), make_moderator(mende())) is True

    def test_what_is_public_or_an_agency_s_is_no_secret(self) -> None:
        moderator, place = make_moderator(mende()), make_held_place()
        assert is_private_draft(place, moderator) is False
        publish(place.save_revision(user=place.owner), moderator)
        assert is_private_draft(fresh(place), moderator) is False
        for author in (make_moderator(mende()), make_held_place().owner, None):
            fresh(place).save_revision(user=author)
            assert is_private_draft(fresh(place), moderator) is False

    def test_a_correction_beside_it_leaves_it_and_all_others(self, monkeypatch: pytest.MonkeyPatch) -> None:
        latest_when_published: list[Any] = []

        def tell(revision: Any, user: Any) -> None:
            latest_when_published.append(fresh(place).latest_revision)
            publish(revision, user)

        monkeypatch.setattr(publishing, "publish", tell)
        place = edit_place(make_held_place(live=True, name="Avant"), name="À moi")
        other = edit_place(make_held_place(live=True), name="À elle")
        draft, correction = place.latest_revision, Place.objects.get(pk=place.pk)
        correction.name = "Corrigé"
        publish_beside_draft(correction, make_moderator(mende()), edit_token(fresh(place)))
        assert latest_when_published == [draft], "Photographs that no version shows go then: it shows its own."
        row = fresh(place)
        assert (row.name, row.live_revision != draft, row.has_unpublished_changes) == ("Corrigé", True, True)
        assert row.latest_revision == draft
        assert fresh(other).latest_revision == other.latest_revision
