"""Mails of the outbox, for tests."""

from __future__ import annotations

from itertools import count
from typing import Any

from mail.models import OutgoingMail

_rank = count(1)


def make_mail(**values: Any) -> OutgoingMail:
    """A mail that waits, due now."""
    rank = next(_rank)
    known = {"key": f"essai-{rank}", "template": "essai", "to": f"p{rank}@demo.example", "sender": "Hameau Lozère"}
    words = {"subject": f"Essai {rank}", "text": "Bonjour.\n"}
    return OutgoingMail.objects.create(**{**known, **words, **values})  # type: ignore[no-any-return]
