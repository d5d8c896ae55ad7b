"""A real backup, older than an erasure, is put in the place of the database: the command erases the person again."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import connection

from accounts.erasing import erase
from tests.factories.contact import write_to
from tests.factories.listings import make_user
from tests.factories.places import make_place
from tests.factories.workers import make_worker
from tests.processes import started

pytestmark = pytest.mark.django_db(transaction=True)
MARK, OTHER = "zyxomme", "voisine"


class Backup:
    """A copy of the test's database as it is now, that a process of its own can be pointed to."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.name = folder, f"{connection.settings_dict['NAME']}_backup"
        if connection.vendor == "sqlite":
            self.url = f"sqlite:///{folder}/backup.sqlite3"
            connection.ensure_connection()
            with closing(sqlite3.connect(folder / "backup.sqlite3")) as copy:
                connection.connection.backup(copy)
        else:
            self.server = os.environ["DATABASE_URL"].rpartition("/")[0]
            self.url = f"{self.server}/{self.name}"
            source = connection.settings_dict["NAME"]
            connection.close()  # PostgreSQL copies only what nobody is connected to
            self._administer(f'CREATE DATABASE "{self.name}" TEMPLATE "{source}"')

    def _administer(self, statement: str) -> None:
        settings = connection.settings_dict
        where = {"host": settings["HOST"] or None, "port": settings["PORT"] or None, "user": settings["USER"] or None}
        with psycopg.connect(dbname="postgres", autocommit=True, **where) as server:  # type: ignore[arg-type]
            server.execute(statement)  # type: ignore[call-overload]

    @contextmanager
    def opened(self) -> Iterator[Any]:
        """A connection to the copy."""
        if connection.vendor == "sqlite":
            with closing(sqlite3.connect(self.folder / "backup.sqlite3")) as database:
                yield database
        else:
            settings = {key.lower(): connection.settings_dict[key] or None for key in ("HOST", "PORT", "USER")}
            with psycopg.connect(dbname=self.name, **settings) as database:
                yield database

    def tables_with(self, word: str) -> set[str]:
        """The tables of the copy where a word stands in any column."""
        tables = [model._meta.db_table for model in apps.get_models(include_auto_created=True)]
        with self.opened() as database:
            rows = {table: database.execute(f'SELECT * FROM "{table}"').fetchall() for table in tables}
        return {table for table in tables if word in str(rows[table]).lower()}

    def command(self, *arguments: str) -> str:
        """Run a command of the site on the copy, in the folder that kept the list of erasures."""
        told = {"HAMEAU_MODE": "test", "HAMEAU_HOME": str(self.folder), "DATABASE_URL": self.url}
        output = self.folder / "output"
        output.unlink(missing_ok=True)
        process = started(list(arguments), {**os.environ, **told}, output)
        process.join(120)
        assert process.exitcode == 0, output.read_text()
        return output.read_text()

    def drop(self) -> None:
        """Leave nothing on the server."""
        if connection.vendor == "postgresql":
            self._administer(f'DROP DATABASE "{self.name}" WITH (FORCE)')


def test_who_left_since_is_erased_again_and_nobody_else(settings: Any, tmp_path: Path) -> None:
    settings.HAMEAU_HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    user, other = make_user(first_name=MARK), make_user(first_name=OTHER)
    make_worker(user, display_name=f"Ada {MARK}", presentation=f"Chez {MARK}")
    make_worker(other, display_name=f"Bea {OTHER}")
    write_to(make_place(owner=other), user, text=f"Bonjour, {MARK}")
    user.email = f"{MARK}@exemple.fr"
    user.save()
    backup = Backup(tmp_path)
    try:
        erase(user)
        held = backup.tables_with(MARK)
        assert {"accounts_user", "directory_remoteworker", "wagtailcore_revision", "listings_message"} <= held
        assert "1 accounts to erase again" in backup.command("replay_erasures")
        assert backup.tables_with(MARK) == held, "It only counted."
        assert "1 accounts erased again" in backup.command("replay_erasures", "--apply")
        left = {table for table in backup.tables_with(MARK) if not table.startswith("search_")}
        assert not left
        assert {"accounts_user", "directory_remoteworker"} <= backup.tables_with(OTHER)
        assert "0 accounts erased again" in backup.command("replay_erasures", "--apply")
    finally:
        backup.drop()
