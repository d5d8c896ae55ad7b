"""The task worker, which takes up again what a killed worker left half done."""

from __future__ import annotations

import socket
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

MAX_ATTEMPTS = 3
LOST_AFTER = timedelta(hours=1)
"""No task of ours lasts this long: one that seems to was left by a worker that will not come back."""


class InterruptedTooOften(Exception):
    """A task whose worker was killed at each attempt: it may well be what kills them."""


def take_up_again(worker_id: str) -> int:
    """Queue again the tasks that an earlier life of this worker, or a lost one, was running; return their number.

    A task interrupted ``MAX_ATTEMPTS`` times is marked as failed instead.
    """
    running = DBTaskResult.objects.running()
    now = timezone.now()
    again = 0
    for result in running:
        is_ours = result.worker_ids and result.worker_ids[-1] == worker_id
        is_lost = result.started_at is None or now - result.started_at > LOST_AFTER
        if not (is_ours or is_lost):
            continue
        if len(result.worker_ids) >= MAX_ATTEMPTS:
            result.set_failed(InterruptedTooOften(f"{result.task_path} was interrupted {MAX_ATTEMPTS} times."))
            continue
        # Filtered once more: a slow worker may have finished it in between.
        again += running.filter(pk=result.pk).update(status=TaskResultStatus.READY, started_at=None)
    return again


class Command(db_worker.Command):
    """``db_worker`` under a name that lasts, so that its next life knows which tasks were its own."""

    help = "Run the tasks of the queue; those that a killed worker was running first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(worker_id=socket.gethostname()[:64], reload=False)

    def handle(self, *, worker_id: str, **options: Any) -> None:
        again = take_up_again(worker_id)
        if again:
            self.stderr.write(f"{again} interrupted tasks queued again.")
        super().handle(worker_id=worker_id, **options)
