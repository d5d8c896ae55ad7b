"""What earlier runs found, in ``var/mutants.json``: only what changed since is tried again.

That a test noticed a mutant holds while its module and that test read the same, with what its file has beside tests;
that none did, while all test files that reach the module do. Other modules, factories and templates are not looked at:
``--again`` tries everything.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.mutation.mutants import Mutant
from tests.mutation.session import ROOT, Outcome, path_of


class Kept:
    """The outcomes of earlier runs and of this one, with which test files reach which modules."""

    def __init__(self, path: Path) -> None:
        """Read what is there; nothing is, at first."""
        rows = json.loads(path.read_text("utf-8")) if path.exists() else {}
        self.path = path
        self.files: dict[str, dict[str, Any]] = rows.get("files", {})
        self.modules: dict[str, dict[str, Any]] = rows["modules"] if self.files else {}

    def write(self, summary: Mapping[str, Any] | None = None) -> None:
        """Put all on disk, whole or not at all; ``summary`` is for who reads it."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        rows = {**(summary or {}), "modules": self.modules, "files": self.files}
        beside = self.path.with_suffix(".new")
        beside.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", "utf-8")
        beside.replace(self.path)

    def about(self, module: str, files: Iterable[str]) -> dict[str, str]:
        """The test files that reach a module or name it, with their digests; also those that nobody knows yet."""
        found = {}
        for file in files:
            text = (ROOT / file).read_text("utf-8")
            known = self.files.get(file)
            is_known = known is not None and known["digest"] == digest(text)
            if not is_known or known["reaches"].get(module, True) or names(text, module):  # type: ignore[index]
                found[file] = digest(text)
        return found

    def holding(self, mutants: Sequence[Mutant], files: Sequence[str]) -> list[Outcome]:
        """What is known already of a module's mutants, when all these files may be asked."""
        module = mutants[0].module
        row = self.modules.get(module)
        if row is None or row["source"] != digest(path_of(module).read_text("utf-8")):
            return []
        now, held = self.about(module, files).items(), []
        known = {(each["place"], each["change"]): each for each in row["mutants"]}
        for mutant in mutants:
            each = known.get((mutant.place, mutant.change))
            if each and (self._still_there(each) if each["digest"] else now <= row["tests"].items()):
                held.append(Outcome(mutant, each["state"], each["test"]))
        return held

    def _still_there(self, row: Mapping[str, Any]) -> bool:
        """Whether the test that noticed a mutant reads as it did."""
        return bool(digest_of_test(row["test"]) == row["digest"])

    def who_noticed(self, modules: Iterable[str]) -> Iterable[tuple[str, str, str]]:
        """Module, place and test, of whatever an earlier run noticed: the tests to ask first."""
        for module in modules:
            for each in self.modules.get(module, {"mutants": []})["mutants"]:
                if each["digest"]:
                    yield module, each["place"], each["test"]

    def learn(self, reached: Mapping[str, set[str]], asked: Iterable[str]) -> None:
        """Note which modules (keys) the tests (values) of some files reach."""
        for file in asked:
            now = digest((ROOT / file).read_text("utf-8"))
            row = self.files.get(file)
            if row is None or row["digest"] != now:
                row = self.files[file] = {"digest": now, "reaches": {}}
            for module, tests in reached.items():
                row["reaches"][module] = any(test.partition("::")[0] == file for test in tests)

    def begin(self, module: str, files: Sequence[str], held: Iterable[Outcome]) -> None:
        """Forget of a module what no longer holds."""
        self.modules[module] = {
            "source": digest(path_of(module).read_text("utf-8")),
            "tests": self.about(module, files),
            "mutants": [self._row(outcome) for outcome in held],
        }

    def note(self, outcome: Outcome) -> None:
        """Add what became of one mutant."""
        self.modules[outcome.mutant.module]["mutants"].append(self._row(outcome))

    def _row(self, outcome: Outcome) -> dict[str, Any]:
        mutant = outcome.mutant
        return {
            "place": mutant.place,
            "change": mutant.change,
            "line": mutant.line,
            "state": outcome.state,
            "test": outcome.test,
            "digest": digest_of_test(outcome.test) if outcome.state == "killed" else "",
        }


def digest(text: str) -> str:
    """A short one: it tells versions of one file apart."""
    return sha256(text.encode()).hexdigest()[:16]


def digest_of_test(test: str) -> str:
    """Of ``file.py::Class::test[case]``: of its function or class, and what is no test in its file; "" without them."""
    file, _, name = test.partition("::")
    path = ROOT / file
    if not name or not path.is_file():
        return ""
    tests, beside = _parts(path.read_text("utf-8"))
    own = tests.get(name.partition("::")[0].partition("[")[0])
    return digest(beside + own) if own else ""


@cache
def _parts(text: str) -> tuple[dict[str, str], str]:
    """The source of each test function and class of a file, and of what is beside them."""
    tests, lines = {}, text.splitlines(keepends=True)
    for node in reversed(ast.parse(text).body):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name.lower().startswith("test"):
            start = min(each.lineno for each in (node, *node.decorator_list)) - 1
            tests[node.name] = "".join(lines[start : node.end_lineno])
            del lines[start : node.end_lineno]
    return tests, "".join(lines).strip()


def names(text: str, module: str) -> bool:
    """Whether a test's source imports a module, or from it."""
    package, _, name = module.rpartition(".")
    return bool(re.search(rf"\b{re.escape(module)}\b|\bfrom {re.escape(package)} import .*\b{name}\b", text))
