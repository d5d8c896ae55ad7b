"""One reading of a calendar, by a child process that is held to a time and a memory; its outcome as values."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings

from agenda.imports.vocabulary import Outcome

READER = Path(__file__).with_name("calendar_process.py")
TIMEOUT = 75.0
"""Seconds by the clock, for the network and the reading; the child has fewer of each."""


class Occurrence(NamedTuple):
    """An event of a calendar at one of its dates. ``zone`` is empty for whole days; texts are those of the partner."""

    uid: str
    recurrence: str
    sequence: int
    starts: datetime
    ends: datetime
    zone: str
    is_whole_day: bool
    is_cancelled: bool
    summary: str
    description: str
    location: str
    url: str


@dataclass(frozen=True)
class Reading:
    """What a reading found: an outcome, the events where it is ``READ``, and those left out, with the reason's code."""

    outcome: Outcome
    events: list[Occurrence] = field(default_factory=list)
    left_out: list[dict[str, str]] = field(default_factory=list)
    number_left_out: int = 0
    unsure: list[str] = field(default_factory=list)
    """UIDs of series whose dates could not be told."""


def read_address(
    url: str, first: date, last: date, zone: str, *, with_loopback: bool = False, timeout: float = TIMEOUT
) -> Reading:
    """Read the calendar at an address from one day to another. Never raises on what stands there.

    ``zone`` is that of the times that say none.
    """
    order = {
        "url": url,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "zone": zone,
        "agent": f"Hameau-calendars-bot (+{settings.SITE_URL})",
        "with_loopback": with_loopback,
    }
    # Nothing of the environment: it holds the secrets of the site, and the calendar may be hostile.
    command = [sys.executable, "-I", str(READER)]
    try:
        done = subprocess.run(  # noqa: S603
            command, input=json.dumps(order).encode(), capture_output=True, timeout=timeout, env={}, check=True
        )
        return reading_of(json.loads(done.stdout))
    except subprocess.TimeoutExpired:
        return Reading(Outcome.SILENT)
    except (subprocess.SubprocessError, ValueError, KeyError, TypeError):
        return Reading(Outcome.TOO_LONG)


def reading_of(told: dict[str, Any]) -> Reading:
    """What the child told. Raises ``ValueError``, ``KeyError`` or ``TypeError`` where it is none of ours."""
    outcome = Outcome(told["outcome"])
    if outcome != Outcome.READ:
        return Reading(outcome)
    events = [_occurrence(event) for event in told["events"]]
    return Reading(outcome, events, told["left_out"], told["number_left_out"], told["unsure"])


def _occurrence(event: dict[str, Any]) -> Occurrence:
    moments = {name: datetime.fromisoformat(event[name]) for name in ("starts", "ends")}
    return Occurrence(**{**event, **moments})
