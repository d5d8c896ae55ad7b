"""What the team of one agency leaves of the others, who may not, and what the log keeps."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from wagtail.models import ModelLogEntry

from geography.models import Territory
from listings.actions import appoint_moderator
from listings.agency_teams import (
    MOST_INVITATIONS,
    LastManager,
    cancel_invitation,
    invite_agent,
    join_agency,
    let_manage,
    remove_agent,
)
from listings.models import DeskInvitation, Moderator
from tests.factories.listings import make_user, millau, territory_of
from tests.factories.places import mende

pytestmark = pytest.mark.django_db


def manager_of(territory: Territory) -> Moderator:
    """The first of a team manages it."""
    return appoint_moderator(make_user(), territory)


def logged(territory: Territory, action: str) -> Any:
    return ModelLogEntry.objects.for_instance(territory).get(action=action).data


@pytest.fixture
def here() -> Moderator:
    """Who manages the agency of Lozère."""
    return manager_of(territory_of(mende()))


@pytest.fixture
def there() -> Moderator:
    """Who manages the agency of Aveyron."""
    return manager_of(territory_of(millau()))


def test_who_works_for_another_agency_may_be_invited(here: Moderator, there: Moderator) -> None:
    assert invite_agent(here.territory, here.user, there.user.email).email == there.user.email


def test_what_waits_at_another_agency_is_not_counted(here: Moderator, there: Moderator) -> None:
    for rank in range(MOST_INVITATIONS):
        invite_agent(there.territory, there.user, f"agent{rank}@exemple.fr")
    invite_agent(here.territory, here.user, "agent@exemple.fr")


def test_a_link_has_256_bits_that_nobody_guesses(here: Moderator, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def token(size: int) -> str:
        asked.append(size)
        return "un-secret"

    monkeypatch.setattr("listings.agency_teams.secrets.token_urlsafe", token)
    invite_agent(here.territory, here.user, "agent@exemple.fr")
    assert asked == [256 // 8]


def test_a_link_that_was_replaced_opens_nothing(here: Moderator) -> None:
    user = make_user()
    first = invite_agent(here.territory, here.user, user.email)
    invite_agent(here.territory, here.user, user.email)
    with pytest.raises(DeskInvitation.DoesNotExist):
        join_agency(first, user)


def test_only_who_manages_a_team_cancels_its_invitations(here: Moderator, there: Moderator) -> None:
    invitation = invite_agent(here.territory, here.user, "agent@exemple.fr")
    member = appoint_moderator(make_user(), here.territory)
    for user in (there.user, member.user, make_user()):
        with pytest.raises(PermissionDenied):
            cancel_invitation(invitation, user)
    assert DeskInvitation.objects.exists()


def test_the_last_manager_of_one_agency_stays_whoever_manages_another(here: Moderator, there: Moderator) -> None:
    appoint_moderator(make_user(), here.territory)
    with pytest.raises(LastManager):
        remove_agent(here, here.user)


def test_who_was_removed_meanwhile_is_not_removed_twice(here: Moderator) -> None:
    member = appoint_moderator(make_user(), here.territory)
    remove_agent(member, here.user)
    with pytest.raises(Moderator.DoesNotExist):
        remove_agent(member, here.user)


def test_the_log_says_who_joined_manages_and_left(here: Moderator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("listings.agency_teams.is_meant_for", lambda *_told: True)
    user = make_user()
    member = join_agency(invite_agent(here.territory, here.user, user.email), user)
    let_manage(member, here.user)
    remove_agent(member, here.user)
    for verb in ("joined", "manages", "left"):
        assert logged(here.territory, f"hameau.desk.{verb}") == {"member": str(user.pk)}
