"""A demo that is prepared once and copied: loading it and its static files takes long, and each process wants a site.

``prepare`` is what ``make run`` does before it serves. Whoever comes first does it; who comes meanwhile waits. Kept
under ``var/`` and on the PostgreSQL server for a day, and as long as no source changes.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from tests.migrated import FOLDER, ROOT, alone, copy_sqlite, postgresql_template, where

SOURCES = ("directory", "locale", "places", "site", "templates", "uv.lock")
PREPARE = "from config.management.commands.serve import Command; Command().prepare()"
SQLITE_FILE = "hameau.sqlite3"


def version() -> str:
    """What tells two prepared demos apart: 16 hexadecimal digits of every source, what is installed, and the day."""
    digest = hashlib.sha256(f"{datetime.now(UTC).date()}".encode())
    sources = {path for name in SOURCES for path in [ROOT / name, *(ROOT / name).glob("**/*")] if path.is_file()}
    for path in sorted(path for path in sources if "__pycache__" not in path.parts):
        digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def prepared(home: Path) -> Iterator[str]:
    """Fill a folder with a prepared demo; the address of its database, of this run's kind."""
    server = os.environ.get("DATABASE_URL", "")
    if server.startswith("postgres"):
        with _on_postgresql(home, server) as url:
            yield url
    else:
        with alone("prepared"):
            shutil.copytree(_sqlite_home(), home)
        yield f"sqlite:///{home / SQLITE_FILE}"


def _prepare(home: Path, url: str) -> None:
    """Do what ``make run`` does before it serves. Raises ``AssertionError`` with what was said."""
    command = [sys.executable, str(ROOT / "manage.py"), "shell", "--no-imports", "-c", PREPARE]
    named = {name: value for name, value in os.environ.items() if name not in {"SECRET_KEY", "SITE_URL", "PORT"}}
    environment = {**named, "HAMEAU_MODE": "demo", "HAMEAU_HOME": str(home), "DATABASE_URL": url}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def _anew(home: Path, kind: str) -> Path:
    """An empty folder to prepare in, older ones of its kind gone."""
    for older in FOLDER.glob(f"prepared-{kind}-*"):
        shutil.rmtree(older)
    being_made = home.with_name(f"prepared-{kind}-now")
    being_made.mkdir(parents=True)
    return being_made


def _sqlite_home() -> Path:
    home = FOLDER / f"prepared-sqlite-{version()}"
    if not home.exists():
        being_made = _anew(home, "sqlite")
        copy_sqlite(being_made / SQLITE_FILE).close()
        _prepare(being_made, f"sqlite:///{being_made / SQLITE_FILE}")
        being_made.rename(home)
    return home


@contextmanager
def _on_postgresql(home: Path, server: str) -> Iterator[str]:
    name = f"browser_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with psycopg.connect(**where(server), dbname="postgres", autocommit=True) as connection:
        cursor: Any = connection.cursor()
        with alone("prepared"):
            source, template = _postgresql_home(cursor, server)
            shutil.copytree(source, home)
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield _beside(server, name)
        finally:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _postgresql_home(cursor: Any, server: str) -> tuple[Path, str]:
    """The prepared folder, and the name of the prepared database."""
    name = f"prepared_{version()}"
    home = FOLDER / name.replace("_", "-postgresql-")
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    if cursor.fetchone() is None or not home.exists():
        being_made = _anew(home, "postgresql")
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{postgresql_template(cursor, server)}"')
        _prepare(being_made, _beside(server, name))
        being_made.rename(home)
    return home, name


def _beside(server: str, name: str) -> str:
    """The address of another database of the same server."""
    return f"{server.rsplit('/', 1)[0]}/{name}"
