"""``make mutants``: what share of small wrong changes to permissions, visibility and retention do the tests notice?"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.mutation.kept import Kept
from tests.mutation.mutants import Mutant
from tests.mutation.session import ROOT, MutationSession, Outcome, wrong_versions

HERE = Path(__file__).parent
ENOUGH = 0.90
"""The share of mutants to kill, in each group."""
NOTICED = {"killed", "timeout"}
COLUMNS = ("mutants", "killed", "survived", "unreached", "equivalent", "untried")


def main(arguments: Sequence[str] | None = None) -> int:
    """Try what is not known yet, print the survivors and a table for each group, keep all in ``var/mutants.json``.

    1 when too many survive, 2 on failing tests or when interrupted: what was found until then is kept.
    """
    told = tomllib.loads((HERE / "targets.toml").read_text("utf-8"))
    options = _options(arguments, told["tests"])
    groups = {
        group: list(dict.fromkeys(target.partition(":")[0] for target in targets))
        for group, targets in told["modules"].items()
    }
    mutants: dict[str, list[Mutant]] = defaultdict(list)
    for target in (target for targets in told["modules"].values() for target in targets):
        mutants[target.partition(":")[0]] += wrong_versions(target)
    kept, files = Kept(options.json), _test_files(options.tests, options.without)
    asked = options.only or list(mutants)
    outcomes = {name: kept.holding(mutants[name], files) for name in mutants}
    if options.again:
        outcomes |= {name: [] for name in asked}
    status, failures = _try({name: mutants[name] for name in asked}, outcomes, kept, files, options.budget)
    rows = summary(groups, outcomes, equivalents(), {name: len(found) for name, found in mutants.items()})
    kept.write(rows)
    sys.stdout.write("\n".join(report(rows, groups, asked)) + "\n")
    for test, why in failures.items():
        sys.stdout.write(f"{test} fails without any mutant, and was not asked: {why}\n")
    if failures or status:
        return 2
    return 1 if any(group["share"] < ENOUGH for group in rows["groups"].values()) else 0


def _options(arguments: Sequence[str] | None, tests: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", help="modules; all by default")
    parser.add_argument("--tests", nargs="*", default=tests, help="tests to ask; those of targets.toml by default")
    parser.add_argument("--without", nargs="*", default=[], help="test files not to ask")
    parser.add_argument("--again", action="store_true", help="also try what earlier runs found and nothing changed")
    parser.add_argument("--json", type=Path, default=ROOT / "var" / "mutants.json")
    parser.add_argument("--budget", type=float, default=30.0, help="seconds of tests to ask about one mutant")
    return parser.parse_args(arguments)


def _test_files(asked: Sequence[str], without: Sequence[str]) -> list[str]:
    """The test files of some folders and files, from the root of the checkout."""
    paths = [ROOT / each for each in asked]
    found = sorted(file for path in paths for file in (path.rglob("test_*.py") if path.is_dir() else [path]))
    return [name for file in found if (name := str(file.relative_to(ROOT))) not in without]


def _try(
    mutants: dict[str, list[Mutant]], outcomes: dict[str, list[Outcome]], kept: Kept, files: list[str], budget: float
) -> tuple[int, dict[str, str]]:
    """Try of some modules what has no outcome, and add those; pytest's status, and the tests that fail anyway."""
    known = {outcome.mutant.name for name in mutants for outcome in outcomes[name]}
    new = {name: left for name, found in mutants.items() if (left := [one for one in found if one.name not in known])}
    if not new:
        return 0, {}
    about = sorted({file for name in new for file in kept.about(name, files)})

    def learned(reached: dict[str, set[str]]) -> None:
        kept.learn(reached, about)
        for name in new:
            kept.begin(name, files, outcomes[name])

    def noted(outcome: Outcome) -> None:
        outcomes[outcome.mutant.module].append(outcome)
        kept.note(outcome)
        if len(session.outcomes) % 10 == 0:
            kept.write()

    session = MutationSession([one for left in new.values() for one in left], budget, learned, noted)
    session.kills.update(kept.who_noticed(new))
    status = pytest.main(
        [
            *about,
            *["--quiet", "--capture=sys", "--no-header", "--no-summary", "-p", "no:randomly", "-p", "no:xdist"],
            *["--assert=plain", "--tb=native"],  # nobody reads why a test noticed a mutant
            *["-m", "not browser and not geocoder and not postgresql"],
        ],
        plugins=[session],
    )
    return int(status), session.failures


def equivalents() -> dict[tuple[str, str, str], str]:
    """The reviewed list: mutants that change nothing that anyone could notice, and why."""
    rows = tomllib.loads((HERE / "equivalent.toml").read_text("utf-8")).get("mutant", [])
    return {(row["module"], row["place"], row["change"]): row["why"] for row in rows}


def summary(
    groups: dict[str, list[str]],
    outcomes: dict[str, list[Outcome]],
    equivalent: dict[tuple[str, str, str], str],
    mutants: dict[str, int],
) -> dict[str, Any]:
    """Counts for each module and group, and each survivor; ``mutants``: how many each module has."""
    return {
        "groups": {
            group: _counts(
                [each for name in names for each in outcomes[name]], equivalent, sum(mutants[name] for name in names)
            )
            for group, names in groups.items()
        },
        "counts": {name: _counts(found, equivalent, mutants[name]) for name, found in outcomes.items()},
        "survivors": [
            {
                "module": each.mutant.module,
                "place": each.mutant.place,
                "line": each.mutant.line,
                "change": each.mutant.change,
                "state": each.state,
            }
            for found in outcomes.values()
            for each in sorted(found, key=lambda each: each.mutant.line)
            if each.state not in NOTICED and each.mutant.name not in equivalent
        ],
    }


def _counts(outcomes: list[Outcome], equivalent: dict[tuple[str, str, str], str], mutants: int) -> dict[str, Any]:
    counted = [each for each in outcomes if each.mutant.name not in equivalent]
    killed = sum(each.state in NOTICED for each in counted)
    return {
        "mutants": len(counted),
        "killed": killed,
        "survived": sum(each.state == "survived" for each in counted),
        "unreached": sum(each.state in {"unreached", "unplaced"} for each in counted),
        "equivalent": len(outcomes) - len(counted),
        "untried": mutants - len(outcomes),
        "share": round(killed / len(counted), 4) if counted else 1.0,
    }


def report(rows: dict[str, Any], groups: dict[str, list[str]], asked: Iterable[str]) -> list[str]:
    """The survivors in some modules, then a table for each group: of all that is known, whenever it was tried."""
    lines = []
    for each in rows["survivors"]:
        if each["module"] in asked:
            lines += [f"{each['module']}:{each['line']} {each['place']} ({each['state']})", f"    {each['change']}"]
    for group, names in groups.items():
        lines += ["", f"{group:30}" + "".join(f"{column:>11}" for column in COLUMNS) + f"{'share':>8}"]
        for title, counts in [*((name, rows["counts"][name]) for name in names), ("all", rows["groups"][group])]:
            numbers = "".join(f"{counts[column]:>11}" for column in COLUMNS)
            lines.append(f"  {title:28}{numbers}" + (f"{counts['share']:>8.1%}" if counts["mutants"] else f"{'—':>8}"))
    return lines


if __name__ == "__main__":
    sys.exit(main())
