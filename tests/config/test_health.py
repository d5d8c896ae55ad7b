from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max
from pytest_django import DjangoAssertNumQueries

from config import health


def _task(waiting: timedelta, started: timedelta | None = None) -> DBTaskResult:
    task = DBTaskResult.objects.create(
        task_path="places.tasks.none",
        args_kwargs={"args": [], "kwargs": {}},
        backend_name="default",
        run_after=get_date_max(),
        started_at=timezone.now() - started if started is not None else None,
        status="SUCCESSFUL" if started is not None else "READY",
    )
    DBTaskResult.objects.filter(pk=task.pk).update(enqueued_at=timezone.now() - waiting)
    return task


def test_healthz_asks_nothing_of_the_database(client: Client) -> None:
    # Without the mark django_db, a query would be an error.
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


@pytest.mark.django_db
def test_readyz_says_that_each_part_works(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(3):
        response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "ok", "cache": "ok", "tasks": "ok"}


@pytest.mark.django_db
def test_readyz_hides_the_cause_of_a_lost_database(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with patch.object(health.connection, "cursor", side_effect=DatabaseError("host 10.0.0.1, user hameau")):
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["database"] == "not reachable"
    assert "10.0.0.1" not in response.content.decode()
    assert "10.0.0.1" in caplog.text


@pytest.mark.django_db
def test_readyz_sees_a_cache_that_forgets(client: Client) -> None:
    with patch.object(cache, "get", return_value=None):
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["cache"] == "what is written does not come back"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("waiting", "last_started", "status"),
    [
        (timedelta(minutes=1), None, 200),
        (timedelta(minutes=6), None, 503),
        (timedelta(minutes=6), timedelta(hours=1), 503),
        (timedelta(minutes=6), timedelta(minutes=1), 200),
    ],
    ids=["just queued", "no worker ever", "the worker is gone", "a busy worker"],
)
def test_readyz_sees_tasks_without_a_worker(
    client: Client, waiting: timedelta, last_started: timedelta | None, status: int
) -> None:
    _task(waiting)
    if last_started is not None:
        _task(timedelta(hours=2), started=last_started)
    assert client.get("/readyz").status_code == status


@pytest.mark.django_db
def test_a_task_for_later_is_not_waiting(client: Client) -> None:
    task = _task(timedelta(days=1))
    DBTaskResult.objects.filter(pk=task.pk).update(run_after=timezone.now() + timedelta(hours=1))
    assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_only_reading_is_allowed(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
