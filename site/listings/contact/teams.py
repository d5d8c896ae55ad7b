"""What becomes of a listing's conversations when its team changes."""

from __future__ import annotations

from listings.contact.actions import take_back_address
from listings.contact.models import Conversation
from listings.teams import TeamMember


def leave_conversations(member: TeamMember) -> None:
    """Take back the address that someone who leaves a team had shared for it: another of the team may choose again."""
    about = {"content_type": member.content_type_id, "object_id": member.object_id}
    for row in Conversation.objects.filter(shared_by=member.user_id, **about):
        take_back_address(row, member.user)
