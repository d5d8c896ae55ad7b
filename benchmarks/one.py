"""Measure one database of one size, given by the environment; print the figures as JSON.

    python -m benchmarks.one 10000 2000 500 500 500 3    # see KINDS

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

# Models can be imported only now: E402 is about that.
from django.core.management import call_command  # noqa: E402

from benchmarks import cases, sites  # noqa: E402
from benchmarks.imports import ROWS, time_import  # noqa: E402
from benchmarks.measure import Client, Timing  # noqa: E402
from benchmarks.registering import registrations  # noqa: E402
from benchmarks.server import serving  # noqa: E402
from places.map_data import MOST  # noqa: E402

KINDS = ("places", "workers", "businesses", "pages", "resources", "territories", "events")


def prepare(sizes: dict[str, int]) -> float:
    """Bring the database to so many synthetic rows; the seconds that writing the places took."""
    with contextlib.redirect_stdout(sys.stderr):
        call_command("migrate", verbosity=0)
        call_command("load_geography", verbosity=0)
        start = time.perf_counter()
        if sizes["places"]:
            call_command("seed", places=sizes["places"], verbosity=0)
        seconds = time.perf_counter() - start
        others = {kind: number for kind, number in sizes.items() if kind != "places"}
        if any(others.values()):
            call_command("seed", **others, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
    return seconds


def measure(sizes: dict[str, int]) -> dict[str, Timing]:
    """Every figure of this database."""
    places, workers = sizes["places"], sizes["workers"]
    windows = cases.windows_with(MOST, 20) if places else []
    listed = (cases.people() if workers else {}) | (cases.businesses() if sizes["businesses"] else {})
    host, own = sites.host_of_a_territory(), sites.of_a_territory() if sizes["pages"] else {}
    listed |= sites.of_the_portal() if sizes["pages"] else {}
    figures: dict[str, Timing] = {}
    with serving() as port:
        client = Client(port)
        figures["first page of a process"] = client.once("/teletravailleurs/" if workers else "/lieux/")
        figures["ok view"] = client.time(["/healthz"], 400)
        cases.warm_up(client)
        if places:
            figures |= cases.pages(client)
            figures |= cases.map_repeated(client, windows)
        figures |= cases.visits(client, listed)
        figures |= cases.visits(client, own, host)
    with serving(cache="dummycache://") as port:
        client = Client(port)
        cases.warm_up(client)
        if places:
            figures |= {f"{name}, nothing kept": timing for name, timing in cases.pages(client)}
            figures |= cases.map_first(client, windows)
        figures |= {f"{name}, nothing kept": timing for name, timing in cases.visits(client, listed)}
    if sizes["events"]:
        with serving(workers=2, threads=4) as port:  # as gunicorn.conf.py has it
            figures |= registrations(port, host)
    figures |= cases.counted(listed, figures) | cases.counted(own, figures, host)
    figures |= cases.functions()
    if places:
        figures[f"import of {ROWS} rows, nothing written"] = time_import()
    return figures


if __name__ == "__main__":
    asked = dict(zip(KINDS, [int(number) for number in sys.argv[1:]] + [0] * len(KINDS), strict=False))
    seeded = prepare(asked)
    result: dict[str, object] = {**asked, "seed_seconds": round(seeded, 1)}
    result["figures"] = {name: asdict(timing) for name, timing in measure(asked).items()}
    json.dump(result, sys.stdout)
