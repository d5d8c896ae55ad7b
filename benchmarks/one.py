"""Measure one database of one size, given by the environment; print the figures as JSON.

    python -m benchmarks.one 10000

The first word of each figure's name says what it belongs to; ``run.py`` makes the table.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from dataclasses import asdict
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "site")]
django.setup()

from django.core.management import call_command  # noqa: E402

from benchmarks import cases  # noqa: E402
from benchmarks.imports import ROWS, time_import  # noqa: E402
from benchmarks.measure import Client, Timing  # noqa: E402
from benchmarks.server import serving  # noqa: E402
from places.map_data import MOST  # noqa: E402


def prepare(places: int) -> float:
    """Bring the database to ``places`` synthetic places; the seconds that writing them took."""
    with contextlib.redirect_stdout(sys.stderr):
        call_command("migrate", verbosity=0)
        call_command("load_geography", verbosity=0)
        start = time.perf_counter()
        call_command("seed", places=places, verbosity=0)
        seconds = time.perf_counter() - start
        call_command("seed", workers=cases.WORKERS, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
    return seconds


def measure() -> dict[str, Timing]:
    """Every figure of this database."""
    windows = cases.windows_with(MOST, 20)
    figures: dict[str, Timing] = {}
    with serving() as port:
        client = Client(port)
        figures |= cases.pages(client)
        figures |= cases.people(client)
        figures |= cases.map_repeated(client, windows)
    with serving(cache="dummycache://") as port:
        client = Client(port)
        figures |= {f"{name}, nothing kept": timing for name, timing in cases.pages(client)}
        figures |= cases.map_first(client, windows)
    figures |= cases.functions()
    figures[f"import of {ROWS} rows, nothing written"] = time_import()
    return figures


if __name__ == "__main__":
    number = int(sys.argv[1])
    seeded = prepare(number)
    result = {"places": number, "seed_seconds": round(seeded, 1)}
    result["figures"] = {name: asdict(timing) for name, timing in measure().items()}
    json.dump(result, sys.stdout)
