"""What every test gets: strict templates, the reference data folder, no network but loopback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.cache import cache

pytest_plugins = ["tests.database", "tests.factories.geography", "tests.geocoder.fixtures", "tests.permissions"]

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
def _fast_hasher(settings: LazySettings) -> None:
    """What is tested is who gets in, not how long a hash takes: a third of a second as it should be."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


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
