"""Which territories someone moderates, and whose team they manage."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from listings.models import Moderator
from listings.moderators import managed_by, territories_of
from tests.factories.listings import make_moderator, make_superuser, make_user, millau, territory_of
from tests.factories.places import mende

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _two_territories() -> None:
    territory_of(mende())
    territory_of(millau())


def names(user: User | AnonymousUser) -> set[str]:
    return {territory.name for territory in territories_of(user)}


def managed(user: User | AnonymousUser) -> set[str]:
    return {territory.name for territory in managed_by(user)}


def test_one_moderates_one_s_own_and_a_superuser_all() -> None:
    assert names(make_moderator(mende())) == {"Lozère"}
    assert names(make_superuser()) == {"Lozère", "Aveyron"}
    assert names(make_user()) == names(AnonymousUser()) == set()


def test_one_manages_the_teams_one_was_put_in_charge_of() -> None:
    user, colleague = make_moderator(mende(), millau()), make_moderator(mende())
    Moderator.objects.update(is_manager=False)
    assert managed(user) == set()
    Moderator.objects.filter(user=user, territory=territory_of(mende())).update(is_manager=True)
    assert managed(user) == {"Lozère"}
    assert managed(colleague) == set()
    assert managed(make_superuser()) == {"Lozère", "Aveyron"}


def test_nothing_of_it_once_suspended() -> None:
    for user in (make_moderator(mende()), make_superuser()):
        Moderator.objects.filter(user=user).update(is_manager=True)
        user.is_active = False
        assert names(user) == managed(user) == set()


def test_a_moderator_is_listed_by_account_and_territory() -> None:
    user = make_moderator(mende())
    assert str(Moderator.objects.get(user=user)) == f"{user}, Lozère"
