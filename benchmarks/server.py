"""A real server for one benchmark: gunicorn on a free loopback port, one worker, production-like settings."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from config.settings import ROOT_DIR


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def serving(cache: str = "locmemcache://", workers: int = 1, threads: int = 1) -> Iterator[int]:
    """Serve the database of this process's environment, with one worker of one thread unless told; yields the port."""
    port = _free_port()
    environment = {
        **os.environ,
        "PORT": str(port),
        "WEB_CONCURRENCY": str(workers),
        "SITE_URL": f"http://127.0.0.1:{port}",
    }
    environment["CACHE_URL"] = cache
    command = [sys.executable, "-m", "gunicorn", "--threads", str(threads), "--keep-alive", "60", "config.wsgi"]
    process = subprocess.Popen(command, cwd=ROOT_DIR, env={**environment, "PYTHONPATH": "site:."})
    try:
        _wait(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError(f"gunicorn ended with {process.returncode}")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("gunicorn does not answer")
