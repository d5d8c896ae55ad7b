"""Where someone sits in a conversation: their side of it, and the addresses that bring them back to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from listings.contact.links import find_link
from listings.contact.models import Conversation, Side
from listings.contact.permissions import Act, acts_of, shared_address


@dataclass(frozen=True)
class Seat:
    """One side of a conversation, held through a secret link (``token``) or an account.

    ``colleague`` is who sits there for the account that received, as one of its team.
    """

    conversation: Conversation
    side: Side
    token: str = ""
    colleague: Any = None

    @property
    def address(self) -> str:
        """The thread."""
        if self.token:
            return reverse("contact:thread", args=[self.token])
        return reverse("contact:my_thread", args=[self.conversation.pk])

    def address_to(self, act: Act) -> str:
        """Where an act is posted."""
        if self.token:
            return reverse("contact:act", args=[self.token, act])
        return reverse("contact:my_act", args=[self.conversation.pk, act])

    @property
    def acts(self) -> frozenset[Act]:
        """What may be done from here now."""
        return acts_of(self.conversation, self.side, self.colleague)

    @property
    def their_address(self) -> str:
        """The other side's e-mail address, once both share theirs."""
        return shared_address(self.conversation, self.side, self.colleague)


def seat_of_link(token: str) -> Seat:
    """The seat of a secret link. Raises ``Http404`` for a token that never was, ``LinkEnded`` for one that ended."""
    link = find_link(token)
    if link is None or _is_suspended(link.conversation, Side(link.side)):
        raise Http404
    return Seat(link.conversation, Side(link.side), token)


def _is_suspended(conversation: Conversation, side: Side) -> bool:
    account = conversation.sender if side == Side.SENDER else conversation.recipient
    return account is not None and not account.is_active


def seat_of_account(user: Any, pk: int) -> Seat:
    """The seat of who is signed in. Raises ``Http404`` for a conversation that is not theirs."""
    rows = Conversation.objects.of_person(user).select_related("sender", "recipient", "answered_by", "shared_by")
    conversation: Conversation = get_object_or_404(rows, pk=pk)
    side = conversation.side_of(user)
    if side is None:
        raise Http404
    is_colleague = side == Side.RECIPIENT and conversation.recipient_id != user.pk
    return Seat(conversation, side, colleague=user if is_colleague else None)
