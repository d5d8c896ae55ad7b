"""How many messages one may send and receive, who wants nothing more from whom. Addresses are counted by their hash."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.crypto import salted_hmac

from listings.contact.models import ContactBlock, Conversation, Message, Side, State

NEW_A_DAY = 5
"""New conversations a day from one address."""
RECEIVED_A_DAY = 20
"""New conversations a day to one recipient."""
WORDS_A_DAY = 20
"""Messages a day of one side of a conversation."""
_DAY = timedelta(days=1)


def address_digest(address: str) -> str:
    """A keyed hash of an address: capitals, and what follows a ``+``, make no other person."""
    local, _at, domain = address.strip().lower().rpartition("@")
    return salted_hmac("listings.contact", f"{local.partition('+')[0]}@{domain}", algorithm="sha256").hexdigest()


def recipient_key(listing: Any) -> str:
    """Who receives what is written to a listing: its owner, else the listing itself."""
    if listing.owner_id:
        return user_key(listing.owner_id)
    return key_of_listing(ContentType.objects.get_for_model(listing).pk, listing.pk)


def user_key(pk: int) -> str:
    """The name of a user who receives."""
    return f"user:{pk}"


def listing_key(conversation: Conversation) -> str:
    """The name of what a conversation is about, whoever holds it."""
    return key_of_listing(conversation.content_type_id, conversation.object_id)


def key_of_listing(content_type: int, pk: int) -> str:
    """The name of a listing."""
    return f"listing:{content_type}:{pk}"


def sent_too_many(digest: str, *, proved: bool) -> bool:
    """Whether an address began ``NEW_A_DAY`` conversations since yesterday.

    Where the address is proved (an account), what others claimed to write from it does not count.
    """
    recent = Conversation.objects.filter(sender_digest=digest, created_at__gt=timezone.now() - _DAY)
    if proved:
        recent = recent.exclude(state=State.TO_CONFIRM)
    return bool(recent.count() >= NEW_A_DAY)


def received_too_many(key: str) -> bool:
    """Whether a recipient got ``RECEIVED_A_DAY`` conversations since yesterday."""
    recent = Conversation.objects.filter(recipient_key=key, sent_at__gt=timezone.now() - _DAY)
    return bool(recent.count() >= RECEIVED_A_DAY)


def wrote_too_many(conversation: Conversation, side: Side) -> bool:
    """Whether a side wrote ``WORDS_A_DAY`` messages in a conversation since yesterday."""
    recent = Message.objects.filter(conversation=conversation, side=side, sent_at__gt=timezone.now() - _DAY)
    return bool(recent.count() >= WORDS_A_DAY)


def is_blocked(conversation: Conversation) -> bool:
    """Whether the recipient wants nothing more from this sender; a block outlives a listing's change of hands."""
    keys = [conversation.recipient_key, listing_key(conversation)]
    return bool(ContactBlock.objects.filter(sender_digest=conversation.sender_digest, recipient_key__in=keys).exists())
