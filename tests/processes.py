"""Commands of the site in processes of their own, that need not start from nothing.

Starting Django and Wagtail takes a processor two seconds. One process does it (the fork server of the standard
library, begun by the first command), and each command runs in a copy of it, with settings read anew.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.management import execute_from_command_line
from django.core.signals import setting_changed
from django.db import DEFAULT_DB_ALIAS, connections

ROOT = Path(__file__).resolve().parents[1]
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload([__name__])


def started(arguments: list[str], environment: Mapping[str, str], output: Path) -> ForkServerProcess:
    """A process that runs ``manage.py`` with these arguments; what it prints and its errors go to a file."""
    command = CONTEXT.Process(target=_run, args=(arguments, dict(environment), output))
    command.start()
    return command


def _run(arguments: list[str], environment: dict[str, str], output: Path) -> None:
    with output.open("ab") as file:
        os.dup2(file.fileno(), sys.stdout.fileno())
        os.dup2(file.fileno(), sys.stderr.fileno())
    os.environ.clear()
    os.environ.update(environment)
    _read_settings()
    execute_from_command_line(["manage.py", *arguments])


def _read_settings() -> None:
    """Settings as if the process had started in the environment that it has now."""
    module = importlib.import_module(settings.SETTINGS_MODULE)
    before = {name: value for name, value in vars(module).items() if name.isupper()}
    importlib.reload(module)
    for name, value in before.items():  # those alone: Wagtail has added its own
        if (now := getattr(module, name)) != value:
            setattr(settings, name, now)
            if name != "DATABASES":  # no signal is enough for them
                setting_changed.send(sender=_read_settings, setting=name, value=now, enter=True)
    connections.settings = connections.configure_settings(None)
    with suppress(AttributeError):
        del connections[DEFAULT_DB_ALIAS]  # asked its vendor while Django started


if not apps.ready:  # in the fork server
    sys.path.insert(0, str(ROOT / "site"))
    django.setup()
    importlib.import_module(settings.ROOT_URLCONF)
