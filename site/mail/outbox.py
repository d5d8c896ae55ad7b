"""Writing a mail: rendered and kept in the caller's transaction, sent by a task once that is committed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from mail.models import OutgoingMail


def write_mail(
    template: str, to: str, context: Mapping[str, Any], *, language: str = "", key: str = "", unsubscribe: str = ""
) -> OutgoingMail:
    """Write to an address with ``templates/mail/<template>.txt``, whose first line is the subject.

    ``context`` is what the template reads, plus ``site_url``. ``language`` is the reader's (the site's by default).
    ``key`` names the occasion: written twice, it is one mail. ``unsubscribe`` is the address of one-click
    unsubscription (RFC 8058), for mails that are no transaction. Returns the mail, new or known.
    """
    with translation.override(language or settings.LANGUAGE_CODE):
        rendered = render_to_string(f"mail/{template}.txt", {"site_url": settings.SITE_URL, **context})
    subject, _, text = rendered.strip().partition("\n")
    headers = {}
    if unsubscribe:
        headers = {"List-Unsubscribe": f"<{unsubscribe}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    mail: OutgoingMail
    mail, created = OutgoingMail.objects.get_or_create(
        key=key or uuid4().hex,
        defaults={
            "template": template,
            "to": to,
            "subject": " ".join(subject.split())[:200],
            "text": text.strip() + "\n",
            "headers": headers,
        },
    )
    if created:
        from mail.tasks import send_due

        transaction.on_commit(lambda: send_due.enqueue())
    return mail
