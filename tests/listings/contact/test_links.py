"""Secret links: whom they let in, and until when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from listings.contact.links import LIFETIME, LinkEnded, find_link, make_link, revoke_links
from listings.contact.models import ContactLink, Conversation, Side
from tests.factories.contact import write_to
from tests.factories.listings import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def conversation() -> Conversation:
    found = write_to()
    ContactLink.objects.all().delete()
    return found


def token_of(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]


def test_a_link_opens_one_side_of_one_conversation(conversation: Conversation, settings: Any) -> None:
    address = make_link(conversation, Side.RECIPIENT)
    assert address.startswith(f"{settings.SITE_URL}/contact/fil/")
    found = find_link(token_of(address))
    assert found is not None
    assert (found.conversation, found.side) == (conversation, Side.RECIPIENT)


def test_who_has_to_do_with_it_is_read_with_it(
    conversation: Conversation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    people = {name: make_user() for name in ("sender", "recipient", "answered_by", "shared_by")}
    Conversation.objects.filter(pk=conversation.pk).update(**people)
    token = token_of(make_link(conversation, Side.SENDER))
    with django_assert_num_queries(1):
        found = find_link(token)
        assert found is not None
        assert {name: getattr(found.conversation, name) for name in people} == people


def test_its_address_is_in_the_language_of_the_mail(conversation: Conversation) -> None:
    with override("en"):
        assert "/en/contact/" in make_link(conversation, Side.SENDER)


def test_the_token_is_long_and_not_kept(conversation: Conversation) -> None:
    tokens = {token_of(make_link(conversation, Side.SENDER)) for _ in range(3)}
    assert len(tokens) == 3
    assert {len(token) for token in tokens} == {43}, "256 bits"
    stored = str(list(ContactLink.objects.values()))
    assert not any(token in stored for token in tokens)


@pytest.mark.parametrize("token", ["", "x", "é", "\x00", "\udcff", "a" * 43])
def test_any_other_token_opens_nothing(conversation: Conversation, token: str) -> None:
    make_link(conversation, Side.SENDER)
    assert find_link(token) is None


def test_it_ends_after_two_months(conversation: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    token = token_of(make_link(conversation, Side.SENDER))
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + LIFETIME - timedelta(microseconds=1))
    assert find_link(token)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + LIFETIME)
    with pytest.raises(LinkEnded) as ended:
        find_link(token)
    assert (ended.value.link.conversation, ended.value.link.side) == (conversation, Side.SENDER)


def test_a_side_ends_its_own_and_the_other_s_stay(conversation: Conversation) -> None:
    mine, theirs = (token_of(make_link(conversation, side)) for side in (Side.SENDER, Side.RECIPIENT))
    other = token_of(make_link(write_to(), Side.SENDER))
    revoke_links(conversation, Side.SENDER)
    with pytest.raises(LinkEnded):
        find_link(mine)
    assert find_link(theirs)
    assert find_link(other)


def test_the_moment_a_link_was_ended_is_not_moved(conversation: Conversation) -> None:
    make_link(conversation, Side.SENDER)
    revoke_links(conversation, Side.SENDER)
    first = ContactLink.objects.get(conversation=conversation).revoked_at
    revoke_links(conversation, Side.SENDER)
    assert ContactLink.objects.get(conversation=conversation).revoked_at == first
