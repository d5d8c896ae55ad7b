"""A real Hameau for the browser: ``manage.py serve`` in demo mode, on the database under test, with its own folder."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.browser.prepared import prepared

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN = 300.0
STOPPED_WITHIN = 30.0


@dataclass(frozen=True)
class DemoSite:
    """A running site with what its processes read, and how to read it without a browser."""

    url: str
    home: Path
    process: subprocess.Popen[bytes]
    environment: dict[str, str]

    def get(self, path: str) -> str:
        """The text of an address. Raises ``HTTPError`` on an answer that is not good."""
        with urllib.request.urlopen(self.url + path, timeout=20) as response:
            return str(response.read().decode())

    def log(self) -> str:
        """Everything the processes have said."""
        return (self.home / "serve.log").read_text()


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(home: Path) -> Iterator[DemoSite]:
    """Start the site on a prepared demo; stop it as an operator would, insist that it ends well."""
    shutil.rmtree(home, ignore_errors=True)
    port = free_port()
    with prepared(home) as url, (home / "serve.log").open("wb") as log:
        environment = {
            **{name: value for name, value in os.environ.items() if name not in {"SECRET_KEY", "SITE_URL"}},
            "HAMEAU_MODE": "demo",
            "HAMEAU_HOME": str(home),
            "PORT": str(port),
            "DATABASE_URL": url,
        }
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), "serve"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        site = DemoSite(f"http://127.0.0.1:{port}", home, process, environment)
        try:
            wait_until_ready(site)
            yield site
        finally:
            stop(site)


def wait_until_ready(site: DemoSite) -> None:
    """Wait for the announcement of the site: its pages are loaded, its demo too. Raises ``AssertionError``."""
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until:
        if site.process.poll() is not None:
            raise AssertionError(f"The demo site did not start:\n{site.log()}")
        if "Hameau is ready" in site.log():
            return
        time.sleep(0.1)
    raise AssertionError(f"The demo site was not ready within {READY_WITHIN:.0f} s:\n{site.log()}")


def stop(site: DemoSite) -> None:
    """Ask the site to stop. Raises ``AssertionError`` when it has to be killed or ends badly."""
    if site.process.poll() is None:
        site.process.send_signal(signal.SIGTERM)
    try:
        code = site.process.wait(STOPPED_WITHIN)
    except subprocess.TimeoutExpired:
        os.killpg(site.process.pid, signal.SIGKILL)
        raise AssertionError(f"The demo site did not stop:\n{site.log()}") from None
    assert code == 0, f"The demo site ended with {code}:\n{site.log()}"


def answers(url: str) -> bool:
    """Whether an address gives a good answer."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False
