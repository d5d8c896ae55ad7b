"""Who may do what in a conversation, by its state: one table that pages and actions read."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from listings.contact.models import Conversation, Side, State


class Act(StrEnum):
    """What one may do, by the word that stands in the address."""

    CONFIRM = "confirmer"
    ANSWER = "repondre"
    WRITE = "ecrire"
    SHARE = "partager"
    CLOSE = "terminer"
    BLOCK = "bloquer"
    REPORT = "signaler"
    REVOKE = "desactiver"


_TALKING = frozenset({State.INTERESTED, State.SHARED})
_NOT_OVER = frozenset({State.OPEN, State.INTERESTED, State.NOT_NOW, State.SHARED})


def acts_of(conversation: Conversation, side: Side, colleague: Any = None) -> frozenset[Act]:
    """What a side may do now. Who wrote first waits for an answer: silence is not a reason to insist.

    A ``colleague`` of who received may do the same, but for the links: those went to someone else's mailbox.
    """
    state = State(conversation.state)
    if state == State.TO_CONFIRM:
        return frozenset({Act.CONFIRM}) if side == Side.SENDER else frozenset()
    acts = set() if colleague else {Act.REVOKE}
    if side == Side.RECIPIENT and state != State.BLOCKED and not conversation.sender_gone:
        acts.add(Act.BLOCK)
    if side == Side.RECIPIENT or conversation.is_answered:
        acts.add(Act.REPORT)
    if conversation.someone_is_gone:
        return frozenset(acts)
    if state in _NOT_OVER:
        acts.add(Act.CLOSE)
    if side == Side.RECIPIENT and state in {State.OPEN, State.NOT_NOW, State.DECLINED}:
        acts.add(Act.ANSWER)
    if state in _TALKING or (state == State.OPEN and conversation.is_answered):
        acts.add(Act.WRITE)
        if not conversation.shares(side):
            acts.add(Act.SHARE)
    return frozenset(acts)


def shared_address(conversation: Conversation, side: Side, colleague: Any = None) -> str:
    """The other side's address, once both chose to share theirs; empty before, and after an erasure.

    Of a team, the one who shared theirs reads the sender's, and nobody else: it was one person's choice.
    """
    both = conversation.sender_shares and conversation.recipient_shares
    if not both or conversation.someone_is_gone:
        return ""
    sharer = conversation.shared_by
    if side == Side.RECIPIENT:
        return conversation.address_of(Side.SENDER) if colleague == sharer else ""
    if sharer is None:
        return conversation.address_of(Side.RECIPIENT)
    return str(sharer.email) if sharer.is_active else ""
