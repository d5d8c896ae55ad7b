from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from config.management.commands.work import LOST_AFTER, take_up_again


def _running(*workers: str, since: timedelta = timedelta(seconds=5)) -> DBTaskResult:
    return DBTaskResult.objects.create(
        task_path="places.tasks.none",
        args_kwargs={"args": [], "kwargs": {}},
        backend_name="default",
        run_after=get_date_max(),
        status="RUNNING",
        started_at=timezone.now() - since,
        worker_ids=list(workers),
    )


def _state(task: DBTaskResult) -> str:
    task.refresh_from_db()
    return str(task.status)


@pytest.mark.django_db
def test_a_worker_takes_up_its_own_tasks_again() -> None:
    mine, other = _running("me"), _running("another")
    assert take_up_again("me") == 1
    assert (_state(mine), _state(other)) == ("READY", "RUNNING")


@pytest.mark.django_db
def test_any_worker_takes_up_what_a_lost_one_left() -> None:
    lost = _running("another", since=LOST_AFTER + timedelta(minutes=1))
    assert take_up_again("me") == 1
    assert _state(lost) == "READY"


@pytest.mark.django_db
def test_a_task_that_kills_its_workers_is_given_up_visibly() -> None:
    deadly = _running("me", "me", "me")
    assert take_up_again("me") == 0
    assert _state(deadly) == "FAILED"
    assert "InterruptedTooOften" in deadly.exception_class_path


@pytest.mark.django_db
def test_finished_tasks_stay_finished() -> None:
    done = _running("me")
    DBTaskResult.objects.filter(pk=done.pk).update(status="SUCCESSFUL")
    assert take_up_again("me") == 0
    assert _state(done) == "SUCCESSFUL"
