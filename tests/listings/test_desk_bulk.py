"""Acts on several rows at once: each as alone, and what could not be done is said by name."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from accounts.models import User
from geography.models import Territory
from listings.desk.bulk import MOST, MOST_READ
from listings.models import Archive, Listing, Review
from listings.reviewing import decide, withdraw
from listings.reviews import ReviewState
from places.models import Place
from tests.factories.directory_businesses import make_business
from tests.factories.listings import desk_of, make_moderator, make_superuser, make_user, millau
from tests.factories.places import make_place, mende
from tests.factories.reviews import edit_place, make_held_place, make_review
from tests.factories.workers import make_worker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lozere")]

REVIEWS, READ = "/admin/relectures/", "/admin/relectures/plusieurs/"
LISTS = {"lieu": "/admin/lieux/", "teletravailleur": "/admin/teletravailleurs/", "entreprise": "/admin/entreprises/"}


@pytest.fixture
def lozere(lozere_for_all: int, db: None) -> Territory:
    return Territory.objects.get(pk=lozere_for_all)


@pytest.fixture
def moderator() -> User:
    return make_moderator(mende())


@pytest.fixture
def desk(moderator: User, monkeypatch: pytest.MonkeyPatch) -> Client:
    return desk_of(moderator, monkeypatch)


@pytest.fixture
def stranger(monkeypatch: pytest.MonkeyPatch) -> Client:
    """A moderator of another territory."""
    return desk_of(make_moderator(millau()), monkeypatch)


def told(answer: Any) -> list[str]:
    return [str(message).strip() for message in get_messages(answer.wsgi_request)]


def published(kind: str) -> Listing:
    if kind == "lieu":
        return make_place(owner=make_user())
    return make_worker() if kind == "teletravailleur" else make_business()


def fresh(row: Any) -> Any:
    return type(row)._default_manager.get(pk=row.pk)


@pytest.mark.parametrize("kind", LISTS)
class TestListings:
    def test_the_list_offers_a_box_a_row_and_three_acts(self, desk: Client, kind: str) -> None:
        row = published(kind)
        page = desk.get(LISTS[kind]).content.decode()
        assert f'value="{row.pk}"' in page
        assert f'action="{READ}{kind}/"' in page
        assert all(f'value="{act}"' in page for act in ("verifier", "retirer", "archiver"))

    def test_reading_changes_nothing_and_shows_what_was_ticked(self, desk: Client, kind: str) -> None:
        rows = [published(kind), published(kind)]
        answer = desk.get(f"{READ}{kind}/", {"acte": "retirer", "id": [row.pk for row in rows]})
        assert all(str(row) in answer.content.decode() for row in rows)
        assert all(fresh(row).live for row in rows)

    def test_several_are_checked(self, desk: Client, kind: str) -> None:
        rows = [published(kind), published(kind)]
        type(rows[0])._default_manager.update(checked_on=None)
        answer = desk.post(f"{READ}{kind}/", {"acte": "verifier", "id": [row.pk for row in rows]})
        assert answer["Location"] == LISTS[kind]
        assert all(fresh(row).checked_on for row in rows)
        assert told(answer) == ["C’est fait pour 2 fiches."]

    def test_several_are_taken_off_and_who_was_not_there_is_named(self, desk: Client, kind: str) -> None:
        rows = [published(kind), published(kind)]
        desk.post(f"{READ}{kind}/", {"acte": "retirer", "id": rows[0].pk})
        answer = desk.post(f"{READ}{kind}/", {"acte": "retirer", "id": [row.pk for row in rows]})
        assert not any(fresh(row).live for row in rows)
        assert str(rows[0]) in told(answer)[-1]

    def test_several_are_archived_with_a_reason(self, desk: Client, kind: str) -> None:
        rows = [published(kind), published(kind)]
        keys = [row.pk for row in rows]
        assert 'name="reason"' in desk.get(f"{READ}{kind}/", {"acte": "archiver", "id": keys}).content.decode()
        desk.post(f"{READ}{kind}/", {"acte": "archiver", "id": keys})
        assert not Archive.objects.exists(), "not without a reason"
        desk.post(f"{READ}{kind}/", {"acte": "archiver", "id": keys, "reason": "closed"})
        assert Archive.objects.count() == 2

    def test_another_territory_s_are_neither_shown_nor_touched(self, stranger: Client, kind: str) -> None:
        row = published(kind)
        asked = {"acte": "retirer", "id": row.pk}
        assert str(row) not in stranger.get(f"{READ}{kind}/", asked).content.decode()
        answer = stranger.post(f"{READ}{kind}/", asked)
        assert fresh(row).live
        assert told(answer) == ["Une ligne cochée n’est plus dans vos listes."]


class TestRefusals:
    def test_those_moved_or_erased_since_are_counted(self, desk: Client) -> None:
        erased, moved, other = make_place(), make_place(), make_place()
        keys = [erased.pk, moved.pk, other.pk]
        erased.delete()
        Place.objects.filter(pk=moved.pk).update(commune=millau())
        answer = desk.post(f"{READ}lieu/", {"acte": "retirer", "id": keys})
        assert told(answer) == [
            "C’est fait pour une fiche.",
            "2 lignes cochées ne sont plus dans vos listes.",
        ]
        assert (fresh(moved).live, fresh(other).live) == (True, False)

    def test_one_that_waits_keeps_no_other_back(self, desk: Client) -> None:
        waiting, other = make_review(make_held_place(live=True)).listing, make_place()
        keys = [waiting.pk, other.pk]
        answer = desk.post(f"{READ}lieu/", {"acte": "archiver", "id": keys, "reason": "closed"})
        assert (fresh(waiting).live, fresh(other).live) == (True, False)
        assert str(waiting) in told(answer)[-1]

    @pytest.mark.parametrize(
        "asked",
        [
            {},
            {"acte": "verifier"},
            {"acte": "effacer", "id": "1"},
            {"acte": "verifier", "id": "x"},
            {"acte": "verifier", "id": "-1"},
            {"acte": "verifier", "id": "9" * 30},
            {"acte": "verifier", "id": [str(number) for number in range(MOST + 1)]},
        ],
    )
    def test_what_makes_no_sense_is_a_message(self, desk: Client, asked: dict[str, Any]) -> None:
        for answer in (desk.get(f"{READ}lieu/", asked), desk.post(f"{READ}lieu/", asked)):
            assert answer["Location"] == LISTS["lieu"]
            assert told(answer)

    def test_only_moderators_and_only_known_kinds(self, desk: Client) -> None:
        assert desk.get(f"{READ}licorne/").status_code == 404
        member = Client()
        member.force_login(make_user())
        for address in (READ, f"{READ}lieu/"):
            assert member.get(address).status_code == 302
            assert member.post(address, {"id": "1"}).status_code == 302


class TestReviews:
    def test_only_what_waits_has_a_box(self, desk: Client, moderator: User) -> None:
        waits, over = make_review(), make_review()
        decide(over, moderator, ReviewState.APPROVED)
        page = desk.get(REVIEWS).content.decode()
        assert f'value="{waits.pk}"' in page
        assert f'value="{over.pk}"' not in page

    def test_what_each_changes_is_shown_before_anything_goes_live(self, desk: Client) -> None:
        reviews = [make_review(make_held_place(live=True), summary=f"Résumé {word}") for word in ("un", "deux")]
        page = desk.get(READ, {"id": [review.pk for review in reviews]}).content.decode()
        assert "un" in page
        assert all(str(review.listing) in page for review in reviews)
        assert all(Review.objects.get(pk=review.pk).is_waiting for review in reviews)

    def test_exactly_what_was_read_goes_live(self, desk: Client) -> None:
        reviews = [make_review(make_held_place(live=True), summary=f"Résumé {word}") for word in ("un", "deux")]
        answer = desk.post(READ, {"id": [review.pk for review in reviews]})
        assert answer["Location"] == REVIEWS
        for review in reviews:
            assert Review.objects.get(pk=review.pk).state == ReviewState.APPROVED
            assert fresh(review.listing).live_revision_id == review.revision_id

    def test_those_decided_sent_anew_or_impossible_are_said_and_keep_no_other_back(
        self, desk: Client, moderator: User
    ) -> None:
        place = make_held_place(live=True)
        old, decided, good = make_review(place, summary="lue"), make_review(), make_review()
        withdraw(old, place.owner)
        new = make_review(edit_place(fresh(place), summary="écrite après"))
        decide(decided, make_superuser(), ReviewState.CHANGES, "Une photo, s’il vous plaît.")
        answer = desk.post(READ, {"id": [old.pk, decided.pk, good.pk]})
        assert Review.objects.get(pk=good.pk).state == ReviewState.APPROVED
        assert Review.objects.get(pk=new.pk).is_waiting, "what was written since was read by nobody"
        assert fresh(place).summary not in ("lue", "écrite après")
        assert Review.objects.get(pk=decided.pk).state == ReviewState.CHANGES
        assert len(told(answer)) == 3
        assert [name for name in told(answer)[1:] if str(old.title) in name or str(decided.title) in name]

    def test_one_that_is_no_longer_clean_still_waits(self, desk: Client) -> None:
        broken, good = make_review(), make_review()
        content = {**broken.revision.content, "name": ""}
        type(broken.revision).objects.filter(pk=broken.revision.pk).update(content=content)
        answer = desk.post(READ, {"id": [broken.pk, good.pk]})
        assert Review.objects.get(pk=broken.pk).is_waiting
        assert fresh(good.listing).live
        assert len(told(answer)) == 2

    def test_another_territory_s_are_neither_shown_nor_published(self, stranger: Client) -> None:
        review = make_review()
        assert review.title not in stranger.get(READ, {"id": review.pk}).content.decode()
        answer = stranger.post(READ, {"id": review.pk})
        assert told(answer) == ["Une ligne cochée n’est plus dans vos listes."]
        assert Review.objects.get(pk=review.pk).is_waiting
        assert not Place.objects.filter(live=True).exists()

    def test_few_enough_to_be_read(self, desk: Client) -> None:
        answer = desk.get(READ, {"id": [str(number) for number in range(1, MOST_READ + 2)]})
        assert answer["Location"] == REVIEWS
        assert str(MOST_READ) in told(answer)[0]
