"""gunicorn as ``gunicorn.conf.py`` has it, with an application that tells which process answered."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.browser.demo_site import free_port

ROOT = Path(__file__).resolve().parents[2]
WORKERS, THREADS = 2, 2
PLACES = WORKERS * THREADS
APPLICATION = """
import os, pathlib, time

def application(environ, start_response):
    if environ["PATH_INFO"] == "/crowd":
        pathlib.Path(os.environ["HERE"], f"{os.getpid()} {time.monotonic_ns()}").touch()
        while not pathlib.Path(os.environ["HERE"], "go").exists():
            time.sleep(0.01)
    body = str(os.getpid()).encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]
"""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "told.py").write_text(APPLICATION)
    port = free_port()
    environment = {**os.environ, "PORT": str(port), "WEB_CONCURRENCY": str(WORKERS), "HERE": str(tmp_path)}
    command = [sys.executable, "-m", "gunicorn", "--threads", str(THREADS), "--keep-alive", "60"]
    command += ["--pythonpath", str(tmp_path)]
    environment["PYTHONPATH"] = str(ROOT / "site")
    server = subprocess.Popen([*command, "told:application"], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        (tmp_path / "go").touch()
        server.terminate()
        server.wait(20)


def who_answers(address: str) -> str:
    for _ in range(200):
        try:
            with urlopen(address, timeout=30) as answer:
                return str(answer.read().decode())
        except URLError:  # it starts
            time.sleep(0.1)
    raise TimeoutError(address)


def test_a_crowd_is_shared_out_among_the_processes(address: str, tmp_path: Path) -> None:
    who_answers(address)
    with ThreadPoolExecutor(PLACES) as people:
        answers = people.map(who_answers, [f"{address}crowd"] * PLACES)
        for _ in range(200):
            if len(served := [file.name.split()[0] for file in tmp_path.glob("* *")]) == PLACES:
                break
            time.sleep(0.05)
        (tmp_path / "go").touch()
        assert sorted(Counter(served).values()) == [THREADS] * WORKERS, "Everyone is served, where a thread is free."
        assert sorted(answers) == sorted(served)


def test_connections_that_are_kept_leave_room_for_others(address: str) -> None:
    who_answers(address)
    host = address.removeprefix("http://").rstrip("/")
    with ExitStack() as lines:
        kept = [lines.enter_context(closing(HTTPConnection(host, timeout=30))) for _ in range(3 * PLACES)]
        for _ in range(2):  # the second time, each over the line that it has
            for connection in kept:
                connection.request("GET", "/")
                assert connection.getresponse().read()
                connection.auto_open = 0
            assert who_answers(address)
