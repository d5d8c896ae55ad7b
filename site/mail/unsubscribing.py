"""Mails that one may refuse: the kinds there are, the signed address of one-click unsubscription, who refused what.

RFC 8058: the ``List-Unsubscribe`` header names an address; a POST to it, which a mail program sends on its own, is
enough; a GET (mail scanners follow links) changes nothing.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.core import signing
from django.urls import reverse

from mail.models import Unsubscription
from mail.senders import absolute

SALT = "mail.unsubscribing"
KINDS: dict[str, Any] = {}
"""Kinds of mails that are no transaction: code → what they are, as the end of « Vous ne recevrez plus … »."""


class UnknownKind(LookupError):
    """A kind that no package registered."""


def register(kind: str, words: Any) -> None:
    """Announce a kind of mails, once, when the application is ready. ``words``: « les suggestions de la semaine »."""
    KINDS[kind] = words


def digest_of(address: str) -> str:
    """What is kept of an address; capitals don't count."""
    return sha256(address.strip().casefold().encode()).hexdigest()


def unsubscribe_url(address: str, kind: str) -> str:
    """The absolute address that ends mails of a kind to an address, in the current language.

    Raises ``UnknownKind``.
    """
    if kind not in KINDS:
        raise UnknownKind(kind)
    token = signing.Signer(salt=SALT).sign_object([kind, digest_of(address)])
    return absolute(reverse("mail:unsubscribe", args=[token]))


def read_token(token: str) -> tuple[str, str] | None:
    """The kind and the digest of a signed token, or ``None`` for one that is not ours. Tokens do not age."""
    try:
        kind, digest = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return kind, digest


def unsubscribe(kind: str, digest: str) -> None:
    """Write no more mails of a kind to whoever has this digest. Idempotent."""
    Unsubscription.objects.get_or_create(address=digest, kind=kind)


def is_unsubscribed(address: str, kind: str) -> bool:
    """Whether someone wants no more mails of a kind."""
    return Unsubscription.objects.filter(address=digest_of(address), kind=kind).exists()
