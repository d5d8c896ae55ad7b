"""Rows seen to one by one: one that fails keeps no other back."""

from __future__ import annotations

import pytest

from accounts.models import User
from accounts.one_by_one import NotAll, OneByOne
from tests.accounts.conftest import make_user

pytestmark = pytest.mark.django_db


def test_it_counts_what_was_done() -> None:
    rounds = OneByOne()
    assert rounds.each("row", [1, 2, 3], lambda pk: pk != 2) == 2
    rounds.finish()


def test_one_that_fails_leaves_nothing_half_done_and_is_told_at_the_end() -> None:
    users = [make_user(f"x{rank}@exemple.fr") for rank in range(3)]
    bad = users[1].pk

    def suspend(pk: int) -> bool:
        User.objects.filter(pk=pk).update(is_active=False)
        if pk == bad:
            raise ValueError("broken")
        return True

    rounds = OneByOne()
    assert rounds.each("account", [user.pk for user in users], suspend) == 2
    assert [user.is_active for user in User.objects.order_by("pk")] == [False, True, False]
    with pytest.raises(NotAll, match=rf"account {bad} \(ValueError: broken\)\.") as raised:
        rounds.finish()
    assert isinstance(raised.value.__cause__, ValueError)


def test_of_many_failures_the_first_are_named() -> None:
    def fail(pk: int) -> bool:
        raise ValueError("broken")

    def told(number: int) -> str:
        rounds = OneByOne()
        assert rounds.each("row", range(number), fail) == 0
        with pytest.raises(NotAll) as raised:
            rounds.finish()
        return str(raised.value)

    assert told(20).count("ValueError") == told(25).count("ValueError") == 20
    assert told(20).endswith("row 19 (ValueError: broken).")
    assert told(25).endswith("row 19 (ValueError: broken); and 5 more.")
