"""A conversation as one side reads it: its title, where it stands in words, its messages, the forms that are open."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from accounts.names import hint_of
from listings.contact.deeds import DEEDS
from listings.contact.forms import OnceForm
from listings.contact.models import Conversation, Message, Side, State
from listings.contact.permissions import Act
from listings.contact.seats import Seat


@dataclass(frozen=True)
class Badge:
    """A state: word, icon, colour."""

    label: str
    icon: str
    colour: str = ""


@dataclass(frozen=True)
class Words:
    """One message: by whom, and whether it is the reader's own."""

    message: Message
    author: str
    is_mine: bool


def badge_of(conversation: Conversation, side: Side) -> Badge:
    """The state of a conversation for one side. Who is blocked reads that it is over, and no more."""
    state = State(conversation.state)
    waits = state == State.OPEN and not conversation.is_answered
    if waits and side == Side.RECIPIENT:
        return Badge(_("Votre réponse est attendue"), "hourglass", "warn")
    if waits:
        return Badge(_("En attente de réponse"), "hourglass", "note")
    if state == State.BLOCKED and side == Side.RECIPIENT:
        return Badge(_("Bloqué"), "ban", "bad")
    return {
        State.TO_CONFIRM: Badge(_("Adresse à confirmer"), "mail", "warn"),
        State.OPEN: Badge(_("Réponse reçue") if side == Side.SENDER else _("Répondu"), "message-square", "good"),
        State.INTERESTED: Badge(_("Oui, parlons-en"), "check", "good"),
        State.NOT_NOW: Badge(_("Pas pour le moment"), "clock", "note"),
        State.DECLINED: Badge(_("Non"), "x"),
        State.SHARED: Badge(_("Adresses partagées"), "contact", "good"),
    }.get(state, Badge(_("Terminé"), "lock"))


def title_of(conversation: Conversation, side: Side, *, is_of_team: bool = False) -> str:
    """« Camille Roux vous écrit », « Votre message à La Filature », « Camille Roux écrit à La Filature » for a team."""
    if side == Side.SENDER and conversation.recipient_gone:
        return _("Votre message à un compte qui n’existe plus")
    if side == Side.SENDER:
        return _("Votre message à « %(listing)s »") % {"listing": conversation.listing_name}
    if conversation.sender_gone:
        return _("Message d’un compte qui n’existe plus")
    if is_of_team:
        names = {"name": conversation.sender_name, "listing": conversation.listing_name}
        return _("%(name)s écrit à « %(listing)s »") % names
    return _("%(name)s vous écrit") % {"name": conversation.sender_name}


def author_of(conversation: Conversation, side: Side) -> str:
    """The name that the other side reads."""
    return conversation.sender_name if side == Side.SENDER else conversation.listing_name


class Thread:
    """What ``contact/thread.html`` reads. ``bound`` is the form that was posted and came back, with its act."""

    def __init__(self, seat: Seat, bound: tuple[Act, OnceForm] | None = None) -> None:
        self.seat, self.conversation, self.side = seat, seat.conversation, seat.side
        self.bound = bound

    @property
    def title(self) -> str:
        """The page's title."""
        return title_of(self.conversation, self.side, is_of_team=self.seat.colleague is not None)

    @property
    def badge(self) -> Badge:
        """Where it stands, in a word."""
        return badge_of(self.conversation, self.side)

    @cached_property
    def messages(self) -> list[Words]:
        """All messages, oldest first."""
        return [self._words(row) for row in self.conversation.messages.select_related("colleague")]

    def _words(self, message: Message) -> Words:
        if message.side != self.side:
            return Words(message, author_of(self.conversation, Side(message.side)), is_mine=False)
        return Words(message, self._colleague_named(message.colleague), message.colleague == self.seat.colleague)

    def _colleague_named(self, colleague: Any) -> str:
        """How those of the recipient's side know each other: never by a whole address, as a secret link opens this."""
        person = colleague or self.conversation.recipient
        return (person.get_full_name() or hint_of(person.email)) if person else ""

    @property
    def answerer(self) -> str:
        """Whose answer stands, for the others of their team; empty for who gave it, and for the other side."""
        return self._unless_reader(self.conversation.answered_by)

    @property
    def is_own_answer(self) -> bool:
        """Whether the answer is the reader's own: not another's of their team, nor of someone who left."""
        return self.is_recipient and not self.answerer and not self.conversation.answerer_gone

    @property
    def sharer(self) -> str:
        """Who of the reader's team shared an address; empty for who did, and before."""
        return self._unless_reader(self.conversation.shared_by) if self.conversation.recipient_shares else ""

    def _unless_reader(self, colleague: Any) -> str:
        is_other = self.is_recipient and colleague != self.seat.colleague
        return self._colleague_named(colleague) if is_other else ""

    @property
    def is_recipient(self) -> bool:
        """Whether the reader received the first message."""
        return self.side == Side.RECIPIENT

    @property
    def has_shared(self) -> bool:
        """Whether the reader chose to share their address."""
        return self.conversation.shares(self.side) and not self.sharer

    @property
    def other_has_shared(self) -> bool:
        """Whether the other side did."""
        return self.conversation.shares(self.side.other)

    @property
    def other_is_gone(self) -> bool:
        """Whether the other side's account was erased."""
        gone = self.conversation.sender_gone if self.is_recipient else self.conversation.recipient_gone
        return bool(gone)

    @property
    def is_over(self) -> bool:
        """Whether it was closed, or blocked, which who is blocked does not read."""
        return self.conversation.state in {State.CLOSED, State.BLOCKED}

    @cached_property
    def forms(self) -> dict[str, dict[str, Any]]:
        """The open acts by name (``answer``, ``write``, …): the form and where it is posted."""
        return {
            act.name.lower(): {"form": self._form(act), "address": self.seat.address_to(act)} for act in self.seat.acts
        }

    @property
    def mistaken(self) -> OnceForm | None:
        """The form that came back, for the summary of what to mend."""
        return self.bound[1] if self.bound else None

    def _form(self, act: Act) -> OnceForm:
        if self.bound and self.bound[0] == act:
            return self.bound[1]
        return DEEDS[act].form(prefix=act)
