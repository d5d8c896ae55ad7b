"""Timing requests and calls: medians and 95th percentiles, in milliseconds."""

from __future__ import annotations

import http.client
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import django.test
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

LONGEST, FEWEST = 15.0, 5
"""Seconds after which a series ends, once it has so many runs: a calendar of 500 events is half a second of work."""


@dataclass(frozen=True)
class Timing:
    """What a series of runs took, in milliseconds."""

    median: float
    p95: float
    runs: int
    queries: int | None = None
    """The most that one of the requests asks the database, when nothing of it was kept."""

    @property
    def per_second(self) -> float:
        """Runs a second, one after the other."""
        return 1000 / self.median


def timing(milliseconds: Sequence[float]) -> Timing:
    """Median and 95th percentile of a series."""
    ordered = sorted(milliseconds)
    return Timing(statistics.median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], len(ordered))


def calls(function: Callable[[int], object], runs: int) -> Timing:
    """Time ``function(0)``, ``function(1)``…, after one call that is not counted."""
    return by_turns(function, runs=runs)[0]


def by_turns(*functions: Callable[[int], object], runs: int) -> list[Timing]:
    """Time several functions turn and turn about: each finds the caches as cold and the machine as busy as the other.

    Like ``calls``, after one call of each that is not counted. Dear ones run a few times only, see ``LONGEST``.
    """
    times: list[list[float]] = [[] for _ in functions]
    for function in functions:
        function(0)
    start_of_series = time.perf_counter()
    for number in range(runs):
        if number >= FEWEST and time.perf_counter() - start_of_series > LONGEST:
            break
        for function, taken in zip(functions, times, strict=True):
            start = time.perf_counter()
            function(number)
            taken.append((time.perf_counter() - start) * 1000)
    return [timing(taken) for taken in times]


def most_queries(paths: Sequence[str], host: str) -> int:
    """The most queries of one of these pages, none of which was asked before; what all pages share is kept."""
    visitor, most = django.test.Client(), 0
    cache.clear()
    visitor.get(urlsplit(paths[0]).path, HTTP_HOST=host)
    for path in paths:
        with CaptureQueriesContext(connection) as captured:
            visitor.get(path, HTTP_HOST=host)
        most = max(most, len(captured))
    return most


class Client:
    """One kept-alive connection, as a browser has."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def get(self, path: str, **headers: str) -> http.client.HTTPResponse:
        """The answer, its body read. Raises ``RuntimeError`` unless it is 200 or 304."""
        self.connection.request("GET", path, headers={"Accept-Encoding": "gzip", **headers})
        answer = self.connection.getresponse()
        answer.read()
        if answer.status not in {200, 304}:
            raise RuntimeError(f"{path}: {answer.status}")
        return answer

    def time(self, paths: Sequence[str], runs: int, **headers: str) -> Timing:
        """Time ``runs`` requests over ``paths``, one after the other, the first of which is asked once more before."""
        self.connection.close()  # the server may have, meanwhile
        return calls(lambda number: self.get(paths[number % len(paths)], **headers), runs)

    def once(self, path: str) -> Timing:
        """Time one request."""
        start = time.perf_counter()
        self.get(path)
        return timing([(time.perf_counter() - start) * 1000])
