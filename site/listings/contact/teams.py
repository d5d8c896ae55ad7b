"""What becomes of a listing's conversations when its team changes."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType

from listings.contact.actions import take_back_address
from listings.contact.limits import key_of_listing
from listings.contact.models import ContactBlock, Conversation
from listings.models import Listing
from listings.teams import TeamMember


def leave_conversations(member: TeamMember) -> None:
    """Take back the address that someone who leaves a team had shared for it: another of the team may choose again."""
    about = {"content_type": member.content_type_id, "object_id": member.object_id}
    for row in Conversation.objects.filter(shared_by=member.user_id, **about):
        take_back_address(row, member.user)


def lead_conversations(other: Listing, kept: Listing) -> None:
    """What was written to a listing is read by the team of the one it becomes, and who is blocked stays so.

    Of two profiles that two accounts hold, each keeps what it received. In the caller's transaction.
    """
    if other.owner_id and kept.owner_id and other.owner_id != kept.owner_id:
        return
    content_type = ContentType.objects.get_for_model(kept).pk
    old, new = key_of_listing(content_type, other.pk), key_of_listing(content_type, kept.pk)
    about = Conversation.objects.filter(content_type=content_type, object_id=other.pk)
    about.filter(recipient_key=old).update(recipient_key=new)
    about.update(object_id=kept.pk)
    blocks = ContactBlock.objects.filter(recipient_key=old)
    blocks.filter(sender_digest__in=ContactBlock.objects.filter(recipient_key=new).values("sender_digest")).delete()
    blocks.update(recipient_key=new)
