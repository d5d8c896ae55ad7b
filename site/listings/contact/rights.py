"""A person's rights over their messages: to take them along, to have them gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from accounts.rights import Section, addresses_of, erasing, exporting
from listings.contact.actions import forget
from listings.contact.limits import user_key
from listings.contact.models import ContactBlock, Conversation, Side


def connect() -> None:
    """Listen to both signals."""
    exporting.connect(export, dispatch_uid="listings.contact")
    erasing.connect(erase, dispatch_uid="listings.contact")


def export(*, user: Any, **_kwargs: Any) -> list[Section]:
    """What they wrote and received. The other side's address only once both shared it."""
    conversations = Conversation.objects.of_person(user).prefetch_related("messages")
    return [Section(_("Vos messages"), list(_rows(conversations, user)))]


def _rows(conversations: Any, user: Any) -> Iterator[Mapping[str, Any]]:
    for conversation in conversations:
        mine = conversation.side_of(user)
        common = {
            "a_propos_de": conversation.listing_name,
            "objet": conversation.subject,
            "presentation": conversation.introduction,
            "pour_quand": conversation.wanted_by,
            "etat": conversation.get_state_display(),
        }
        for message in conversation.messages.all():
            author = _("vous") if message.side == mine else _other_name(conversation, Side(message.side))
            yield {**common, "de": author, "date": message.sent_at, "message": message.text}


def _other_name(conversation: Conversation, side: Side) -> str:
    return conversation.sender_name if side == Side.SENDER else conversation.listing_name


def erase(*, user: Any, **_kwargs: Any) -> None:
    """Everything they wrote or received under their account or, not signed in, from one of its addresses."""
    written = Q(sender=user) | Q(sender=None, address__in=addresses_of(user))
    for row in Conversation.objects.alias(address=Lower("sender_email")).filter(written):
        forget(row, Side.SENDER)
    for row in Conversation.objects.filter(recipient=user):
        forget(row, Side.RECIPIENT)
    ContactBlock.objects.filter(recipient_key=user_key(user.pk)).delete()
