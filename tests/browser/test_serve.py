"""The running site as its operator meets it: refused ports, children that die, and a clean end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browser.demo_site import ROOT, DemoSite, answers

SIGN_INS = ("admin", "agence48", "agence12", "membre", "entreprise", "lieu")


def children(parent: int) -> dict[int, str]:
    """The processes that another one started, and their commands."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                if int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1]) == parent:
                    found[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ")
            except FileNotFoundError:
                continue
    return found


def wait_for(condition: Callable[[], object], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "It never happened."
        time.sleep(0.1)


def test_it_says_where_it_is_and_who_may_sign_in(demo_site: DemoSite) -> None:
    log = demo_site.log()
    assert f"Hameau is ready:  {demo_site.url}/" in log
    assert all(f"{name}@demo.example" in log for name in SIGN_INS)
    assert "hameau-demo" in log


def test_a_taken_port_is_said(demo_site: DemoSite, tmp_path: Path) -> None:
    port = str(urlsplit(demo_site.url).port)
    environment = {**os.environ, "HAMEAU_MODE": "demo", "HAMEAU_HOME": str(tmp_path), "PORT": port}
    command = [sys.executable, str(ROOT / "manage.py"), "serve"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240)
    assert done.returncode == 1
    assert f"Port {port} of 127.0.0.1 is taken" in done.stderr
    assert "Traceback" not in done.stderr
    assert answers(f"{demo_site.url}/healthz")


@pytest.mark.parametrize("command", ["manage.py work", "gunicorn"])
def test_a_killed_child_comes_back(demo_site: DemoSite, command: str) -> None:
    def pids() -> list[int]:
        return [pid for pid, line in children(demo_site.process.pid).items() if command in line]

    wait_for(pids)
    before = pids()
    os.kill(before[0], signal.SIGKILL)
    wait_for(lambda: pids() and pids() != before)
    if command == "gunicorn":  # its orphans answer until they notice: wait for the workers of the new one
        wait_for(lambda: any(children(pid) for pid in pids() if pid not in before))
    wait_for(lambda: answers(f"{demo_site.url}/readyz"))
