"""A pytest session that runs the tests once, then once more for each mutant, in a fork of the warm process.

Nothing is written to the checkout, nothing is imported twice: in the child, the mutated body takes the place of the
right one inside the function object that everybody holds already, whatever decorators, managers or signals hold it.
"""

from __future__ import annotations

import gc
import importlib
import os
import signal
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import _lru_cache_wrapper, cache
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tests.mutation.mutants import Mutant, mutants_of

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 10.0
"""How many times longer than before the tests may take, before the mutant is taken for an endless loop."""


NOT_INSTALLED = 3
"""The exit status of a child that could not put its mutant in place: a fault of ours, not a test that notices."""


@dataclass
class Outcome:
    """What became of one mutant: ``killed`` (with the test), ``timeout``, ``survived``, ``unreached``, or
    ``unplaced`` when it can't be put in place (with the error): a fault of this tool, counted as a survivor."""

    mutant: Mutant
    state: str
    test: str = ""


@dataclass
class MutationSession:
    """The plugin that tries ``mutants``.

    ``budget``: how many seconds of tests to ask about one mutant; what they do not notice counts as a survivor. All
    times are the processor's, so that other work on the machine changes no result. ``learned`` is told once which
    tests reach each module, ``noted`` each outcome as it comes; ``kills`` may hold what earlier runs noticed.
    """

    mutants: Sequence[Mutant]
    budget: float = 30.0
    learned: Callable[[dict[str, set[str]]], None] = lambda _reached: None
    noted: Callable[[Outcome], None] = lambda _outcome: None
    outcomes: list[Outcome] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    kills: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    reached: dict[tuple[str, int], set[str]] = field(default_factory=lambda: defaultdict(set))

    def pytest_configure(self) -> None:
        """Write no example to disk and look for no shorter one: those of a mutant are no failure of ours."""
        import hypothesis  # once pytest is there to rewrite it

        phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
        hypothesis.settings.register_profile(
            "mutation", hypothesis.settings.default, database=None, derandomize=True, phases=phases
        )
        hypothesis.settings.load_profile("mutation")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """In place of pytest's own loop."""
        files = {mutant.module: mutant.code.co_filename for mutant in self.mutants}
        for module in files:
            importlib.import_module(module)
        self._run_once(session, {*files.values()})
        items = {item.nodeid: item for item in session.items}
        self.learned({module: self._reaching(file) for module, file in files.items()})
        live = live_functions({*files.values()})
        gc.collect()
        gc.freeze()  # or each child would copy the memory it looks through
        for mutant in self.mutants:
            outcome = self._try(session, items, mutant, live)
            self.outcomes.append(outcome)
            self.noted(outcome)
            tell(shown(outcome))
        tell("\n")
        return True

    def _run_once(self, session: pytest.Session, files: set[str]) -> None:
        """Without any mutant: how long each test takes, and which lines of the modules it reaches."""
        end: Any = session.items[0].parent  # a test that follows itself would not be set up again
        runtestprotocol(session.items[0], nextitem=end, log=False)  # makes the test database
        for item, following in zip(session.items, [*session.items[1:], end], strict=True):
            started = time.process_time()
            with reaching(files) as lines:
                reports = runtestprotocol(item, nextitem=following, log=False)
            self.seconds[item.nodeid] = time.process_time() - started
            if failed := [report for report in reports if report.failed]:
                why = failed[0].longreprtext.strip().splitlines()
                self.failures[item.nodeid] = why[-1] if why else ""  # whatever the mutant, it would seem to notice
                continue
            for place in lines:
                self.reached[place].add(item.nodeid)

    def _tests_of(self, mutant: Mutant, items: dict[str, pytest.Item]) -> set[str]:
        """The tests that reach a line; of a constant, those that reach its module, import it, or name it."""
        file = mutant.code.co_filename
        if not mutant.constant:
            return self.reached.get((file, mutant.line), set())
        name, module = mutant.place.partition(".")[0], sys.modules[mutant.module]
        naming_it = {
            test
            for test, item in items.items()
            if isinstance(item, pytest.Function)
            and (
                vars(item.module).get(name) is vars(module)[name]
                or any(each is module for each in vars(item.module).values())
            )
        }
        return self._reaching(file) | (naming_it - {*self.failures})

    def _reaching(self, file: str) -> set[str]:
        """The tests that reach any line of a module."""
        return set().union(*(found for (name, _), found in self.reached.items() if name == file))

    def _chosen(self, mutant: Mutant, tests: set[str], items: dict[str, pytest.Item]) -> list[str]:
        """The tests to ask, in order, within the budget: those that noticed another mutant in the same place; those
        written about the module, which import it or from it; the quick ones.
        """

        def rank(test: str) -> tuple[int, bool, float]:
            item = items[test]
            is_about = isinstance(item, pytest.Function) and mutant.module in imported(item.module)
            return -self.kills[mutant.module, mutant.place, test], not is_about, self.seconds[test]

        asked, total = [], 0.0
        for test in sorted(tests, key=rank):
            if total + self.seconds[test] <= self.budget:
                asked.append(test)
                total += self.seconds[test]
        return asked

    def _try(self, session: pytest.Session, items: dict[str, pytest.Item], mutant: Mutant, live: Live) -> Outcome:
        """The mutant in a child, with the tests that reach its line (of a constant: its module); those that noticed
        another in the same place come first.
        """
        tests = self._tests_of(mutant, items)
        asked = self._chosen(mutant, tests, items)
        if not asked:
            return Outcome(mutant, "unreached")
        reader, writer = os.pipe()
        child = os.fork()
        if not child:
            os.close(reader)
            limit = 5 + PATIENCE * sum(self.seconds[test] for test in asked)
            _in_child(session, [items[test] for test in asked], lambda: install(mutant, live), limit, writer)
        os.close(writer)
        with os.fdopen(reader) as pipe:
            test = pipe.read()
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            return Outcome(mutant, "timeout")
        if os.WEXITSTATUS(status) == NOT_INSTALLED:
            return Outcome(mutant, "unplaced", test)
        if os.WEXITSTATUS(status) == 0:
            return Outcome(mutant, "survived")
        self.kills[mutant.module, mutant.place, test] += 1
        return Outcome(mutant, "killed", test)


def shown(outcome: Outcome) -> str:
    """A point for a mutant that was noticed, a line for another."""
    mutant = outcome.mutant
    if outcome.state in {"killed", "timeout"}:
        return "."
    return f"\n{outcome.state}: {mutant.module}:{mutant.line} {mutant.place}: {mutant.change} {outcome.test}\n"


def tell(text: str) -> None:
    """Show progress, past what captures the output of tests."""
    if sys.__stderr__:
        sys.__stderr__.write(text)
        sys.__stderr__.flush()


@cache
def imported(module: ModuleType) -> frozenset[str]:
    """The modules that a test module imports, or from."""
    known = vars(module).values()
    return frozenset(
        name
        for each in known
        for name in (getattr(each, "__module__", None), getattr(each, "__name__", None))
        if isinstance(name, str)
    )


def path_of(module: str) -> Path:
    """Where a module's source is."""
    first, *rest = module.split(".")
    root = ROOT / "site" if (ROOT / "site" / first).is_dir() else ROOT
    return root.joinpath(first, *rest).with_suffix(".py")


def wrong_versions(target: str) -> Iterator[Mutant]:
    """The mutants of ``package.module``, or of what begins with a name in it: ``package.module:Class``."""
    name, _, start = target.partition(":")
    for mutant in mutants_of(name, path_of(name)):
        if mutant.place == start or not start or mutant.place.startswith(f"{start}."):
            yield mutant


class reaching:  # noqa: N801 - read as « with reaching(files) »
    """Notes the lines of some files that run meanwhile, in whatever thread."""

    def __init__(self, files: set[str]) -> None:
        self.files = files
        self.lines: set[tuple[str, int]] = set()

    def __enter__(self) -> set[tuple[str, int]]:
        threading.settrace(self._enter)
        sys.settrace(self._enter)
        return self.lines

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)
        threading.settrace(None)  # type: ignore[arg-type]

    def _enter(self, frame: FrameType, event: str, argument: object) -> Any:
        if frame.f_code.co_filename not in self.files:
            return None
        return self._line

    def _line(self, frame: FrameType, event: str, argument: object) -> Any:
        self.lines.add((frame.f_code.co_filename, frame.f_lineno))
        return self._line


def _in_child(
    session: pytest.Session, items: list[pytest.Item], put_in_place: Callable[[], None], limit: float, writer: int
) -> None:
    """Run the tests on a mutant, tell which one failed, and leave without tearing down what the parent holds."""
    for which, number, seconds in (
        (signal.ITIMER_PROF, signal.SIGPROF, limit),
        (signal.ITIMER_REAL, signal.SIGALRM, 60 + 10 * limit),  # what waits for ever uses no processor
    ):
        signal.signal(number, signal.SIG_DFL)
        signal.setitimer(which, seconds)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    try:
        put_in_place()
    except BaseException as error:
        os.write(writer, repr(error)[:500].encode())
        os._exit(NOT_INSTALLED)
    try:
        session._setupstate.teardown_exact(items[0])
        for item, following in zip(items, [*items[1:], None], strict=True):
            if any(report.failed for report in runtestprotocol(item, nextitem=following or item, log=False)):
                os.write(writer, item.nodeid.encode())
                os._exit(1)
    except BaseException as error:
        os.write(writer, repr(error)[:500].encode())
        os._exit(1)
    os._exit(0)


@dataclass(frozen=True)
class Live:
    """What holds the code of some files now: functions by file and qualified name, and what remembers answers."""

    functions: dict[tuple[str, str], list[FunctionType]]
    remembering: list[_lru_cache_wrapper[Any]]


def live_functions(files: set[str]) -> Live:
    """Find them among all that lives, also what the tests froze; ``isinstance()`` would wake up lazy objects."""
    gc.unfreeze()
    live = Live(defaultdict(list), [])
    for thing in gc.get_objects():
        if type(thing) is FunctionType and thing.__code__.co_filename in files:
            live.functions[thing.__code__.co_filename, thing.__code__.co_qualname].append(thing)
        elif type(thing) is _lru_cache_wrapper:
            live.remembering.append(thing)
    return live


def install(mutant: Mutant, live: Live) -> None:
    """Put the wrong code in place of the right one, in this process; forget answers that the right one gave."""
    module = sys.modules[mutant.module]
    for each in live.remembering:
        each.cache_clear()
    if mutant.constant:
        _rebind(module, mutant.place, eval(mutant.constant, vars(module)))
        return
    right = live.functions.get((mutant.code.co_filename, mutant.place))
    if not right:
        raise LookupError(f"{mutant.module}.{mutant.place} is not there")
    wrong = _find_code(mutant.code, mutant.place.split("."))
    for function in right:
        # Without its ``super()``, a body has no ``__class__`` any more; the function still brings one.
        function.__code__ = wrong.replace(co_freevars=function.__code__.co_freevars)


def _find_code(code: CodeType, names: list[str]) -> CodeType:
    for name in names:
        code = next(each for each in code.co_consts if isinstance(each, CodeType) and each.co_name == name)
    return code


def _rebind(module: ModuleType, place: str, wrong: object) -> None:
    """Give a constant another value: in its class and below, or in its module and wherever it was imported by name."""
    *classes, name = place.split(".")
    if classes:
        owner: Any = module
        for each in classes:
            owner = getattr(owner, each)
        _rebind_in_class(owner, name, vars(owner)[name], wrong)
        return
    right = vars(module)[name]
    for other in [*sys.modules.values()]:
        if isinstance(other, ModuleType) and vars(other).get(name) is right:
            setattr(other, name, wrong)


def _rebind_in_class(owner: type, name: str, right: object, wrong: object) -> None:
    """In a class, and in those below that add to its tuple: ``LIVE_ONLY = (*Listing.LIVE_ONLY, …)``."""
    for below in owner.__subclasses__():
        own = vars(below).get(name)
        if isinstance(own, tuple) and isinstance(right, tuple) and own[: len(right)] == right:
            _rebind_in_class(below, name, own, (*wrong, *own[len(right) :]))  # type: ignore[misc]
        elif own is None:
            _rebind_in_class(below, name, right, wrong)
    if name in vars(owner):
        setattr(owner, name, wrong)
