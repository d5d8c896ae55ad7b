"""The mails of a conversation. None holds what was written, nor anyone's address: the words stay on the site.

What a mail is about and its secret link are all that the outbox keeps, and ``forget_letters`` takes even that away.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from listings.contact.links import make_link
from listings.contact.models import Conversation, Side
from mail.models import OutgoingMail
from mail.outbox import write_mail


def one_line(text: str) -> str:
    """A name or a subject as one line: no line break, no control character, none that turns the writing direction."""
    kept = (" " if unicodedata.category(sign) == "Cc" else sign for sign in text)
    return " ".join("".join(sign for sign in kept if unicodedata.category(sign) not in {"Cf", "Cs"}).split())


def write_letter(conversation: Conversation, side: Side, template: str, occasion: str = "", **context: Any) -> None:
    """Write one mail to a side, if it still has an address. ``occasion`` tells apart mails of one template."""
    address = conversation.address_of(side)
    if not address:
        return
    key = f"{_prefix(conversation)}{side}:{template}:{occasion}"
    if OutgoingMail.objects.filter(key=key).exists():
        return  # before a second link is made for it

    def told() -> dict[str, Any]:
        return {
            "name": one_line(conversation.sender_name),
            "listing": one_line(conversation.listing_name),
            "link": make_link(conversation, side),
            "side": side,
            **context,
        }

    wrote_in = conversation.sender_language if side == Side.SENDER else ""
    write_mail(template, address, told, language=wrote_in, key=key)


def forget_letters(conversation: Conversation, *sides: Side) -> None:
    """Delete from the outbox what was written, sent or not, to these sides; to both without any."""
    for side in sides or tuple(Side):
        OutgoingMail.objects.filter(key__startswith=f"{_prefix(conversation)}{side}:").delete()


def _prefix(conversation: Conversation) -> str:
    return f"contact:{conversation.pk}:"
