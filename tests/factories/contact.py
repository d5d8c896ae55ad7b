"""Conversations, and the mails that lead to them, for tests."""

from __future__ import annotations

import re
from itertools import count
from typing import Any
from uuid import uuid4

from django.test import Client

from accounts.models import User
from accounts.rights import erasing
from listings.contact import actions
from listings.contact.actions import Letter, Sender
from listings.contact.models import Conversation, Side, State
from listings.teams import Role, TeamMember
from mail.models import OutgoingMail
from places.models import Place
from tests.factories.listings import make_user
from tests.factories.places import make_place

_rank = count(1)
PROPOSAL = "Je cherche un bureau au calme deux jours par semaine."


def make_held_place(**fields: Any) -> Place:
    """A published place with an owner."""
    return make_place(**{"owner": make_user(), **fields})


def letter(**fields: Any) -> Letter:
    """A first message."""
    words: dict[str, Any] = {
        "introduction": "Je dessine des jardins, à Mende.",
        "subject": "Un bureau deux jours",
        "text": PROPOSAL,
        **fields,
    }
    return Letter(**words)


def write_to(place: Place | None = None, account: User | None = None, email: str = "", **fields: Any) -> Conversation:
    """A first message to a place: from an account (a new one without anything), or from an address alone."""
    if not email and account is None:
        account = make_user()
    sender = Sender(f"Camille {next(_rank)}", email or str(account and account.email), account)
    return actions.write(place or make_held_place(), sender, letter(**fields), uuid4())


def answered(state: State = State.INTERESTED, text: str = "", **fields: Any) -> Conversation:
    """A conversation with an answer."""
    reason = "full" if state == State.DECLINED else ""
    return actions.answer(write_to(**fields), state, uuid4(), reason, text)


def join(conversation: Conversation, role: Role = Role.EDITOR, user: User | None = None, **fields: Any) -> User:
    """A colleague of who received a conversation: someone, or a new account."""
    user = user or make_user(**fields)
    TeamMember.objects.create(
        content_type=conversation.content_type, object_id=conversation.object_id, user=user, role=role
    )
    return user


def shared_with_colleague(**fields: Any) -> tuple[Conversation, User]:
    """A conversation where the sender and a colleague of who received share their addresses; and that colleague."""
    row = actions.share(answered(**fields), Side.SENDER)
    colleague = join(row, first_name="Zoé", last_name="Martin")
    return actions.share(row, Side.RECIPIENT, colleague), colleague


def thread_of(conversation: Conversation) -> str:
    """Its page for who is signed in."""
    return f"/mon-espace/messages/{conversation.pk}/"


def page(client: Client, user: User, conversation: Conversation) -> str:
    """What someone signed in reads there."""
    client.force_login(user)
    answer = client.get(thread_of(conversation))
    assert answer.status_code == 200
    return answer.content.decode()


def erase(user: User | None) -> None:
    """Someone erases their account."""
    assert user is not None
    erasing.send(User, user=user)
    user.delete()


def mails(address: str = "") -> list[OutgoingMail]:
    """What the outbox holds, to an address or to anyone, oldest first."""
    written = OutgoingMail.objects.order_by("pk")
    return list(written.filter(to=address) if address else written)


def link_in(mail: OutgoingMail) -> str:
    """The path of the secret link of a mail."""
    found = re.search(r"https?://[^/\s]+(/(?:en/)?contact/fil/[\w-]+/)", mail.text)
    assert found, mail.text
    return found[1]


def last_link(address: str) -> str:
    """The path of the secret link of the last mail to an address."""
    return link_in(mails(address)[-1])
