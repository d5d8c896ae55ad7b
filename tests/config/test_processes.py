"""Children are kept alive, and none survives its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from config.processes import RESTARTS, Child, KeepsFailing, Supervisor

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
END = [sys.executable, "-c", ""]
DEAF = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)",
]


def _wait_for(condition: Callable[[], bool], seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "It never happened."
        time.sleep(0.02)


def _is_alive(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def _pid(child: Child) -> int:
    assert child.process is not None
    return child.process.pid


def test_a_child_that_ends_is_started_again() -> None:
    child = Child("a child", SLEEP)
    supervisor = Supervisor([child], os.environ)
    supervisor.tend()
    first = _pid(child)
    os.kill(first, signal.SIGKILL)
    _wait_for(child.is_due)
    supervisor.tend()
    assert _pid(child) != first
    assert not child.is_due()
    supervisor.stop()
    assert not _is_alive(_pid(child))


def test_a_child_that_cannot_live_is_given_up() -> None:
    child = Child("a child", END)
    with pytest.raises(KeepsFailing, match="a child"):
        Supervisor([child], os.environ).watch(interval=0.01)
    assert len(child.starts) == RESTARTS + 1


def test_a_chore_runs_again_after_its_period_only() -> None:
    chore = Child("a chore", END, period=3600)
    supervisor = Supervisor([chore], os.environ)
    supervisor.tend()
    assert chore.process is not None
    chore.process.wait()
    supervisor.tend()
    assert len(chore.starts) == 1
    chore.starts[-1] -= 3600
    supervisor.tend()
    assert len(chore.starts) == 2
    supervisor.stop()


def test_a_delayed_chore_waits_for_its_first_time() -> None:
    chore = Child("a chore", END, period=3600, delay=60)
    assert not chore.is_due()
    chore.created -= 60
    assert chore.is_due()


def test_a_child_that_does_not_listen_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.processes.STOP_PATIENCE", 0.3)
    child = Child("a deaf child", DEAF)
    supervisor = Supervisor([child], os.environ)
    supervisor.tend()
    time.sleep(0.3)
    supervisor.stop()
    assert not _is_alive(_pid(child))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_no_child_survives_a_parent_that_is_killed() -> None:
    code = (
        "import os, time\n"
        "from config.processes import Child, Supervisor\n"
        f"child = Child('a child', {SLEEP!r})\n"
        "Supervisor([child], os.environ).tend()\n"
        "print(child.process.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    with parent.stdout as output:
        pid = int(output.readline())
        parent.kill()
        parent.wait()
    _wait_for(lambda: not _is_alive(pid))


def test_grandchildren_are_stopped_too() -> None:
    code = f"import subprocess; child = subprocess.Popen({SLEEP!r}); print(child.pid, flush=True); child.wait()"
    child = Child("a child with a child", [sys.executable, "-c", code])
    supervisor = Supervisor([child], os.environ)
    reading, writing = os.pipe()
    keep = os.dup(1)
    os.dup2(writing, 1)
    try:
        supervisor.tend()
    finally:
        os.dup2(keep, 1)
        os.close(keep)
        os.close(writing)
    with os.fdopen(reading) as output:
        grandchild = int(output.readline())
    assert _is_alive(grandchild)
    supervisor.stop()
    _wait_for(lambda: not _is_alive(grandchild))
