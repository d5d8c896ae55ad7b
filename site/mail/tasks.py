"""Sending what waits in the outbox."""

from __future__ import annotations

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from mail.models import OutgoingMail


@task()
def send_due() -> int:
    """Send every mail that is due; return how many were sent."""
    sent = 0
    due = OutgoingMail.objects.filter(state=OutgoingMail.State.WAITING, next_attempt_at__lte=timezone.now())
    for pk in list(due.order_by("created_at").values_list("pk", flat=True)):
        with transaction.atomic():
            mail = OutgoingMail.objects.select_for_update().get(pk=pk)
            if mail.state != OutgoingMail.State.WAITING:
                continue
            message = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.to], headers=mail.headers)
            if mail.html:
                message.attach_alternative(mail.html, "text/html")
            message.send()
            mail.state, mail.sent_at = OutgoingMail.State.SENT, timezone.now()
            mail.save(update_fields=["state", "sent_at"])
            sent += 1
    return sent
