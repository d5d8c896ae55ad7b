"""The mails of a conversation. None holds what was written, nor anyone's address: the words stay on the site.

What a mail is about and its secret link are all that the outbox keeps, and ``forget_letters`` takes even that away.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.urls import reverse

from listings.contact.links import make_link
from listings.contact.models import Conversation, Side
from listings.teams import TeamMember
from mail.models import OutgoingMail
from mail.outbox import write_mail
from mail.senders import absolute


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
        return {**_about(conversation), "link": make_link(conversation, side), "side": side, **context}

    wrote_in = conversation.sender_language if side == Side.SENDER else ""
    about = conversation.listing if side == Side.RECIPIENT else None  # who writes to whom is no agency's affair
    write_mail(template, address, told, language=wrote_in, key=key, about=about, on_behalf=conversation)


def write_to_all(conversation: Conversation, side: Side, template: str, occasion: str = "") -> None:
    """Write one mail to a side and, of the recipient's, to the colleagues who took part."""
    write_letter(conversation, side, template, occasion)
    if side == Side.RECIPIENT:
        for colleague in _who_took_part(conversation):
            write_to_colleague(conversation, colleague, template, occasion)


def write_to_colleague(conversation: Conversation, colleague: Any, template: str, occasion: str = "") -> None:
    """Write one mail to a colleague of who received, with no secret link: one leaves a team, a link would stay good."""
    key = f"{_prefix(conversation)}{Side.RECIPIENT}:{template}:{occasion}:{colleague.pk}"

    def told() -> dict[str, Any]:
        link = absolute(reverse("contact:my_thread", args=[conversation.pk]))
        return {**_about(conversation), "link": link, "side": Side.RECIPIENT}

    write_mail(template, colleague.email, told, key=key, about=conversation.listing, on_behalf=conversation)


def _about(conversation: Conversation) -> dict[str, Any]:
    return {"name": one_line(conversation.sender_name), "listing": one_line(conversation.listing_name)}


def _who_took_part(conversation: Conversation) -> Any:
    """The colleagues who answered, wrote or shared, and still are of the team."""
    wrote = conversation.messages.order_by().values("colleague")
    acted = (conversation.answered_by_id, conversation.shared_by_id)
    took_part = (Q(pk__in=wrote) | Q(pk__in=acted)) & ~Q(pk=conversation.recipient_id)
    team = TeamMember.objects.filter(content_type=conversation.content_type_id, object_id=conversation.object_id)
    members = team.order_by().values("user")
    return get_user_model().objects.filter(took_part, is_active=True, pk__in=members).order_by("pk")


def forget_letters(conversation: Conversation, *sides: Side) -> None:
    """Delete from the outbox what was written, sent or not, to these sides; to both without any."""
    for side in sides or tuple(Side):
        OutgoingMail.objects.filter(key__startswith=f"{_prefix(conversation)}{side}:").delete()


def _prefix(conversation: Conversation) -> str:
    return f"contact:{conversation.pk}:"
