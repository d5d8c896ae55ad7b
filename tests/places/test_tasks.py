from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from places.hours import parse
from places.models import OpeningSlot, Schedule
from places.schedules import assign_schedules
from places.tasks import ensure_openings_fresh, next_night, queue_next_night, queue_now, refresh_openings
from tests.factories.places import make_place

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def schedule() -> Schedule:
    schedule = Schedule.for_hours(parse("24/7"))
    schedule.save()
    return schedule


def waiting() -> list[datetime]:
    results = DBTaskResult.objects.filter(task_path=refresh_openings.module_path, status=TaskResultStatus.READY)
    return list(results.order_by("run_after").values_list("run_after", flat=True))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-12-01T14:00", "2026-12-02T03:15"),
        ("2026-12-01T00:30", "2026-12-01T03:15"),
        ("2026-12-01T03:00", "2026-12-02T03:15"),
        ("2026-12-01T03:16", "2026-12-02T03:15"),
        ("2026-03-28T14:00", "2026-03-29T03:15"),
        ("2026-10-24T14:00", "2026-10-25T03:15"),
    ],
)
def test_next_night(now: str, expected: str) -> None:
    asked = datetime.fromisoformat(now).replace(tzinfo=PARIS)
    assert next_night(asked) == datetime.fromisoformat(expected).replace(tzinfo=PARIS)


def test_a_run_computes_and_queues_the_next_night_once(schedule: Schedule) -> None:
    assert refresh_openings.call() == 0, "no place has it: it is forgotten"
    assert not Schedule.objects.exists()
    assert waiting() == [next_night(timezone.now())]
    refresh_openings.call()
    assert len(waiting()) == 1


def test_the_next_night_is_queued_once_whatever_waits() -> None:
    refresh_openings.enqueue()
    assert queue_next_night() is True
    assert queue_next_night() is False
    assert len(waiting()) == 2


def test_now_is_queued_once() -> None:
    assert queue_next_night()
    assert queue_now() is True
    assert queue_now() is False
    DBTaskResult.objects.filter(task_path=refresh_openings.module_path).update(status=TaskResultStatus.RUNNING)
    assert queue_now() is False, "it is at work"


def test_pages_heal_stale_openings_at_most_once_an_hour(schedule: Schedule) -> None:
    ensure_openings_fresh()
    assert len(waiting()) == 1
    DBTaskResult.objects.all().delete()
    ensure_openings_fresh()
    assert waiting() == [], "looked less than an hour ago"
    cache.clear()
    ensure_openings_fresh()
    assert len(waiting()) == 1


def test_pages_ask_for_nothing_when_openings_are_fresh(schedule: Schedule) -> None:
    Schedule.objects.update(computed_until=timezone.now() + timedelta(days=9))
    ensure_openings_fresh()
    assert waiting() == []


def test_command(schedule: Schedule) -> None:
    assign_schedules([make_place(opening_hours="24/7")])
    slots = OpeningSlot.objects.count()
    out = StringIO()
    call_command("refresh_openings", stdout=out)
    assert out.getvalue() == "0 schedules computed, 0 unused ones deleted.\n"
    call_command("refresh_openings", "--all", "-v2", stdout=out)
    assert "1 schedules computed" in out.getvalue()
    assert OpeningSlot.objects.count() == slots
    assert len(waiting()) == 1


@pytest.mark.postgresql  # SQLite writes one transaction at a time by itself
@pytest.mark.django_db(transaction=True)
def test_many_at_once_queue_one_run() -> None:
    def attempt(_number: int) -> bool:
        try:
            return queue_next_night()
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(attempt, range(6))) == [False] * 5 + [True]
    assert len(waiting()) == 1
