"""The test database from its creation to its end, and what it holds again after a test that committed."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction
from pytest_django.plugin import DjangoDbBlocker, blocking_manager_key

from tests.migrated import ROOT, copy_sqlite, postgresql_template

Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]
MIGRATED: pytest.StashKey[Rows] = pytest.StashKey()
MIGRATING: pytest.StashKey[subprocess.Popen[bytes]] = pytest.StashKey()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Before several processes collect the tests, begin to migrate: they will all want what comes of it."""
    if session.config.getoption("numprocesses", None):
        session.config.stash[MIGRATING] = subprocess.Popen([sys.executable, "-m", "tests.migrated"], cwd=ROOT)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """If it fails, so does the first process that wants it, and tells why."""
    if migrating := session.config.stash.get(MIGRATING, None):
        migrating.wait()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: Any
) -> Iterator[None]:
    """Let the test database begin as a copy of the one that is migrated: little is left for Django to do."""
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
            connection.settings_dict["TEST"]["TEMPLATE"] = postgresql_template(cursor, os.environ["DATABASE_URL"])
        yield
        return
    # In memory, and there as long as someone is connected to it.
    with closing(copy_sqlite(connection.creation._get_test_db_name())):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any, pytestconfig: pytest.Config) -> Iterator[None]:
    """Keep what the migrations wrote; before PostgreSQL drops the test database, end the sessions left over."""
    with django_db_blocker.unblock():
        pytestconfig.stash[MIGRATED] = read_rows()
    gc.collect()
    gc.freeze()  # see house_rules.pytest_collection_finish
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )


@pytest.fixture(scope="module")
def module_transaction(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A transaction around the tests of a module, for what takes long to write and is the same for each of them.

    Each test has a transaction of its own inside. Not for modules whose tests commit; and a test is handed rows read
    anew, never the objects that another may have changed.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Put back what the migrations wrote (Wagtail's root page and collection) once a committed test is over."""
    yield
    if is_committed(item) and nextitem is not None:  # after the last test, the database itself is gone
        with item.config.stash[blocking_manager_key].unblock():
            restore_rows(item.config.stash[MIGRATED])


def is_committed(item: pytest.Item) -> bool:
    """Whether a test commits what it writes: pytest-django empties every table after it."""
    mark = item.get_closest_marker("django_db")
    return bool(mark and mark.kwargs.get("transaction")) or "transactional_db" in getattr(item, "fixturenames", ())


def read_rows() -> Rows:
    """Table → its columns and rows, as the database has them."""
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            if rows := cursor.fetchall():
                found[table] = [column[0] for column in cursor.description], rows
    return found


def restore_rows(kept: Rows) -> None:
    """Empty every table, and write these rows below the models: no signal may add a row of its own."""
    call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True, reset_sequences=False)
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        for table, (columns, rows) in kept.items():
            names, values = ", ".join(map(quote, columns)), ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {quote(table)} ({names}) VALUES ({values})", rows)
    ContentType.objects.clear_cache()
