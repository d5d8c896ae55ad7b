"""The list of erasures: what it remembers, what it survives, and what ends with an account."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.db.models import QuerySet
from django.test import Client

from accounts import erasing
from accounts.models import Erasure, User
from tests.accounts.conftest import make_user, sign_in

pytestmark = pytest.mark.django_db

THEN = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
BIT = timedelta(seconds=1)
PINNED = "6bb93d942ee93d82ba5425babb8c7704fcfc80a387bd9902d949e4d810138c5e"
"""HMAC-SHA256 of « 7:2026-11-23T08:00:00+00:00 » under the SHA-256 of the salt and the key below: computed apart."""


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.HAMEAU_HOME = tmp_path


def test_erasures_of_last_year_are_still_known_after_an_update(settings: Any) -> None:
    """Another salt, method or file, and a restored backup would bring everyone back."""
    settings.SECRET_KEY = "une clé qui ne change pas"
    assert erasing.digest_of(User(pk=7, date_joined=THEN)) == PINNED
    assert erasing.list_file().name == "erasures.jsonl"


def test_every_session_ends_and_the_neighbours_go_on(member: User) -> None:
    mine, theirs = Client(), Client()
    make_user("voisine@exemple.fr")
    sign_in(mine)
    sign_in(theirs, "voisine@exemple.fr")
    erasure = erasing.erase(member)
    assert erasure == Erasure.objects.get()
    assert not mine.session.exists(mine.cookies["sessionid"].value)
    assert theirs.get("/compte/").status_code == 200
    assert UserSession.objects.count() == 1


def test_sessions_that_end_are_counted(signed_in: Client, member: User) -> None:
    assert erasing.end_sessions(member) == 1
    assert erasing.end_sessions(member) == 0


def test_the_last_erasure_of_an_account_counts_wherever_it_is_known() -> None:
    for digest, in_file, in_database in (("a" * 64, THEN, THEN + BIT), ("b" * 64, THEN + BIT, THEN)):
        erasing._append([Erasure(user_digest=digest, erased_at=in_file)])
        Erasure.objects.create(user_digest=digest, erased_at=in_database)
    assert erasing.listed() == {"a" * 64: THEN + BIT, "b" * 64: THEN + BIT}


def test_the_file_is_read_past_what_is_damaged() -> None:
    good = b'{"user": "abc", "erased_at": "2026-11-23T08:00:00"}'
    lines = [b'{"user": "d', b"null", b'{"user": "d"}', b'{"user": "d", "erased_at": "hier"}', b"\xff\xfe", good]
    erasing.list_file().write_bytes(b"\n".join(lines))
    assert erasing.listed() == {"abc": THEN}


def test_file_and_database_come_to_know_the_same() -> None:
    erasing._append([Erasure(user_digest="a" * 64, erased_at=THEN)])
    Erasure.objects.bulk_create([Erasure(user_digest=each * 64, erased_at=THEN) for each in "bc"])
    known = {each * 64: THEN for each in "abc"}
    assert erasing.replay() == 0
    assert dict(Erasure.objects.values_list("user_digest", "erased_at")) == known
    Erasure.objects.all().delete()
    assert erasing.listed() == known


def test_nothing_is_due_again_where_nothing_was_erased(member: User) -> None:
    assert erasing.due_again() == []


def test_who_was_erased_under_a_key_of_before_is_known(member: User, settings: Any) -> None:
    make_user("voisine@exemple.fr")
    Erasure.objects.create(user_digest=erasing.digest_of(member), erased_at=THEN)
    assert erasing.due_again() == [member]
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "une autre clé", [settings.SECRET_KEY]
    assert erasing.due_again() == [member]
    settings.SECRET_KEY_FALLBACKS = []
    assert erasing.due_again() == []


def test_what_others_write_of_them_meanwhile_is_not_held_up(member: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """A log entry or a mail about them only needs the key of the row to stay, which a full lock would forbid."""
    asked: list[dict[str, Any]] = []
    real = QuerySet.select_for_update

    def select_for_update(self: Any, **named: Any) -> Any:
        asked.append(named)
        return real(self, **named)

    monkeypatch.setattr(QuerySet, "select_for_update", select_for_update)
    erasing.erase(member)
    assert {"no_key": True} in asked


def test_who_can_t_be_erased_again_is_told_each_with_its_error(member: User, monkeypatch: pytest.MonkeyPatch) -> None:
    back = [member, make_user("voisine@exemple.fr")]
    for user in back:
        Erasure.objects.create(user_digest=erasing.digest_of(user), erased_at=THEN)

    def fail(user: User) -> None:
        raise RuntimeError("no disk")

    monkeypatch.setattr(erasing, "erase", fail)
    first, second = (f"account {user.pk} (RuntimeError: no disk)" for user in back)
    with pytest.raises(erasing.NotErased, match=f"^{re.escape(f'Not erased again: {first}; {second}.')}$"):
        erasing.replay()
