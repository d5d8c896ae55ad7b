"""Whoever decides, moves or purges a row locks it first, so that the second of two waits and is told.

SQLite has no row locks, its transactions take turns; what is asked of the database is looked at here, on both.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.db.models import QuerySet
from django.utils import timezone

from accounts import erasing
from listings import freshness
from listings.actions import appoint_moderator, close_report, file_report
from listings.agency_teams import invite_agent, join_agency, remove_agent
from listings.answering import accept_offer
from listings.archiving import archive, move
from listings.contact import retention
from listings.offering import forget_offers, propose
from listings.publishing import publish
from listings.reports import ReportKind, ReportState
from listings.reviewing import decide, submit, withdraw
from listings.reviews import ReviewState
from listings.teaming import accept_invitation, claim, decide_claim, invite
from tests.factories.contact import write_to
from tests.factories.listings import make_moderator, make_report, make_superuser, make_user, millau, territory_of
from tests.factories.offers import make_offer
from tests.factories.places import make_place, mende
from tests.factories.reviews import make_held_place, make_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, Any]]:
    """The models whose rows were locked, and of which tables: never of those that are only joined."""
    found: set[tuple[str, Any]] = set()
    real = QuerySet.select_for_update

    def select_for_update(self: Any, *args: Any, **named: Any) -> Any:
        if self.model._meta.app_label in {"accounts", "listings", "places"}:
            found.add((self.model.__name__, named.get("of", ())))
        return real(self, *args, **named)

    monkeypatch.setattr(QuerySet, "select_for_update", select_for_update)
    return found


def _expired() -> Callable[[], Any]:
    write_to()
    return lambda: retention.run(timezone.now() + timedelta(days=6))


def _stale() -> Callable[[], Any]:
    make_held_place(live=True, checked_on="2020-01-01")
    freshness.run(timezone.now())
    return lambda: freshness.run(timezone.now() + timedelta(days=15))


def _accepted() -> Callable[[], Any]:
    place = make_held_place()
    user = make_user()
    invitation = invite(place, place.owner, user.email)
    return lambda: accept_invitation(invitation, user)


def _decided() -> Callable[[], Any]:
    review, moderator = make_review(), make_moderator(mende())
    return lambda: decide(review, moderator, ReviewState.CHANGES, "Et le samedi")


def _taken_back() -> Callable[[], Any]:
    review = make_review()
    make_offer(review.listing)
    return lambda: withdraw(review, review.submitted_by)


def _submitted() -> Callable[[], Any]:
    place = make_held_place()
    return lambda: submit(place, place.owner)


def _claimed() -> Callable[[], Any]:
    claimed, moderator = claim(make_place(), make_user(), "x"), make_moderator(mende())
    return lambda: decide_claim(claimed, moderator, accepted=False, comment="Non")


def _published() -> Callable[[], Any]:
    revision = make_place().save_revision()
    return lambda: publish(revision, None)


def _reported() -> Callable[[], Any]:
    place = make_place()
    return lambda: file_report(place, ReportKind.CLOSED, uuid4())


def _joined() -> Callable[[], Any]:
    manager, user = appoint_moderator(make_user(), territory_of(mende())), make_user()
    invitation = invite_agent(manager.territory, manager.user, user.email)
    EmailAddress.objects.create(user=user, email=user.email, verified=True)
    return lambda: join_agency(invitation, user)


def _dismissed() -> Callable[[], Any]:
    manager, other = (appoint_moderator(make_user(), territory_of(mende())) for _rank in range(2))
    return lambda: remove_agent(other, manager.user)


def _forgotten() -> Callable[[], Any]:
    offer = make_offer()
    return lambda: forget_offers(offer.listing)


def _closed() -> Callable[[], Any]:
    report, user = make_report(), make_superuser()
    return lambda: close_report(report, user, ReportState.HANDLED)


def _archived() -> Callable[[], Any]:
    place, user = make_place(live=False), make_superuser()
    return lambda: archive(place, user, "other")


def _moved() -> Callable[[], Any]:
    place, user = make_place(), make_superuser()
    return lambda: move(place, user, millau())


def _proposed() -> Callable[[], Any]:
    place, user, _there = make_place(), make_moderator(mende()), make_moderator(millau())
    return lambda: propose(place, user, millau(), "x")


def _taken() -> Callable[[], Any]:
    offer, user = make_offer(), make_superuser()
    return lambda: accept_offer(offer, user)


@pytest.mark.parametrize(
    ("prepare", "rows"),
    [
        (_submitted, {"Place"}),
        (_decided, {"Review", "Place"}),
        (_taken_back, {"Review", "Place", "Offer"}),
        (_published, {"Place"}),
        (_archived, {"Place", "Offer"}),
        (_moved, {"Review", "Claim", "Place", "Offer"}),
        (_proposed, {"Place"}),
        (_taken, {"Review", "Claim", "Place", "Offer"}),
        (_forgotten, {"Review", "Claim", "Place"}),
        (_accepted, {"Invitation"}),
        (_claimed, {"Claim"}),
        (_closed, {"ChangeReport"}),
        (_reported, {"Place"}),
        (_joined, {"DeskInvitation"}),
        (_dismissed, {"Moderator"}),
        (_stale, {"CheckRound", "Place"}),
        (_expired, {"Conversation"}),
    ],
)
def test_what_is_changed_is_locked(
    locked: set[tuple[str, Any]], prepare: Callable[[], Callable[[], Any]], rows: set[str]
) -> None:
    act = prepare()
    locked.clear()
    act()
    assert locked == {(name, ("self",)) for name in rows}


def test_an_account_is_locked_before_it_is_erased(locked: set[tuple[str, Any]], settings: Any, tmp_path: Any) -> None:
    settings.HAMEAU_HOME = tmp_path
    erasing.erase(make_user())
    assert ("User", ()) in locked
