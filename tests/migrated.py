"""A database that is migrated once and copied: migrating takes long, and each process of the tests needs one.

Whoever comes first runs the migrations, as an operator would; who comes meanwhile waits. An SQLite copy stays under
``var/`` for the next run; a database of a PostgreSQL server goes with it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "var" / "test"
PATTERNS = ("**/migrations/*.py", "**/models.py", "**/models/*.py", "**/fields.py")
PACKAGES = ("directory", "places", "site")
"""Where they are looked for: what another process prepares or removes under ``var/`` meanwhile is none of them."""


def version() -> str:
    """What tells two states of the migrations apart: 16 hexadecimal digits of their text and of what is installed."""
    digest = hashlib.sha256((ROOT / "uv.lock").read_bytes())
    for path in sorted({path for name in PACKAGES for pattern in PATTERNS for path in (ROOT / name).glob(pattern)}):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def alone(what: str = "migrated") -> Iterator[None]:
    """Let one process at a time make a thing."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / f"{what}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def migrate(url: str) -> None:
    """Run the migrations on an empty database. Raises ``AssertionError`` with what was said."""
    command = [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity=0"]
    environment = {**os.environ, "HAMEAU_MODE": "test", "DATABASE_URL": url}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def sqlite_file() -> Path:
    """The migrated SQLite file of this state of the code."""
    path = FOLDER / f"migrated-{version()}.sqlite3"
    with alone():
        if not path.exists():
            for older in FOLDER.glob("migrated-*"):
                older.unlink()
            being_made = FOLDER / "migrated-now.sqlite3"
            migrate(f"sqlite:///{being_made}")
            being_made.rename(path)
    return path


def copy_sqlite(target: Path | str) -> sqlite3.Connection:
    """Copy it to another SQLite database, a path or the URI of one in memory; the caller closes the connection."""
    copy = sqlite3.connect(target, uri=True)
    with sqlite3.connect(sqlite_file()) as source:
        source.backup(copy)
    source.close()
    return copy


def postgresql_template(cursor: Any, url: str) -> str:
    """The name of the migrated database of a server. ``cursor`` is on another database of it, in no transaction."""
    name = f"migrated_{version()}"
    with alone():
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is None:
            cursor.execute('DROP DATABASE IF EXISTS "migrated_now"')
            cursor.execute('CREATE DATABASE "migrated_now"')
            migrate(f"{url.rsplit('/', 1)[0]}/migrated_now")
            cursor.execute(f'ALTER DATABASE "migrated_now" RENAME TO "{name}"')
    return name


def main() -> None:
    """Migrate where the tests of this environment run, unless it is done."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        sqlite_file()
        return
    with psycopg.connect(**where(server), dbname="postgres", autocommit=True) as connection:
        postgresql_template(connection.cursor(), server)


def where(server: str) -> dict[str, Any]:
    """How to connect to a PostgreSQL server, from the address of one of its databases."""
    parts = urlsplit(server)
    # The path may hold the folder of a socket before the database. Text surgery: urllib loses a leading "//".
    folder = parts.path.rsplit("/", 1)[0].removeprefix("/")
    user = parts.username or os.environ.get("PGUSER")
    found = {"host": parts.hostname or folder, "user": user, "password": parts.password, "port": parts.port}
    return {key: value for key, value in found.items() if value}


if __name__ == "__main__":
    main()
