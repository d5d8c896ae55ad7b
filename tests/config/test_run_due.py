from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from config.management.commands import run_due


@pytest.mark.django_db
def test_old_finished_tasks_are_forgotten_and_others_kept() -> None:
    now = timezone.now()
    for age, status in [(40, "SUCCESSFUL"), (10, "SUCCESSFUL"), (40, "FAILED"), (100, "FAILED"), (40, "READY")]:
        DBTaskResult.objects.create(
            task_path=f"{status} {age}",
            status=status,
            args_kwargs={"args": [], "kwargs": {}},
            backend_name="default",
            run_after=get_date_max(),
            finished_at=now - timedelta(days=age),
        )
    for _ in range(2):
        call_command("run_due")
        kept = set(DBTaskResult.objects.values_list("task_path", flat=True))
        assert kept >= {"SUCCESSFUL 10", "FAILED 40", "READY 40"}
        assert not kept & {"SUCCESSFUL 40", "FAILED 100"}


def test_one_failing_chore_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    done = []

    def fail(now: object) -> None:
        raise RuntimeError("no")

    chores = {"first": lambda now: done.append(1), "broken": fail, "last": lambda now: done.append(2)}
    monkeypatch.setattr(run_due, "CHORES", chores)
    with pytest.raises(CommandError, match="broken"):
        call_command("run_due")
    assert done == [1, 2]
