"""Child processes kept alive together: the web server and the task worker of one machine.

For a machine with an init system, that system does this job better (``docs/howto/deploy.md``); this is for everywhere
else: one command, one Ctrl-C.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

RESTARTS = 5
"""A child that ends more often than this within ``RESTART_WINDOW`` seconds will not get better by itself."""
RESTART_WINDOW = 60.0
STOP_PATIENCE = 15.0
"""Seconds between the request to stop and the order to."""
PR_SET_PDEATHSIG = 1


class KeepsFailing(Exception):
    """A child ends each time it is started."""


def _end_with_parent() -> None:
    """Have Linux stop this child should the parent be killed without a chance to do so (``prctl(2)``)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One command that must always be running or, with a ``period``, run again every so many seconds.

    ``delay``: how many seconds the first start waits, to leave the machine to what is needed at once.
    """

    name: str
    command: Sequence[str]
    period: float | None = None
    delay: float = 0.0
    process: subprocess.Popen[bytes] | None = None
    created: float = field(default_factory=time.monotonic)
    starts: deque[float] = field(default_factory=lambda: deque(maxlen=RESTARTS + 1))

    def start(self, environment: Mapping[str, str]) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches it once, through its parent."""
        self.starts.append(time.monotonic())
        self.process = subprocess.Popen(  # noqa: S603 - our own commands, no shell
            self.command, env=dict(environment), start_new_session=True, preexec_fn=_end_with_parent
        )

    def is_due(self) -> bool:
        """Whether it runs no more and should."""
        if self.process is not None and self.process.poll() is None:
            return False
        if not self.starts:
            return time.monotonic() - self.created >= self.delay
        return self.period is None or time.monotonic() - self.starts[-1] >= self.period

    def keeps_failing(self) -> bool:
        """Whether it was started too often lately."""
        return self.period is None and len(self.starts) > RESTARTS and self.starts[-1] - self.starts[0] < RESTART_WINDOW

    def ask_to_stop(self) -> None:
        """Ask it, and what it started itself, to finish what they are doing and end."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)

    def wait(self, until: float) -> None:
        """Wait for its end until a moment of the monotonic clock, then end it and all it started."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Supervisor:
    """Starts children, starts them again when they are due, and stops them all on SIGINT or SIGTERM."""

    def __init__(self, children: Sequence[Child], environment: Mapping[str, str]) -> None:
        self.children = children
        self.environment = environment
        self.stopping = False

    def start(self) -> None:
        """Listen to the signals that stop, and start every child."""
        signal.signal(signal.SIGINT, self._on_signal)
        signal.signal(signal.SIGTERM, self._on_signal)
        self.tend()

    def watch(self, interval: float = 0.5) -> None:
        """Keep the children running until told to stop. Raises ``KeepsFailing``; stops them all in any case."""
        try:
            while not self.stopping:
                self.tend()
                time.sleep(interval)
        finally:
            self.stop()

    def tend(self) -> None:
        """Start each child that is due."""
        for child in self.children:
            if child.is_due() and not self.stopping:
                if child.keeps_failing():
                    raise KeepsFailing(f"{child.name} ended {RESTARTS} times within a minute.")
                child.start(self.environment)

    def stop(self) -> None:
        """Ask every child to end, and insist with those that don't."""
        for child in self.children:
            child.ask_to_stop()
        until = time.monotonic() + STOP_PATIENCE
        for child in self.children:
            child.wait(until)

    def _on_signal(self, number: int, frame: object) -> None:
        self.stopping = True
