"""The rights of a person over their data: every package that keeps some answers these two signals.

``exporting`` asks what is kept about ``user``: a receiver returns ``Section``s. ``erasing`` asks to delete or make
anonymous all of it, at once, in the caller's transaction: rows, revisions, index, files, tasks. Both are sent with
``sender=type(user)`` and ``user=user``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress
from django.dispatch import Signal

exporting = Signal()
erasing = Signal()


def addresses_of(user: Any) -> list[str]:
    """The addresses that are proved to be this person's, in small letters: what they name is told and erased.

    Anyone may sign up with, or ask to change to, an address of someone else's: until it is confirmed, it gives no right
    over what that address wrote or received. The account's own counts where there was nothing to confirm: an operator
    made it.
    """
    known = {user.email.lower(): True}
    known |= {row.email.lower(): row.verified for row in EmailAddress.objects.filter(user=user)}
    return sorted(email for email, is_proved in known.items() if is_proved)


@dataclass(frozen=True)
class Section:
    """One kind of data about a person: a title in their language, its rows, and its files (name → path in storage)."""

    title: str
    rows: Sequence[Mapping[str, Any]]
    files: Mapping[str, str] = field(default_factory=dict)
