"""What the agency does about a conversation that was reported to it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from listings.contact.models import ContactReport, Conversation, State
from listings.permissions import may_moderate


class AlreadyHandled(Exception):
    """Someone else was faster."""


@transaction.atomic
def handle(report: ContactReport, user: Any, *, stop: bool = False) -> ContactReport:
    """Close a report; ``stop`` also ends the conversation, for both sides.

    Raises ``AlreadyHandled``, and ``PermissionDenied`` for who does not moderate its commune.
    """
    # Without its commune: PostgreSQL drops a joined row whose commune another changed while one waited for it.
    row: ContactReport = ContactReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if not row.is_new:
        raise AlreadyHandled
    if not may_moderate(user, row.commune):
        raise PermissionDenied
    row.handled_by, row.handled_at = user, timezone.now()
    row.save(update_fields=["handled_by", "handled_at"])
    if stop:
        open_ones = Conversation.objects.filter(pk=row.conversation_id).exclude(state__in=[State.CLOSED, State.BLOCKED])
        open_ones.update(state=State.CLOSED, reason="", closed_at=row.handled_at)
    return row
