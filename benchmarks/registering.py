"""Registering for an event by its public form: twenty people at once, each from an address of their own.

What they write stays in the database that is measured: some hundreds of rows a run.
"""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from random import random, randrange
from urllib.parse import urlencode
from uuid import uuid4

from django.utils import timezone

from agenda.models import EventPage
from benchmarks.measure import Timing, timing
from benchmarks.sites import first_home
from listings.public_forms import FASTEST
from tests.browser.crowd import proof_of

PEOPLE, ROUNDS = 20, 6
SPREADS = {"in two seconds": 2.0, "in the same instant": 0.0}
"""Over how many seconds they send what they filled in."""


def registrations(port: int, host: str) -> Iterator[tuple[str, Timing]]:
    """How long the sending of the form takes, for ``ROUNDS`` events of the first territory."""
    forms = _forms(2 * ROUNDS)
    for name, spread in SPREADS.items():
        taken: list[float] = []
        for form in (forms.pop() for _ in range(min(ROUNDS, len(forms)))):
            with ThreadPoolExecutor(PEOPLE) as people:
                opened = list(people.map(partial(_open, port, host, form), range(PEOPLE)))
                begin = time.monotonic() + FASTEST + 1
                taken += people.map(partial(_send, begin, spread), opened)
        if taken:
            yield f"registration, {PEOPLE} {name}", timing(taken)


def _forms(number: int) -> list[str]:
    """Where one registers for the next events that have room for everyone."""
    if (home := first_home()) is None:
        return []
    events = EventPage.objects.descendant_of(home).live().filter(starts_at__gt=timezone.now(), registration="here")
    roomy = events.filter(seats__capacity__gte=2 * PEOPLE, seats__taken__lte=PEOPLE).order_by("starts_at", "pk")
    return [f"{event.get_url_parts()[2]}inscription/" for event in roomy.distinct()[:number]]


@dataclass
class Visit:
    """A form that someone has opened, and what they will send."""

    asking: http.client.HTTPConnection
    form: str
    headers: dict[str, str]
    told: dict[str, str]


def _open(port: int, host: str, form: str, rank: int) -> Visit:
    """Open the form, and spend the work that it asks of a browser."""
    source = (f"127.0.{randrange(4, 250)}.{rank + 1}", 0)
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=source)
    asking.request("GET", form, headers={"Host": host})
    answer = asking.getresponse()
    html, cookie = answer.read().decode(), str(answer.getheader("Set-Cookie")).partition(";")[0]
    asking.close()  # the server does, after some seconds without a word
    told = dict(re.findall(r'name="(csrfmiddlewaretoken|token)" value="([^"]+)"', html))
    told |= {"proof": proof_of(told["token"]), "seats": re.findall(r'name="seats" value="(\d+)"', html)[0]}
    told |= {"name": f"Camille {rank}", "reporter_email": f"{uuid4().hex}@demo.example"}
    headers = {"Host": host, "Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    return Visit(asking, form, headers, told)


def _send(begin: float, spread: float, visit: Visit) -> float:
    """Send it at ``begin`` or up to ``spread`` seconds later; in how many milliseconds the answer is there.

    Raises ``RuntimeError`` when no seat is given.
    """
    time.sleep(max(0.0, begin + spread * random() - time.monotonic()))
    start = time.perf_counter()
    with closing(visit.asking) as asking:
        asking.request("POST", visit.form, urlencode(visit.told), visit.headers)
        answer = asking.getresponse()
        answer.read()
    if answer.status != http.client.FOUND:
        raise RuntimeError(f"{visit.form}: {answer.status}")
    return (time.perf_counter() - start) * 1000
