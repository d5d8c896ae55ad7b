"""A person's rights over their messages: to take them along, to have them gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from accounts.names import name_of
from accounts.rights import Section, addresses_of, erasing, exporting
from listings.contact.actions import forget, forget_colleague, hand_on
from listings.contact.limits import user_key
from listings.contact.models import ContactBlock, Conversation, Message, Side
from listings.models import Listing
from listings.teaming import heir_of


def connect() -> None:
    """Listen to both signals."""
    exporting.connect(export, dispatch_uid="listings.contact")
    erasing.connect(erase, dispatch_uid="listings.contact")


def export(*, user: Any, **_kwargs: Any) -> list[Section]:
    """What they wrote and received, and what they wrote for a team. The other side's address is not in it."""
    conversations = Conversation.objects.of_account(user).prefetch_related("messages__colleague")
    sections = [Section(_("Vos messages"), list(_rows(conversations, user)))]
    for_team = Message.objects.filter(colleague=user).select_related("conversation")
    if for_team:
        rows = [{**_about(message.conversation), **_said(message, _("vous"))} for message in for_team]
        sections.append(Section(_("Ce que vous avez écrit pour une équipe"), rows))
    return sections


def _rows(conversations: Any, user: Any) -> Iterator[Mapping[str, Any]]:
    for conversation in conversations:
        mine = conversation.side_of(user)
        common = {
            **_about(conversation),
            "presentation": conversation.introduction,
            "pour_quand": conversation.wanted_by,
            "etat": conversation.get_state_display(),
        }
        for message in conversation.messages.all():
            if message.side != mine:
                author = _other_name(conversation, Side(message.side))
            else:
                author = name_of(message.colleague) if message.colleague else _("vous")
            yield {**common, **_said(message, author)}


def _about(conversation: Conversation) -> dict[str, Any]:
    return {"a_propos_de": conversation.listing_name, "objet": conversation.subject}


def _said(message: Message, author: str) -> dict[str, Any]:
    return {"de": author, "date": message.sent_at, "message": message.text}


def _other_name(conversation: Conversation, side: Side) -> str:
    return conversation.sender_name if side == Side.SENDER else conversation.listing_name


def erase(*, user: Any, **_kwargs: Any) -> None:
    """Everything they wrote or received under their account or, not signed in, from one of its addresses.

    What was written to a listing that their team goes on holding passes, without their words, to who holds it next.
    """
    written = Q(sender=user) | Q(sender=None, address__in=addresses_of(user))
    for row in Conversation.objects.alias(address=Lower("sender_email")).filter(written):
        forget(row, Side.SENDER)
    for row in Conversation.objects.filter(recipient=user):
        _leave(row, user)
    for row in Conversation.objects.filter(
        Q(messages__colleague=user) | Q(answered_by=user) | Q(shared_by=user)
    ).distinct():
        forget_colleague(row, user)
    ContactBlock.objects.filter(recipient_key=user_key(user.pk)).delete()


def _leave(row: Conversation, user: Any) -> None:
    listing = row.listing
    heir = heir_of(listing) if isinstance(listing, Listing) and listing.owner_id == user.pk else None
    if heir is None or heir.user_id == row.sender_id:
        forget(row, Side.RECIPIENT)
    else:
        hand_on(row, heir.user)
