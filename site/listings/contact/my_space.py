"""Messages in « mon espace »: the entry of the menu, and what waits for an answer."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from listings.contact.inbox import unanswered, unread_count
from listings.contact.models import Side
from listings.contact.thread import title_of
from listings.space.registry import Asked, Entry, register_asker, register_entry


def register() -> None:
    """Tell « mon espace » of messages."""
    entry = Entry(gettext_lazy("Messages"), "message-square", "contact:inbox", count=unread_count, order=20)
    register_entry(entry)
    register_asker(asked)


def asked(user: Any) -> list[Asked]:
    """The messages that wait for a first answer."""
    return [
        Asked(
            title_of(conversation, Side.RECIPIENT, is_of_team=conversation.recipient_id != user.pk),
            conversation.subject,
            reverse("contact:my_thread", args=[conversation.pk]),
            _("Répondre"),
        )
        for conversation in unanswered(user)
    ]
