"""The conversations of someone signed in, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q

from listings.contact.models import Conversation, Message, Side
from listings.contact.thread import Badge, badge_of, title_of

A_PAGE = 20


@dataclass(frozen=True)
class Row:
    """A conversation in the list."""

    conversation: Conversation
    title: str
    badge: Badge
    is_new: bool


@dataclass(frozen=True)
class Inbox:
    """A page of rows."""

    rows: list[Row]
    page: Page[Any]


def inbox_of(user: Any, parameters: Any) -> Inbox:
    """The page that the address asks for (``page``); the nearest one for a number that makes no sense."""
    conversations = Conversation.objects.of_person(user).annotate(has_unread=Exists(_unread(user)))
    page = Paginator(conversations, A_PAGE).get_page(parameters.get("page"))
    return Inbox([_row(conversation, user) for conversation in page], page)


def _unread(user: Any) -> Any:
    """What the other side wrote and nobody of theirs has opened, of the conversations of a person."""
    to_them = Q(side=Side.RECIPIENT, conversation__sender=user) | Q(side=Side.SENDER) & ~Q(conversation__sender=user)
    return Message.objects.filter(to_them, conversation=OuterRef("pk"), read_at=None)


def _row(conversation: Any, user: Any) -> Row:
    side = conversation.side_of(user) or Side.SENDER
    title = title_of(conversation, side, is_of_team=conversation.recipient_id != user.pk)
    return Row(conversation, title, badge_of(conversation, side), conversation.has_unread)


def unread_count(user: Any) -> int:
    """How many conversations hold something that a user has not opened."""
    return int(Conversation.objects.of_person(user).filter(Exists(_unread(user))).order_by().count())


def unanswered(user: Any) -> list[Conversation]:
    """The messages that await a first answer of this user or of their team, oldest first, a few."""
    waiting = Conversation.objects.of_person(user).exclude(sender=user).unanswered()
    return list(waiting.order_by("sent_at", "pk")[:5])
