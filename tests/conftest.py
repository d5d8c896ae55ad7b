"""What every test gets: strict templates, the reference data folder, no network but loopback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.db import connection

pytest_plugins = ["tests.factories.geography", "tests.geocoder.fixtures"]

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
DATA = SHARED / "data"


class UndefinedVariable(str):
    """What Django prints for a variable that does not exist: an error here."""

    __slots__ = ()

    def __contains__(self, other: object) -> bool:
        return True

    def __mod__(self, variable: object) -> str:
        raise AssertionError(f"The template reads {variable!s}, which is not defined.")


@pytest.fixture(autouse=True)
def _strict_templates(settings: LazySettings) -> None:
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable("%s")


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests marked ``data`` are skipped, with the reason, where the shared data is absent."""
    if DATA.is_dir():
        return
    for item in items:
        if item.get_closest_marker("data"):
            item.add_marker(pytest.mark.skip(reason=f"the shared data folder {DATA} is absent"))


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of real files to test with; only for tests marked ``data``."""
    return DATA


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Before PostgreSQL drops the test database, end the sessions that a busy machine has not let go of yet."""
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
