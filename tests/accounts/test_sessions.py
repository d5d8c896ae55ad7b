"""Open sessions, and ending them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.models import User
from tests.accounts.conftest import make_user, sign_in

pytestmark = pytest.mark.django_db

SESSIONS = "/compte/sessions/"


@pytest.fixture
def other(signed_in: Client) -> Client:
    """A second browser of the same member."""
    client = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Firefox/140.0"})
    sign_in(client)
    return client


def test_sessions_are_listed(signed_in: Client, other: Client) -> None:
    page = signed_in.get(SESSIONS).content.decode()
    assert "Firefox, Windows" in page
    assert page.count("Cette session") == 1
    assert "Fermer les autres sessions" in page


def test_the_others_end_and_this_one_stays(signed_in: Client, other: Client) -> None:
    signed_in.post(SESSIONS, {"scope": "others"})
    assert signed_in.get(SESSIONS).status_code == 200
    assert other.get(SESSIONS).status_code == 302


def test_sign_out_everywhere(signed_in: Client, other: Client) -> None:
    stranger = Client()
    make_user("voisine@exemple.fr")
    sign_in(stranger, "voisine@exemple.fr")
    assert signed_in.post(SESSIONS, {"scope": "all"})["Location"] == "/compte/connexion/"
    assert signed_in.get(SESSIONS).status_code == 302
    assert other.get(SESSIONS).status_code == 302
    assert stranger.get(SESSIONS).status_code == 200
    assert not [row for row in Session.objects.all() if row.get_decoded().get("_auth_user_id") == str(_member().pk)]


@pytest.mark.parametrize("scope", ["", "none", "all\x00"])
def test_rubbish_ends_nothing(signed_in: Client, other: Client, scope: str) -> None:
    assert signed_in.post(SESSIONS, {"scope": scope}).status_code == 200
    assert other.get(SESSIONS).status_code == 200


def test_the_day_someone_was_here_is_kept_once_a_day(signed_in: Client, member: User) -> None:
    signed_in.get("/compte/")
    member.refresh_from_db()
    first = member.last_seen_at
    assert first is not None
    signed_in.get("/compte/")
    member.refresh_from_db()
    assert member.last_seen_at == first
    User.objects.update(last_seen_at=timezone.now() - timedelta(days=2))
    signed_in.get("/compte/")
    member.refresh_from_db()
    assert member.last_seen_at is not None
    assert member.last_seen_at >= first


def _member() -> User:
    return User.objects.get(email="camille@exemple.fr")
