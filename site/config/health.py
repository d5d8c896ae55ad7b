"""Two addresses for whoever watches the site: is the process up, and can it do its work?

``/healthz`` touches nothing: a restart is the remedy when it fails. ``/readyz`` asks the database, the cache and the
tasks: a restart would not help when it fails, and it names what is wrong without saying where or who.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger(__name__)

PATIENCE = timedelta(minutes=5)
"""A task ready for longer than this, while none has been started since, has no worker to run it."""


class NotWorking(Exception):
    """A part does not do its work; the message says what, for anyone to read."""


def ask_database() -> None:
    """One round trip. Raises ``NotWorking``."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def ask_cache() -> None:
    """What is written comes back. Raises ``NotWorking``."""
    sent = secrets.token_hex(8)
    cache.set("readyz", sent, 30)
    if cache.get("readyz") is None:
        raise NotWorking("what is written does not come back")


def ask_tasks() -> None:
    """Tasks are taken up. Raises ``NotWorking`` when one waits and no worker took any for a while."""
    patience_ends = timezone.now() - PATIENCE
    ready = DBTaskResult.objects.ready().order_by()
    if not ready.filter(enqueued_at__lt=patience_ends).exists():
        return
    if not DBTaskResult.objects.filter(started_at__gte=patience_ends).exists():
        raise NotWorking(f"tasks wait for more than {PATIENCE.seconds // 60} minutes and none is taken up")


PARTS: dict[str, Callable[[], None]] = {"database": ask_database, "cache": ask_cache, "tasks": ask_tasks}


def state_of(name: str) -> str:
    """``ok``, or why the part does not work; what only an operator may read goes to the log."""
    try:
        PARTS[name]()
    except NotWorking as problem:
        return str(problem)
    except Exception:
        logger.exception("%s is not ready", name)
        return "not reachable"
    return "ok"


@require_safe
@login_not_required
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
@login_not_required
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Every part does its work: 200, or 503 and what doesn't."""
    states = {name: state_of(name) for name in PARTS}
    ready = all(state == "ok" for state in states.values())
    return JsonResponse({"status": "ok" if ready else "not ready", **states}, status=200 if ready else 503)
