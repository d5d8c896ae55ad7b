"""Secret links: made when a mail is written, found when one is opened. Only hashes are stored.

Each mail carries a link of its own, so that an older mail still opens the thread; a side can revoke all of its own.
"""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe

from django.urls import reverse
from django.utils import timezone

from listings.contact.models import ContactLink, Conversation, Side
from mail.senders import absolute

LIFETIME = timedelta(days=60)


class LinkEnded(Exception):
    """The link was good once; ``link`` says to which side of what."""

    def __init__(self, link: ContactLink) -> None:
        super().__init__("This link ended.")
        self.link = link


def _digest(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def make_link(conversation: Conversation, side: Side) -> str:
    """A new secret address of the thread for one side, whole, in the current language, on the site that writes."""
    token = token_urlsafe(32)
    ContactLink.objects.create(
        conversation=conversation, side=side, digest=_digest(token), expires_at=timezone.now() + LIFETIME
    )
    return absolute(reverse("contact:thread", args=[token]))


def find_link(token: str) -> ContactLink | None:
    """The link of a token, or ``None``. Raises ``LinkEnded`` for one that expired or was revoked."""
    accounts = (f"conversation__{name}" for name in ("sender", "recipient", "answered_by", "shared_by"))
    links = ContactLink.objects.select_related(*accounts)
    link: ContactLink | None = links.filter(digest=_digest(token)).first()
    if link is not None and (link.revoked_at or link.expires_at <= timezone.now()):
        raise LinkEnded(link)
    return link


def revoke_links(conversation: Conversation, side: Side) -> None:
    """End every link that one side was sent."""
    conversation.links.filter(side=side, revoked_at=None).update(revoked_at=timezone.now())
