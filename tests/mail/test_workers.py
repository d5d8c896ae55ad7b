"""Real workers, in processes of their own: several at once, and killed in the middle of a mail."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from mail.models import OutgoingMail
from mail.tasks import send_due
from tests.factories.mails import make_mail
from tests.mail.smtp_server import HANG, SmtpServer, smtp_server
from tests.processes import started

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 240
"""Seconds for a process to start and end where many others run."""


class Workers:
    """Starts ``manage.py work`` on the database of the test, or on a copy of it when that lives in memory."""

    def __init__(self, server: SmtpServer, home: Path) -> None:
        self.server, self.home = server, home
        self.file: Path | None = None
        self.running: list[ForkServerProcess] = []
        self.output = home / "output"

    def environment(self) -> dict[str, str]:
        """Where the database and the mail server are."""
        if connection.vendor == "sqlite":
            if self.file is None:
                self.file = self.home / "hameau.sqlite3"
                connection.ensure_connection()
                with closing(sqlite3.connect(self.file)) as copy:
                    connection.connection.backup(copy)
            database = f"sqlite:///{self.file}"
        else:
            database = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{connection.settings_dict['NAME']}"
        mail = f"smtp://127.0.0.1:{self.server.port}"
        return {
            **os.environ,
            "HAMEAU_MODE": "test",
            "HAMEAU_HOME": str(self.home),
            "DATABASE_URL": database,
            "EMAIL_URL": mail,
        }

    def start(self, name: str = "un") -> ForkServerProcess:
        """A worker that stops when nothing waits. It bears the name of its earlier life."""
        command = ["work", "--batch", f"--worker-id={name}", "--verbosity=0"]
        command.append("--skip-checks")  # config.test_checks sees that a worker makes them
        worker = started(command, self.environment(), self.output)
        self.running.append(worker)
        return worker

    def finish(self, worker: ForkServerProcess) -> None:
        """Wait until it stops by itself."""
        worker.join(PATIENCE)
        assert worker.exitcode == 0, self.output.read_text()

    def kill(self, worker: ForkServerProcess) -> None:
        """End it without a chance to tidy up."""
        worker.kill()
        worker.join(PATIENCE)
        assert worker.exitcode == -signal.SIGKILL

    def mails(self) -> list[tuple[Any, ...]]:
        """State and « handed over » of every mail, in the workers' database."""
        query = "SELECT state, handed_over_at IS NOT NULL, error FROM mail_outgoingmail ORDER BY id"
        if self.file is None:
            with connection.cursor() as cursor:
                cursor.execute(query)
                return list(cursor.fetchall())
        with closing(sqlite3.connect(self.file)) as database:
            return list(database.execute(query))


@pytest.fixture
def workers(tmp_path: Path) -> Iterator[Workers]:
    with smtp_server() as server:
        workers = Workers(server, tmp_path)
        yield workers
        for worker in workers.running:
            if worker.is_alive():
                workers.kill(worker)
            worker.close()


def test_several_at_once_send_each_mail_once(workers: Workers) -> None:
    mails = [make_mail() for _ in range(20)]
    workers.server.delay = 0.05
    for _ in range(3):
        send_due.enqueue()
    for worker in [workers.start(f"w{rank}") for rank in range(3)]:
        workers.finish(worker)
    assert sorted(str(message["To"]) for message in workers.server.taken) == sorted(mail.to for mail in mails)
    assert {state for state, *_more in workers.mails()} == {OutgoingMail.State.SENT}


@pytest.mark.parametrize("step", [pytest.param("rcpt", marks=pytest.mark.once), "body"])
def test_killed_before_the_end_the_next_life_sends_it_once(workers: Workers, step: str) -> None:
    brand = {"sender": "Agence de Lozère", "sender_address": "agence@lozere.example"}
    # More text than the sockets hold: the body is still on its way.
    make_mail(text=("x" * 70 + "\n") * 120_000, headers={"Reply-To": "bonjour@lozere.example"}, **brand)
    send_due.enqueue()
    workers.server.script = {step: HANG}
    worker = workers.start()
    assert workers.server.reached(step, PATIENCE)
    workers.kill(worker)
    workers.server.script = {}
    workers.finish(workers.start())
    assert [state for state, *_more in workers.mails()] == [OutgoingMail.State.SENT], workers.mails()
    [message] = workers.server.taken
    assert str(message["From"]) == "Agence de Lozère <agence@lozere.example>"
    assert message["Reply-To"] == "bonjour@lozere.example"


def test_killed_after_the_end_it_is_not_sent_a_second_time(workers: Workers) -> None:
    make_mail()
    other = make_mail()
    send_due.enqueue()
    workers.server.script = {"end": HANG}
    worker = workers.start()
    assert workers.server.reached("end", PATIENCE)
    workers.kill(worker)
    workers.server.script = {}
    workers.finish(workers.start())
    assert len(workers.server.taken) == 2
    assert str(workers.server.taken[1]["To"]) == other.to
    assert [(state, bool(handed)) for state, handed, _error in workers.mails()] == [
        (OutgoingMail.State.WAITING, True),
        (OutgoingMail.State.SENT, True),
    ]
