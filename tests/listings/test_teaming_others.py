"""What teams, invitations and claims leave of others; their bounds to the second; what the log and the mails say."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import User
from listings.models import Claim, Invitation, TeamMember
from listings.teaming import (
    MOST_A_DAY,
    MOST_CLAIMS,
    MOST_INVITATIONS,
    accept_invitation,
    claim,
    decide_claim,
    hand_over,
    heir_of,
    invite,
    may_manage_team,
    remove_member,
)
from listings.teams import ClaimState, Role
from mail.models import OutgoingMail
from places.models import Place
from tests.factories.listings import make_moderator, make_user, territory_of
from tests.factories.places import make_place, mende
from tests.factories.reviews import make_held_place

pytestmark = pytest.mark.django_db


def join(place: Place, role: Role = Role.EDITOR, **fields: Any) -> User:
    user = make_user(**fields)
    TeamMember.objects.create(listing=place, user=user, role=role)
    return user


def logged(place: Place, action: str) -> Any:
    return ModelLogEntry.objects.for_instance(place).get(action=action)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """An instant that lasts."""
    moment = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: moment)
    return moment


def test_a_manager_beside_them_makes_nobody_one() -> None:
    place = make_held_place()
    join(place, Role.OWNER)
    assert may_manage_team(join(place), place) is False
    assert may_manage_team(make_user(), place) is False


def test_an_invitation_that_expires_now_waits_no_more(now: datetime) -> None:
    place = make_held_place()
    for rank in range(MOST_INVITATIONS):
        invite(place, place.owner, f"x{rank}@exemple.fr")
    Invitation.objects.filter(email="x0@exemple.fr").update(expires_at=now)
    invite(place, place.owner, "onze@exemple.fr")


def test_what_left_a_day_ago_is_counted_no_more(now: datetime) -> None:
    place = make_held_place()
    for _rank in range(MOST_A_DAY):
        invite(place, place.owner, "voisin@exemple.fr")
    sent = OutgoingMail.objects.filter(to="voisin@exemple.fr")
    sent.update(created_at=now - timedelta(days=1) + timedelta(seconds=1))
    with pytest.raises(ValidationError):
        invite(place, place.owner, "autre@exemple.fr")
    sent.filter(pk=sent.earliest("pk").pk).update(created_at=now - timedelta(days=1))
    invite(place, place.owner, "autre@exemple.fr")


def test_a_link_has_256_bits_that_nobody_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def token(size: int) -> str:
        asked.append(size)
        return "un-secret"

    monkeypatch.setattr("listings.teaming.secrets.token_urlsafe", token)
    place = make_held_place()
    invite(place, place.owner, "x@exemple.fr")
    assert asked == [256 // 8]


def test_who_is_of_the_team_already_may_follow_another_link() -> None:
    place = make_held_place()
    manager = join(place, Role.OWNER)
    accept_invitation(invite(place, place.owner, manager.email), manager)
    assert [(row.user, row.role) for row in TeamMember.objects.all()] == [(manager, Role.OWNER)]


def test_the_log_says_who_left_and_to_whom_a_listing_was_given() -> None:
    place, moderator = make_held_place(), make_moderator(mende())
    member = TeamMember.objects.get(user=join(place))
    remove_member(member, place.owner)
    entry = logged(place, "hameau.team.left")
    assert (entry.user, entry.data) == (place.owner, {"member": str(member.user_id)})
    claimed = decide_claim(claim(free := make_place(), make_user(), "x"), moderator, accepted=True)
    entry = logged(free, "hameau.claimed")
    assert (entry.user, entry.data) == (moderator, {"owner": claimed.user_id})


class TestWhoComesNext:
    def test_the_managers_first_then_who_came_first(self) -> None:
        place, other = make_held_place(), make_held_place()
        first, _second, manager = join(place), join(place), join(place, Role.OWNER)
        hand_over(place)
        assert Place.objects.get(pk=place.pk).owner == manager
        assert Place.objects.get(pk=other.pk).owner == other.owner
        assert not TeamMember.objects.filter(user=manager).exists()
        hand_over(Place.objects.get(pk=place.pk))
        assert Place.objects.get(pk=place.pk).owner == first

    def test_neither_who_is_suspended_nor_who_leaves_nor_of_another_team(self) -> None:
        place = make_held_place()
        join(place, Role.OWNER, is_active=False)
        join(make_held_place())
        TeamMember.objects.create(listing=place, user=place.owner)
        assert heir_of(place) is None
        hand_over(place)
        assert Place.objects.get(pk=place.pk).owner == place.owner


class TestClaims:
    def test_only_those_that_wait_are_counted(self) -> None:
        user, now = make_user(), timezone.now()
        decided = {"commune": mende(), "message": "x", "state": ClaimState.REFUSED, "comment": "x", "decided_at": now}
        for _rank in range(MOST_CLAIMS):
            Claim.objects.create(listing=make_place(), user=user, **decided)
        assert claim(make_place(), user, "x").is_waiting

    def test_moderators_read_the_first_message_and_no_second(self) -> None:
        place, user, moderator = make_place(), make_user(), make_moderator(mende())
        claimed = claim(place, user, "C’est chez moi.")
        assert "C’est chez moi." in OutgoingMail.objects.get(key=f"claim-waiting-{claimed.pk}-{moderator.pk}").text
        claim(place, user, "Encore.")
        assert OutgoingMail.objects.filter(to=moderator.email).count() == 1

    @pytest.mark.parametrize("accepted", [True, False])
    def test_the_mail_says_yes_or_no_and_in_whose_name(self, *, accepted: bool) -> None:
        territory = territory_of(mende())
        claimed = claim(make_place(), make_user(), "x")
        decide_claim(claimed, make_moderator(mende()), accepted, "Écrivez-nous.")
        mail = OutgoingMail.objects.get(key=f"claim-decided-{claimed.pk}")
        assert ("vous est confiée" in mail.subject, "la fiche est à vous" in mail.text) == (accepted, accepted)
        assert ("n’a pas pu" in mail.text) == (not accepted)
        assert territory.agency_name in mail.text
