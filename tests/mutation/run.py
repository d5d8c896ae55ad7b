"""``make mutants``: what share of small wrong changes to permissions, visibility and retention do the tests notice?"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.mutation.session import ROOT, MutationSession, Outcome

HERE = Path(__file__).parent
ENOUGH = 0.90
"""The share of mutants to kill, in each group."""
NOTICED = {"killed", "timeout"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print a table and the survivors, write ``var/mutants.json``; 1 when too many survive, 2 on failing tests."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", help="modules; all by default")
    parser.add_argument("--tests", nargs="*", help="tests to ask; those of targets.toml by default")
    parser.add_argument("--without", nargs="*", default=[], help="test files not to ask")
    parser.add_argument("--json", type=Path, default=ROOT / "var" / "mutants.json")
    parser.add_argument("--budget", type=float, default=30.0, help="seconds of tests to ask about one mutant")
    options = parser.parse_args(arguments)
    told = tomllib.loads((HERE / "targets.toml").read_text("utf-8"))
    groups = {
        group: [target for target in targets if not options.only or target.partition(":")[0] in options.only]
        for group, targets in told["modules"].items()
    }
    session = MutationSession([target for targets in groups.values() for target in targets], options.budget)
    status = pytest.main(
        [
            *(options.tests or told["tests"]),
            *["--quiet", "--capture=sys", "--no-header", "--no-summary", "-p", "no:randomly", "-p", "no:xdist"],
            *[f"--ignore={path}" for path in options.without],
            *["-m", "not browser and not geocoder and not postgresql"],
        ],
        plugins=[session],
    )
    if status != pytest.ExitCode.OK:
        return 2
    rows = summary(groups, session.outcomes, equivalents())
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", "utf-8")
    sys.stdout.write("\n".join(report(rows)) + "\n")
    if session.failures:
        failures = "\n  ".join(["These tests fail without any mutant, and were not asked:", *session.failures])
        sys.stdout.write(failures + "\n")
        return 2
    return 1 if any(group["share"] < ENOUGH for group in rows["groups"].values()) else 0


def equivalents() -> dict[tuple[str, str, str], str]:
    """The reviewed list: mutants that change nothing that anyone could notice, and why."""
    rows = tomllib.loads((HERE / "equivalent.toml").read_text("utf-8")).get("mutant", [])
    return {(row["module"], row["place"], row["change"]): row["why"] for row in rows}


def summary(
    groups: dict[str, list[str]], outcomes: Iterable[Outcome], equivalent: dict[tuple[str, str, str], str]
) -> dict[str, Any]:
    """Counts for each module and group, and each survivor."""
    of_module: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        of_module[outcome.mutant.module].append(outcome)
    modules = {name: _counts(found, equivalent) for name, found in of_module.items()}
    return {
        "groups": {
            group: _counts(
                [each for name in dict.fromkeys(t.partition(":")[0] for t in targets) for each in of_module[name]],
                equivalent,
            )
            for group, targets in groups.items()
            if targets
        },
        "modules": modules,
        "survivors": [
            {
                "module": each.mutant.module,
                "place": each.mutant.place,
                "line": each.mutant.line,
                "change": each.mutant.change,
                "state": each.state,
            }
            for each in outcomes
            if each.state not in NOTICED and each.mutant.name not in equivalent
        ],
    }


def _counts(outcomes: list[Outcome], equivalent: dict[tuple[str, str, str], str]) -> dict[str, Any]:
    counted = [each for each in outcomes if each.mutant.name not in equivalent]
    killed = sum(each.state in NOTICED for each in counted)
    return {
        "mutants": len(counted),
        "killed": killed,
        "survived": sum(each.state == "survived" for each in counted),
        "unreached": sum(each.state in {"unreached", "unplaced"} for each in counted),
        "equivalent": len(outcomes) - len(counted),
        "share": round(killed / len(counted), 4) if counted else 1.0,
    }


def report(rows: dict[str, Any]) -> list[str]:
    """The survivors, then a table."""
    lines = []
    for each in rows["survivors"]:
        lines += [f"{each['module']}:{each['line']} {each['place']} ({each['state']})", f"    {each['change']}"]
    columns = ["mutants", "killed", "survived", "unreached", "equivalent"]
    lines += ["", f"{'':36}" + "".join(f"{column:>11}" for column in columns) + f"{'share':>8}"]
    for title, counts in [*rows["modules"].items(), *rows["groups"].items()]:
        numbers = "".join(f"{counts[column]:>11}" for column in columns)
        lines.append(f"{title:36}{numbers}{counts['share']:>8.1%}")
    return lines


if __name__ == "__main__":
    sys.exit(main())
