"""Sending what waits in the outbox."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Min
from django.db.models.functions import Greatest
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from mail.models import OutgoingMail
from mail.sending import attempt, claim_next, settle_the_unanswered


@task()
def send_due() -> int:
    """Send every mail that is due, and come back when the next one is; return how many were sent.

    May run any number of times, at the same time: a mail is one worker's at a time.
    """
    before = timezone.now()
    settle_the_unanswered(before)
    tried = []
    while (mail := claim_next(timezone.now())) is not None:
        tried.append(mail.pk)
        if not attempt(mail):
            break
    come_back()
    sent = OutgoingMail.objects.filter(pk__in=tried, state=OutgoingMail.State.SENT)
    return int(sent.count())


def come_back() -> None:
    """Put this task on the queue for the moment when there is something to do, unless it is there already."""
    waiting = OutgoingMail.objects.filter(state=OutgoingMail.State.WAITING).order_by()
    claimed = waiting.filter(claimed_until__isnull=False).aggregate(
        moment=Min(Greatest(F("next_attempt_at"), F("claimed_until")))
    )
    free = waiting.filter(claimed_until__isnull=True).aggregate(moment=Min("next_attempt_at"))
    moments = [found["moment"] for found in (claimed, free) if found["moment"]]
    if not moments:
        return
    moment: datetime = max(min(moments), timezone.now())
    queued = DBTaskResult.objects.filter(
        task_path=send_due.module_path, status=TaskResultStatus.READY, run_after__lte=moment
    )
    if not queued.exists():
        send_due.using(run_after=moment).enqueue()
