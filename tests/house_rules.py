"""The rules of a test run, loaded before Django: test mode, the database asked for, and nothing skipped in CI."""

from __future__ import annotations

import gc
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis
from xdist.scheduler.loadscope import LoadScopeScheduling

gc.disable()  # until everything is imported, which makes much and throws away little

ROOT = Path(__file__).resolve().parents[1]
os.environ["HAMEAU_MODE"] = "test"
os.environ.setdefault("HAMEAU_HOME", str(ROOT / "var" / "test"))

# A deadline measures the machine: with two tests at once on two cores, it fails by chance.
hypothesis.register_profile("hameau", deadline=None)
hypothesis.load_profile("hameau")

_ACTS, _LOOKS = "a demo site that is acted on", "a demo site that is looked at"
TOGETHER = {
    **dict.fromkeys(("tests/browser/test_member_journey.py", "tests/browser/test_agency_handbook.py"), _ACTS),
    **dict.fromkeys(("tests/browser/test_accounts.py", "tests/browser/test_contact.py"), _ACTS),
    "tests/browser/test_serve.py": _ACTS,  # or it would be alone to need a second demo, where nothing else is looked at
    "tests/browser/test_checkin.py": _ACTS,
    "tests/browser/": _LOOKS,
    "tests/geography/test_geocoding.py": "one geocoding server",
    "tests/places/test_geocoding_tasks.py": "one geocoding server",
}
"""Tests that share what takes long to start, by the beginning of their address: one process runs them all."""

LONGEST = (
    _LOOKS,
    "tests/listings/test_desk_addresses.py",
    "tests/test_permission_matrix.py",
    "tests/test_agency_permissions.py",
    _ACTS,  # not at once: it would wait for the demo that the first one prepares
    "one geocoding server",
    "tests/mail/test_workers.py",
    "tests/test_bad_input.py",
    "tests/places/importing/test_real_files.py",
    "tests/directory/test_canary.py",
    "tests/directory/test_canary_channels.py",
    "tests/config/test_load_demo.py",
    "tests/config/test_checks.py",
    "tests/mutation/test_mutants.py",
)
"""What takes longest, begun first: the last one to run, runs alone. The others follow, those of many tests first."""

IN_CI = bool(os.environ.get("CI"))
MUST_HAVE_RUN = ("browser", "data", "geocoder")
"""Marks of tests that need something of the machine: in CI at least one of each has passed."""


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to run on another database than the one that ``make`` names."""
    asked = os.environ.get("HAMEAU_TEST_DATABASE")
    if asked and asked != database():
        raise pytest.UsageError(f"The tests should run on {asked}, but DATABASE_URL leads to {database()}.")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, rather than skip, what has no meaning on this database."""
    on_postgresql = database() == "postgresql"
    left_out = is_for_once if on_postgresql else is_for_postgresql
    others = set(filter(left_out, items))
    config.hook.pytest_deselected(items=list(others))
    items[:] = [item for item in items if item not in others]
    if hasattr(config, "workerinput"):
        many = Counter(group_of(item.nodeid) for item in items)
        items.sort(key=lambda item: (rank(group_of(item.nodeid)), -many[group_of(item.nodeid)]))


def is_for_postgresql(item: pytest.Item) -> bool:
    """Whether a test is about what only PostgreSQL does."""
    return item.get_closest_marker("postgresql") is not None


def is_for_once(item: pytest.Item) -> bool:
    """Whether a test runs on SQLite alone: it is marked so, or asks for no database and starts nothing that has one."""
    asks = {"db", "transactional_db", "django_db_setup", "demo_site"}.intersection(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("once") is not None or not (
        asks or item.get_closest_marker("django_db") or is_for_postgresql(item)
    )


def pytest_collection_finish() -> None:
    """Spare the garbage collector what is loaded by now: it stays, and looking at it takes a third of a second."""
    gc.freeze()
    gc.enable()


def group_of(nodeid: str) -> str:
    """What one process runs as a whole: a file, so that a module's fixtures are set up once, or some files together."""
    file = nodeid.partition("::")[0]
    return next((shared for start, shared in TOGETHER.items() if file.startswith(start)), file)


def rank(group: str) -> int:
    """When a group begins."""
    return LONGEST.index(group) if group in LONGEST else len(LONGEST)


class ByGroup(LoadScopeScheduling):  # type: ignore[misc]
    """Gives whole groups to processes, in the order of the items."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByGroup:
    """Share out the tests. (xdist's own groups are not seen by pytest 9.2, which names tests in another way.)"""
    config.option.loadscopereorder = False
    return ByGroup(config, log)


def pytest_report_header() -> str:
    return f"database: {database()}"


def database() -> str:
    """``sqlite`` or ``postgresql``."""
    from django.db import connection

    return str(connection.vendor)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI, fail a run that skipped anything: a green run that tested half is worse than a red one."""
    if problems(session.config) and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for problem in problems(config):
        terminalreporter.write_line(f"ERROR {problem}", red=True)


def problems(config: pytest.Config) -> list[str]:
    """What this run left out that CI must not."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if not IN_CI or reporter is None or hasattr(config, "workerinput") or config.option.collectonly:
        return []
    passed = {mark for report in reporter.stats.get("passed", []) for mark in report.keywords}
    skipped = len(reporter.stats.get("skipped", []))
    found = [f"No test marked {mark} has passed, in CI." for mark in MUST_HAVE_RUN if mark not in passed]
    return [*found, *([f"{skipped} tests were skipped, in CI."] if skipped else [])]
