"""Reviewed files: what a person has read and accepted, compared with what is there now."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "snapshots"


def assert_reviewed(name: str, lines: Iterable[str], why: str) -> None:
    """Fail when the lines are not those of ``snapshots/<name>``; ``why`` tells what to ask oneself before accepting.

    ``UPDATE_SNAPSHOTS=1`` in the environment writes the file: its change is then reviewed like any other.
    """
    path = FOLDER / name
    now = [f"{line}\n" for line in lines]
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.write_text("".join(now))
    before = path.read_text().splitlines(keepends=True) if path.exists() else []
    if before != now:
        changes = "".join(difflib.unified_diff(before, now, f"reviewed: {name}", "now", n=0))
        pytest.fail(f"{changes}\n{why}\nUPDATE_SNAPSHOTS=1 accepts it.", pytrace=False)
