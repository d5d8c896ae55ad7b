"""Who may do what: the bounds of each rule."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from geography.models import Commune
from listings.permissions import is_moderator, may_moderate, may_move, may_send
from tests.factories.listings import make_moderator, make_superuser, make_user, millau, territory_of
from tests.factories.places import mende

pytestmark = pytest.mark.django_db


def blocked(user: User) -> User:
    """The same person, once their account was suspended."""
    user.is_active = False
    user.save()
    return user


class TestIsModerator:
    def test_who_moderates_a_territory_and_superusers(self) -> None:
        assert is_moderator(make_moderator(mende())) is True
        assert is_moderator(make_superuser()) is True

    def test_nobody_else(self) -> None:
        make_moderator(mende())
        assert is_moderator(make_user()) is False
        assert is_moderator(AnonymousUser()) is False

    def test_not_who_was_suspended(self) -> None:
        assert is_moderator(blocked(make_moderator(mende()))) is False
        assert is_moderator(blocked(make_superuser())) is False


class TestMayModerate:
    def test_only_the_communes_of_one_s_territories(self) -> None:
        user = make_moderator(mende())
        territory_of(millau())
        assert may_moderate(user, mende()) is True
        assert may_moderate(user, millau()) is False

    def test_a_superuser_also_what_no_territory_has(self) -> None:
        assert may_moderate(make_superuser(), mende()) is True

    def test_not_who_was_suspended(self) -> None:
        territory_of(mende())
        assert may_moderate(blocked(make_moderator(mende())), mende()) is False
        assert may_moderate(blocked(make_superuser()), mende()) is False
        assert may_moderate(AnonymousUser(), mende()) is False


class TestMayMove:
    def test_to_the_same_commune_is_moderating_it(self) -> None:
        assert may_move(make_moderator(mende()), mende(), mende()) is True
        assert may_move(make_moderator(millau()), mende(), mende()) is False

    def test_within_one_s_territory(self) -> None:
        user, other = make_moderator(mende()), make_user()
        territory_of(mende()).communes.add(millau())
        assert may_move(user, mende(), millau()) is True
        assert may_move(other, mende(), millau()) is False

    def test_neither_from_nor_to_another_territory(self) -> None:
        territory_of(mende()), territory_of(millau())
        for user in (make_moderator(mende()), make_moderator(millau()), make_moderator(mende(), millau())):
            assert may_move(user, mende(), millau()) is False
            assert may_move(user, millau(), mende()) is False

    def test_a_superuser_between_communes_of_no_territory_only(self) -> None:
        superuser = make_superuser()
        assert may_move(superuser, mende(), millau()) is True
        territory_of(millau())
        assert may_move(superuser, mende(), millau()) is False
        assert may_move(superuser, millau(), mende()) is False

    def test_between_communes_of_no_territory_nobody_else_and_whatever_territories_others_have(self) -> None:
        third = Commune.objects.create(
            code="48061", name="Florac", departement=mende().departement, latitude=44.32, longitude=3.59
        )
        territory_of(third)
        assert may_move(make_superuser(), mende(), millau()) is True
        assert may_move(make_user(), mende(), millau()) is False

    def test_not_a_suspended_superuser(self) -> None:
        assert may_move(blocked(make_superuser()), mende(), millau()) is False
        territory_of(mende()).communes.add(millau())
        assert may_move(blocked(make_moderator(mende())), mende(), millau()) is False


class TestMaySend:
    def test_who_moderates_both_ends(self) -> None:
        assert may_send(make_moderator(mende(), millau()), mende(), millau()) is True
        assert may_send(make_superuser(), mende(), millau()) is True

    def test_not_who_moderates_one_end(self) -> None:
        territory_of(mende()), territory_of(millau())
        for user in (make_moderator(mende()), make_moderator(millau()), make_user()):
            assert may_send(user, mende(), millau()) is False
