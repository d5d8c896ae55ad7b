"""Whose conversations are counted on every page of a member, and what it costs."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from listings.contact.inbox import unread_count
from listings.contact.models import Conversation, State
from tests.factories.contact import join, make_held_place, write_to
from tests.factories.listings import make_user
from tests.query_snapshots import reviewed_queries

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [0, 2, 12])
def test_the_same_queries_whatever_the_number_of_teams(number: int) -> None:
    user = make_user()
    for _rank in range(number):
        join(write_to(), user=user)
    write_to(make_held_place(owner=user))
    with reviewed_queries(f"contact-unread{'-without-team' if not number else ''}"):
        assert unread_count(user) == number + 1


@pytest.mark.parametrize("is_of_team", [True, False])
def test_indexes_find_them(is_of_team: bool) -> None:
    """Not each conversation of the site, to see whether it is theirs."""
    user = make_user()
    for conversation in (write_to(), write_to()):
        if is_of_team:
            join(conversation, user=user)
    _write_many_like(conversation)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE listings_conversation; SET LOCAL enable_seqscan = off")
        told = Conversation.objects.of_person(user).explain()
    assert "SCAN listings_conversation" not in told
    assert "conversation_due" not in told, "all that left"
    assert ("conversation_listing" in told) is is_of_team, told


def _write_many_like(conversation: Conversation) -> None:
    """Enough conversations of others for an index to pay."""
    like = {name: getattr(conversation, name) for name in ("content_type", "sender", "recipient", "commune")}
    now = timezone.now()
    Conversation.objects.bulk_create(
        Conversation(**like, object_id=10**6 + rank, submission=uuid4(), state=State.OPEN, sent_at=now)
        for rank in range(2000)
    )
