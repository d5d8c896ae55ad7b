"""Two people about one offer at the same instant, on the database where they really run at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from accounts.erasing import erase
from listings.actions import close_report
from listings.answering import accept_offer, decline_offer
from listings.models import Offer
from listings.offering import AlreadyEnded, propose, withdraw_offer
from listings.reports import ReportState
from listings.reviewing import decide, withdraw
from listings.reviews import ReviewState
from listings.teaming import claim, decide_claim
from places.models import Place
from tests.factories.listings import make_moderator, make_report, make_superuser, make_user, millau
from tests.factories.offers import make_offer
from tests.factories.places import make_place, mende
from tests.factories.reviews import make_held_place, make_review
from tests.factories.workers import make_worker

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """What each gave, or raised, all begun at the same instant."""
    barrier = Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> Any:
        try:
            barrier.wait(timeout=20)
            return deed()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def test_of_three_answers_one_counts_and_the_others_are_told() -> None:
    offer, first, second, here = make_offer(), *(make_moderator(millau()) for _ in "ab"), make_superuser()
    ends = at_once(
        lambda: accept_offer(offer, first),
        lambda: decline_offer(offer, second, "Non."),
        lambda: withdraw_offer(offer, here),
    )
    told = [end for end in ends if isinstance(end, AlreadyEnded)]
    (won,) = [end for end in ends if isinstance(end, Offer)]
    assert [error.offer.state for error in told] == [won.state] * 2
    assert (Place.objects.get().commune == millau()) == (won.state == "accepted")


def test_with_a_decision_on_what_waits_nobody_waits_for_ever() -> None:
    for _ in range(3):
        review = make_review(make_held_place(live=True), summary="Nouveau")
        offer, there, moderator = make_offer(review.listing), make_moderator(millau()), make_moderator(mende())
        ends = at_once(
            lambda offer=offer, there=there: accept_offer(offer, there),  # type: ignore[misc]
            lambda review=review, user=moderator: decide(review, user, ReviewState.CHANGES, "Mots"),  # type: ignore[misc]
        )
        assert isinstance(ends[0], Offer), ends
        assert type(ends[1]).__name__ in {"Review", "PermissionDenied"}, (ends, "Decided here, or gone with it.")


def test_with_the_answer_to_what_else_waits_it_is_given_or_refused_and_never_gone() -> None:
    for _ in range(3):
        place, moderator, there = make_place(), make_moderator(mende()), make_moderator(millau())
        offer, claimed, report = make_offer(place), claim(place, make_user(), "x"), make_report(place)
        ends = at_once(
            lambda offer=offer, there=there: accept_offer(offer, there),  # type: ignore[misc]
            lambda claimed=claimed, user=moderator: decide_claim(claimed, user, accepted=False, comment="Non"),  # type: ignore[misc]
            lambda report=report, user=moderator: close_report(report, user, ReportState.HANDLED),  # type: ignore[misc]
        )
        assert not isinstance(ends[0], Exception), ends
        assert {type(end).__name__ for end in ends[1:]} <= {"Claim", "ChangeReport", "PermissionDenied"}, ends


def test_with_the_author_who_takes_it_back_it_is_taken_as_sent_or_not_at_all() -> None:
    for _ in range(3):
        review = make_review()
        offer, there = make_offer(review.listing), make_moderator(millau())
        ends = at_once(
            lambda offer=offer, there=there: accept_offer(offer, there),  # type: ignore[misc]
            lambda review=review: withdraw(review, review.submitted_by),  # type: ignore[misc]
        )
        assert not isinstance(ends[1], Exception), ends
        moved = Place.objects.get(pk=review.object_id).commune == millau()
        assert type(ends[0]).__name__ == ("Offer" if moved else "AlreadyEnded"), ends


def test_with_the_author_who_takes_it_back_nothing_is_proposed_that_was_not_sent() -> None:
    make_moderator(millau())
    for _ in range(3):
        review, moderator = make_review(), make_moderator(mende())
        at_once(
            lambda review=review, user=moderator: propose(review.listing, user, millau(), "x"),  # type: ignore[misc]
            lambda review=review: withdraw(review, review.submitted_by),  # type: ignore[misc]
        )
        assert not Offer.objects.of(review.listing).waiting().exists()


def test_with_the_erasure_of_its_holder_nothing_is_left(settings: Any, tmp_path: Path) -> None:
    settings.HAMEAU_HOME = tmp_path
    there = make_moderator(millau())
    for make in (make_worker, lambda: make_held_place(live=True)):
        listing = make()
        offer = make_offer(listing)
        ends = at_once(lambda offer=offer: accept_offer(offer, there), lambda row=listing: erase(row.owner))  # type: ignore[misc]
        assert type(ends[0]).__name__ in {"Offer", "DoesNotExist"}, ends
        assert not isinstance(ends[1], Exception), ends
        assert not Offer.objects.exists()
