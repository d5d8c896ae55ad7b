"""What is changed, and that a change in a fork reaches whoever holds the function already."""

from __future__ import annotations

import importlib
import os
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.mutation import kept, session
from tests.mutation.kept import Kept
from tests.mutation.mutants import Mutant, mutants_of
from tests.mutation.run import HERE, equivalents, report, summary
from tests.mutation.session import Outcome, install, live_functions, wrong_versions

SOURCE = '''
from datetime import timedelta
from functools import wraps

KEPT = timedelta(days=30)
label = "not a policy"

def twice(function):
    @wraps(function)
    def inner(*a): return function(*a)
    return inner

@twice
def may(user, row) -> bool:
    """Docstring."""
    if not user.active and user.age >= 18:
        raise ValueError("words")
    return Row.filter(owner=user, at__gt=row.at).exists()

def one(pk):
    return Row.select_for_update(of=("self",)).filter(pk=pk).first()

class Rows:
    NAMES = ("a", "b")

    @property
    def kept(self):
        return KEPT
'''


@pytest.fixture
def mutants(tmp_path: Path) -> list[Mutant]:
    path = tmp_path / "sample.py"
    path.write_text(SOURCE)
    return list(mutants_of("sample", path))


def changes(mutants: list[Mutant], place: str) -> set[str]:
    return {mutant.change for mutant in mutants if mutant.place == place}


def test_each_kind_of_change(mutants: list[Mutant]) -> None:
    rows = "Row.filter(owner=user, at__gt=row.at)"
    assert changes(mutants, "may") == {
        "not user.active and user.age >= 18 → not user.active or user.age >= 18",
        "not user.active and user.age >= 18 → user.active and user.age >= 18",
        "user.age >= 18 → user.age > 18",
        "18 → 19",
        "if not user.active and user.age >= 18: → if not (not user.active and user.age >= 18):",
        "raise ValueError('words') → left out",
        f"return {rows}.exists() → return None",
        f"return {rows}.exists() → return not {rows}.exists()",
        f"{rows} → Row.exclude(owner=user, at__gt=row.at)",
        f"{rows} → Row.filter(at__gt=row.at)",
        f"{rows} → Row.filter(owner=user)",
        f"{rows} → Row.filter(owner=user, at__gte=row.at)",
    }


def test_what_cannot_change_anything_is_left(mutants: list[Mutant]) -> None:
    """The last of one row is the first; which tables a lock takes, only a database with row locks could tell."""
    row = "Row.select_for_update(of=('self',))"
    assert changes(mutants, "one") == {
        f"return {row}.filter(pk=pk).first() → return None",
        f"{row}.filter(pk=pk) → {row}.exclude(pk=pk)",
        f"{row}.filter(pk=pk) → {row}.filter()",
        f"{row} → (lambda **named: Row)(of=('self',))",
    }


def test_constants_of_policy_and_no_others(mutants: list[Mutant]) -> None:
    assert changes(mutants, "KEPT") == {"30 → 31"}
    assert changes(mutants, "Rows.NAMES") == {
        "('a', 'b') → ('b',)",
        "('a', 'b') → ('a',)",
        "'a' → 'XXa'",
        "'b' → 'XXb'",
    }
    assert not changes(mutants, "label")


def in_a_fork(ask: Callable[[], bool]) -> bool:
    child = os.fork()
    if not child:
        try:
            os._exit(0 if ask() else 1)
        finally:
            os._exit(2)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_a_mutant_reaches_decorated_functions_and_properties_held_by_others() -> None:
    from listings.models import Listing
    from listings.reports import ChangeReport, ReportState

    module = importlib.import_module("listings.reports")
    (mutant,) = (each for each in wrong_versions("listings.reports:ChangeReport.is_new") if "!=" in each.change)
    report = ChangeReport(state=ReportState.NEW)

    def is_not_new() -> bool:
        install(mutant, live_functions({str(module.__file__)}))
        return not report.is_new

    assert in_a_fork(is_not_new)
    assert report.is_new

    actions = importlib.import_module("listings.actions")
    (mutant,) = wrong_versions("listings.actions:AlreadyClosed.__init__")

    def forgets_the_report() -> bool:
        install(mutant, live_functions({str(actions.__file__)}))
        return not hasattr(actions.AlreadyClosed(report), "report")

    assert in_a_fork(forgets_the_report)

    mutant = next(each for each in wrong_versions("listings.models:Listing.LIVE_ONLY"))

    def is_shorter_below() -> bool:
        before = [len(each.LIVE_ONLY) for each in Listing.__subclasses__()]
        install(mutant, live_functions(set()))
        return [len(each.LIVE_ONLY) for each in Listing.__subclasses__()] == [number - 1 for number in before]

    assert in_a_fork(is_shorter_below)


def test_what_survives_is_counted_and_named(mutants: list[Mutant]) -> None:
    states = ["killed", "timeout", "survived", "unreached"]
    outcomes = [Outcome(mutant, state) for mutant, state in zip(mutants[:5], [*states, "survived"], strict=True)]
    groups = {"all": ["sample", "other"]}
    rows = summary(groups, {"sample": outcomes, "other": []}, {mutants[4].name: "the same"}, {"sample": 7, "other": 2})
    assert rows["counts"]["sample"] == {
        "mutants": 4,
        "killed": 2,
        "survived": 1,
        "unreached": 1,
        "equivalent": 1,
        "untried": 2,
        "share": 0.5,
    }
    assert [each["change"] for each in rows["survivors"]] == [mutants[2].change, mutants[3].change]
    *_survivors, title, sample, other, total = report(rows, groups, ["sample"])
    assert title.split() == ["all", "mutants", "killed", "survived", "unreached", "equivalent", "untried", "share"]
    assert (sample.split()[-2:], other.split()[-2:], total.split()[-2:]) == (["2", "50.0%"], ["2", "—"], ["4", "50.0%"])


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of one module, ``app.sample``, and two files of tests."""
    monkeypatch.setattr(session, "ROOT", tmp_path)
    monkeypatch.setattr(kept, "ROOT", tmp_path)
    for path, text in {"site/app/sample.py": SOURCE, "tests/test_a.py": TESTS, "tests/test_b.py": "b"}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


TESTS = """
YEAR = 2026

def test():
    assert YEAR
"""
FILES = ["tests/test_a.py", "tests/test_b.py"]


def run_once(checkout: Path) -> None:
    """Two mutants: one that a test of the first file notices, and one that nothing does."""
    one, other, *_ = wrong_versions("app.sample")
    run = Kept(checkout / "var" / "mutants.json")
    run.learn({"app.sample": {"tests/test_a.py::test"}}, FILES)
    run.begin("app.sample", FILES, [])
    run.note(Outcome(one, "killed", "tests/test_a.py::test"))
    run.note(Outcome(other, "survived"))
    run.write()


def still_known(checkout: Path, files: list[str] = FILES) -> list[str]:
    found = Kept(checkout / "var" / "mutants.json").holding([*wrong_versions("app.sample")], files)
    return [outcome.state for outcome in found]


@pytest.mark.parametrize(
    ("changed", "text", "known"),
    [
        ("site/app/sample.py", SOURCE.replace("18", "21"), []),
        ("tests/test_a.py", TESTS.replace("assert", "assert not"), []),
        ("tests/test_a.py", TESTS.replace("2026", "2027"), []),
        ("tests/test_a.py", f"{TESTS}\n\ndef test_more():\n    pass\n", ["killed"]),
        ("tests/test_a.py", "", []),
        ("tests/test_b.py", "changed", ["killed"]),
        ("tests/test_c.py", "new, as far as anyone knows", ["killed"]),
        ("templates/page.html", "", ["killed", "survived"]),
    ],
)
def test_only_what_changed_is_tried_again(checkout: Path, changed: str, text: str, known: list[str]) -> None:
    run_once(checkout)
    assert still_known(checkout) == ["killed", "survived"]
    (checkout / changed).parent.mkdir(exist_ok=True)
    (checkout / changed).write_text(text)
    asked = FILES + [changed] * changed.endswith("c.py")
    assert still_known(checkout, asked) == known


def test_only_the_tests_that_reach_a_module_are_asked(checkout: Path) -> None:
    run_once(checkout)
    then = Kept(checkout / "var" / "mutants.json")
    assert [*then.about("app.sample", FILES)] == ["tests/test_a.py"]
    assert [*then.about("app.other", FILES)] == FILES, "nobody looked which reach it"
    assert [*then.who_noticed(["app.sample"])] == [("app.sample", "KEPT", "tests/test_a.py::test")]
    (checkout / "tests/test_b.py").write_text("from app import other, sample")
    then.learn({"app.sample": set()}, FILES)
    assert [*then.about("app.sample", FILES)] == ["tests/test_b.py"], "it may name a constant, which nothing runs"


def test_targets_exist_and_each_reviewed_mutant_is_still_one() -> None:
    targets = tomllib.loads((HERE / "targets.toml").read_text("utf-8"))["modules"]
    names = set()
    for target in (target for group in targets.values() for target in group):
        found = {mutant.name for mutant in wrong_versions(target)}
        assert found, f"{target} has nothing to change"
        names |= found
    assert set(equivalents()) <= names
    assert all(equivalents().values())
