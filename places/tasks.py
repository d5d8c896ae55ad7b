"""What happens to places by itself: their openings move on every night."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from places.member_photos import forget_stray_photos
from places.models import Schedule
from places.schedules import forget_unused_schedules, refresh_schedules

NIGHT = time(3, 15)
"""When nobody is served: after the clock changes of March and October."""
_CHECKED = "places:openings-checked"
_CHECK_EVERY = 3600


@task()
def refresh_openings() -> int:
    """Move the openings of every schedule on to the coming days; return how many were written.

    The next night's run is queued first, so that a failure tonight does not end the series.
    """
    queue_next_night()
    forget_unused_schedules()
    forget_stray_photos()
    return refresh_schedules()


def next_night(now: datetime) -> datetime:
    """The first ``NIGHT`` more than an hour away, in the site's time zone."""
    local = timezone.localtime(now)
    tonight = datetime.combine(local.date(), NIGHT, local.tzinfo)
    return tonight if tonight > local + timedelta(hours=1) else tonight + timedelta(days=1)


def queue_next_night(now: datetime | None = None) -> bool:
    """Queue the run of the next night, unless one waits already; return whether it was queued."""
    now = now or timezone.now()
    with transaction.atomic():
        _take_turns()
        if _waiting().filter(run_after__gt=now).exclude(run_after__year=9999).exists():
            return False
        refresh_openings.using(run_after=next_night(now)).enqueue()
        return True


def queue_now() -> bool:
    """Queue a run at once, unless one waits or works already; return whether it was queued."""
    with transaction.atomic():
        _take_turns()
        if _waiting().ready().exists() or _results().filter(status=TaskResultStatus.RUNNING).exists():
            return False
        refresh_openings.enqueue()
        return True


def ensure_openings_fresh() -> None:
    """Queue a run when some schedule is stale: for pages that ask by the hour. Looks at most once an hour."""
    if cache.add(_CHECKED, True, _CHECK_EVERY) and Schedule.objects.stale().exists():
        queue_now()


def _results() -> Any:
    return DBTaskResult.objects.filter(task_path=refresh_openings.module_path)


def _waiting() -> Any:
    return _results().filter(status=TaskResultStatus.READY)


def _take_turns() -> None:
    """Hold the row that every caller holds while it looks and queues, so that two never queue the same run."""
    kind = ContentType.objects.get_for_model(Schedule)
    ContentType.objects.select_for_update().get(pk=kind.pk)
