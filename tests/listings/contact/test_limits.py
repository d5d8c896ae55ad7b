"""How much one may write, and who wants nothing more from whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from listings.contact import actions, limits
from listings.contact.models import ContactBlock, Conversation, Message, Side, State
from tests.factories.contact import make_held_place, write_to
from tests.factories.listings import make_user
from tests.factories.places import make_place

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
BIT = timedelta(seconds=1)
PINNED = "b9d4110e3c532d0a8ba724071ade6b2cb63f58193a00a040d7c38e62f33916d6"
"""SHA-256 of the salt and the key below make the key of an HMAC-SHA256 of the address: computed apart."""


def freeze(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the clock, so that a day is a day to the second."""
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)


class TestAddressDigest:
    def test_one_person_however_they_write_their_address(self) -> None:
        digest = limits.address_digest("camille.roux@exemple.fr")
        for same in (" Camille.Roux@Exemple.FR\n", "camille.roux+hameau@exemple.fr", "camille.roux+a+b@exemple.fr"):
            assert limits.address_digest(same) == digest

    def test_others_are_others(self) -> None:
        addresses = ["camille@exemple.fr", "camill@exemple.fr", "camille@exemple.org", "camille", "@exemple.fr"]
        assert len({limits.address_digest(address) for address in addresses}) == len(addresses)

    def test_blocks_of_yesterday_still_hold_after_an_update(self, settings: Any) -> None:
        """What is stored was hashed in this way: another salt or method would let everyone blocked write again."""
        settings.SECRET_KEY = "une clé qui ne change pas"
        assert limits.address_digest("camille@exemple.fr") == PINNED

    def test_it_does_not_tell_the_address(self) -> None:
        assert "camille" not in limits.address_digest("camille@exemple.fr")


def test_who_receives_is_the_owner_else_the_listing() -> None:
    held, free = make_held_place(), make_place()
    kind = ContentType.objects.get_for_model(free).pk
    assert limits.recipient_key(held) == f"user:{held.owner_id}" == limits.user_key(held.owner_id)
    assert limits.recipient_key(free) == f"listing:{kind}:{free.pk}"


class TestSentTooMany:
    @pytest.fixture
    def digest(self, monkeypatch: pytest.MonkeyPatch) -> str:
        """An address that wrote once less than it may."""
        monkeypatch.setattr(limits, "NEW_A_DAY", 2)
        account = make_user()
        write_to(account=account)
        write_to()
        return limits.address_digest(account.email)

    def again(self, digest: str, state: State = State.OPEN, age: timedelta = BIT) -> None:
        other = write_to(email="x@exemple.fr") if state == State.TO_CONFIRM else write_to()
        Conversation.objects.filter(pk=other.pk).update(sender_digest=digest, created_at=timezone.now() - age)

    @pytest.mark.parametrize("proved", [True, False])
    def test_the_last_one_allowed_is_the_last(self, digest: str, proved: bool) -> None:
        assert limits.sent_too_many(digest, proved=proved) is False
        self.again(digest)
        assert limits.sent_too_many(digest, proved=proved) is True

    def test_what_is_a_day_old_counts_no_more(self, digest: str, monkeypatch: pytest.MonkeyPatch) -> None:
        freeze(monkeypatch)
        self.again(digest, age=DAY)
        assert limits.sent_too_many(digest, proved=True) is False

    def test_what_others_claimed_to_write_does_not_count_against_an_account(self, digest: str) -> None:
        self.again(digest, State.TO_CONFIRM)
        assert limits.sent_too_many(digest, proved=True) is False
        assert limits.sent_too_many(digest, proved=False) is True


class TestReceivedTooMany:
    def test_counts_one_recipient_s_messages_of_a_day(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(limits, "RECEIVED_A_DAY", 2)
        freeze(monkeypatch)
        place = make_held_place()
        write_to(place), write_to()
        key = limits.recipient_key(place)
        assert limits.received_too_many(key) is False
        second = write_to(make_held_place(owner=place.owner))
        assert limits.received_too_many(key) is True
        Conversation.objects.filter(pk=second.pk).update(sent_at=timezone.now() - DAY)
        assert limits.received_too_many(key) is False

    def test_what_was_not_confirmed_is_not_received(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(limits, "RECEIVED_A_DAY", 1)
        place = make_held_place()
        write_to(place, email="camille@exemple.fr")
        assert limits.received_too_many(limits.recipient_key(place)) is False


def test_wrote_too_many_counts_one_side_of_one_conversation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WORDS_A_DAY", 1)
    freeze(monkeypatch)
    conversation, other = write_to(), write_to()
    assert limits.wrote_too_many(conversation, Side.SENDER) is True
    assert limits.wrote_too_many(conversation, Side.RECIPIENT) is False
    Message.objects.filter(conversation=conversation).update(sent_at=timezone.now() - DAY)
    assert limits.wrote_too_many(conversation, Side.SENDER) is False
    assert limits.wrote_too_many(other, Side.SENDER) is True


class TestIsBlocked:
    def test_one_sender_by_one_recipient(self) -> None:
        conversation = write_to()
        assert limits.is_blocked(conversation) is False
        actions.block(conversation)
        assert limits.is_blocked(conversation) is True
        assert limits.is_blocked(write_to(conversation.listing)) is False

    def test_by_a_listing_before_it_had_an_owner(self) -> None:
        conversation = write_to()
        place = conversation.listing
        kind = ContentType.objects.get_for_model(place).pk
        key = f"listing:{kind}:{place.pk}"
        ContactBlock.objects.create(recipient_key=key, sender_digest="0" * 64)
        assert limits.is_blocked(conversation) is False
        ContactBlock.objects.create(recipient_key=key, sender_digest=conversation.sender_digest)
        assert limits.is_blocked(conversation) is True
