"""How long mails are kept: their words and addresses a month, the bare fact that they were written a year more."""

from __future__ import annotations

from datetime import datetime, timedelta

from mail.models import OutgoingMail

WORDS_KEPT = timedelta(days=30)
"""After it was sent."""
UNSENT_KEPT = timedelta(days=90)
"""After it was written, for what was given up or is uncertain: someone may still send it again."""
KEYS_KEPT = timedelta(days=400)
"""After it was written: the key, so that the occasion stays one mail, with template, state and dates."""


def run(now: datetime) -> int:
    """Empty the mails whose words are no longer needed, delete what is older; return how many were emptied.

    Idempotent. What waits is never touched.
    """
    finished = OutgoingMail.objects.exclude(state=OutgoingMail.State.WAITING)
    finished.filter(created_at__lt=now - KEYS_KEPT).delete()
    sent = finished.filter(sent_at__lt=now - WORDS_KEPT)  # nothing else has that date: mail_sent_has_date
    unsent = finished.exclude(state=OutgoingMail.State.SENT).filter(created_at__lt=now - UNSENT_KEPT)
    nothing = {"to": "", "subject": "", "text": "", "html": "", "headers": {}, "attachments": [], "error": ""}
    nothing |= {"sender": "", "sender_address": ""}
    return sum(int(mails.exclude(to="").update(**nothing)) for mails in (sent, unsent))
