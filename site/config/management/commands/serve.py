"""Everything one machine needs to run Hameau, from one command: what ``make run`` and ``make dev`` call."""

from __future__ import annotations

import hashlib
import os
import signal
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import connections

from accounts.erasing import NotErased, replay
from cms.actions import sites_answer_at
from cms.origins import portal_address
from config.processes import Child, KeepsFailing, Supervisor
from config.sign_ins import DEMO_DOMAIN, DEMO_PASSWORD, DEMO_SIGN_INS
from geography.models import Commune

MANAGE = settings.ROOT_DIR / "manage.py"
MINUTE, HOUR = 60.0, 3600.0
READY_WITHIN = 60.0


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def static_files() -> Iterator[tuple[str, int, float]]:
    """Every static file of every app: its path, size in bytes and moment of change."""
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            yield path, found.st_size, found.st_mtime


def collect_static() -> bool:
    """Copy, name by content and compress the static files, unless nothing changed since; return whether it did."""
    digest = hashlib.sha256(repr((settings.STORAGES["staticfiles"], sorted(static_files()))).encode()).hexdigest()
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    if stamp.is_file() and stamp.read_text() == digest:
        return False
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(digest)
    return True


class Command(BaseCommand):
    """Prepares the data folder, then keeps the web server, the task worker and the hourly chores running."""

    help = "Prepare the database and the static files, then run the site and its tasks until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
        parser.add_argument("--reload", action="store_true", help="Django's own server, started again at each change")

    def handle(self, *args: Any, host: str, port: int, reload: bool, **options: Any) -> None:
        if not is_free(host, port):
            raise CommandError(
                f"Port {port} of {host} is taken: Hameau may be running already. Stop it, or choose another port:\n"
                f"    make run PORT={port + 1}"
            )
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
        self.prepare()
        environment = {
            **os.environ,
            "HAMEAU_MODE": settings.MODE,
            "HAMEAU_HOME": str(settings.HAMEAU_HOME),
            "HOST": host,
            "PORT": str(port),
            "PYTHONPATH": os.pathsep.join(filter(None, [*settings.SOURCE_ROOTS, os.environ.get("PYTHONPATH", "")])),
        }
        supervisor = Supervisor(children(host, port, reload=reload), environment)
        connections.close_all()
        supervisor.start()
        threading.Thread(target=self.announce, args=(host, port, supervisor), daemon=True).start()
        try:
            supervisor.watch()
        except KeepsFailing as failure:
            raise CommandError(f"{failure} Its last words are above.") from failure
        self.stdout.write("Stopped.")

    def prepare(self) -> None:
        """Bring the database and the static files, at the same time, to what this version of the code needs."""
        with ThreadPoolExecutor(max_workers=1) as other_core:
            static = other_core.submit(lambda: settings.DEBUG or collect_static())
            self.say("Database…")
            call_command("migrate", interactive=False, verbosity=0)
            self.erase_again()
            if not Commune.objects.exists():
                self.say("Communes of France…")
                call_command("load_geography", verbosity=0)
            if settings.DEMO and not get_user_model().objects.filter(email__endswith=f"@{DEMO_DOMAIN}").exists():
                self.say("Demo territory…")
                call_command("load_demo", verbosity=0)
            if settings.DEMO:
                sites_answer_at(portal_address().port)
            if not static.done():
                self.say("Static files…")
            static.result()

    def erase_again(self) -> None:
        """Erase whom an older backup brought back: the site stays closed while it would show them."""
        try:
            again = replay()
        except NotErased as error:
            way = "`manage.py replay_erasures --apply --traceback` shows where it fails."
            raise CommandError(f"The database is older than some erasures. {error} {way}") from error
        if again:
            self.say(f"{again} accounts erased again: the database is older than their erasure.")

    def announce(self, host: str, port: int, supervisor: Supervisor) -> None:
        """Say where the site is once it answers."""
        if not answers(f"http://{host}:{port}/healthz", supervisor):
            return
        lines = ["", f"Hameau is ready:  {settings.SITE_URL}/   (sign in: {settings.SITE_URL}/compte/connexion/)"]
        if settings.DEMO:
            there = get_user_model().objects.filter(email__in=DEMO_SIGN_INS).values_list("email", flat=True)
            lines += ["", f"Demo sign-ins, password {DEMO_PASSWORD}:"]
            lines += [f"  {email:<26} {who}" for email, who in DEMO_SIGN_INS.items() if email in set(there)]
            connections.close_all()
        self.say("\n".join([*lines, "", "Ctrl-C stops it."]))

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def children(host: str, port: int, *, reload: bool) -> list[Child]:
    """The processes of a running Hameau."""
    manage = [sys.executable, str(MANAGE)]
    web = [sys.executable, "-m", "gunicorn", "--config", str(settings.ROOT_DIR / "gunicorn.conf.py"), "config.wsgi"]
    if reload:
        web = [*manage, "runserver", f"{host}:{port}"]
    return [
        Child("The web server", web),
        Child("The task worker", [*manage, "work", "--verbosity=0", *(["--reload"] if reload else [])]),
        Child("What is due", [*manage, "run_due"], period=HOUR, delay=MINUTE),
    ]


def answers(url: str, supervisor: Supervisor, within: float = READY_WITHIN) -> bool:
    """Wait until an address answers well; ``False`` when it does not within so many seconds or all is stopping."""
    until = time.monotonic() + within
    while time.monotonic() < until and not supervisor.stopping:
        try:
            with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310 - our own address
                if response.status == HTTPStatus.OK:
                    return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False
