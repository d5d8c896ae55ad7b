"""What of the people who are invited is kept, and for how long."""

from __future__ import annotations

from datetime import datetime, timedelta

from listings.models import DeskInvitation, Invitation

INVITATIONS_KEPT = timedelta(days=30)
"""How long an address stays known after its invitation expired: long enough to answer « mon lien ne marche plus »."""


def run(now: datetime) -> int:
    """Delete invitations that expired ``INVITATIONS_KEPT`` ago; return their number. Idempotent."""
    before = now - INVITATIONS_KEPT
    models = (Invitation, DeskInvitation)
    return sum(int(model.objects.filter(expires_at__lt=before).delete()[0]) for model in models)
