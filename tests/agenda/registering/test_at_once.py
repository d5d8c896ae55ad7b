"""Crowds for few seats, really at once: in threads, on a database that they share.

``HAMEAU_CROWDS=20`` plays the full numbers twenty times over, with figures; the suite plays smaller ones once.
"""

from __future__ import annotations

import fcntl
import os
import random
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing
from pathlib import Path
from threading import Barrier
from time import perf_counter, sleep
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail as sent_mails
from django.db import connection
from wagtail.models import Site

from agenda.models import EventPage, Registration, Seats
from agenda.registering import actions, queue
from agenda.registering.actions import Wish
from agenda.vocabulary import SEATED, RegistrationState
from mail.models import OutgoingMail
from mail.tasks import send_due
from tests.agenda.conftest import lay_lozere_site
from tests.factories.agenda import make_event, make_registration, seats_of

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = int(os.environ.get("HAMEAU_CROWDS", 0))
THREADS = 12
PEOPLE, SEATS, LEAVING = (120, 30, 10) if ROUNDS else (36, 9, 3)
EVENTS, FOR_ONE_SEAT = (40, 12) if ROUNDS else (3, 12)
Deed = Callable[[], Any]


@pytest.fixture
def shared_database(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """A database that threads may share: of SQLite in memory, each would lock out all others at once."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    kept, name, file = connection.connection, connection.settings_dict["NAME"], tmp_path / "crowd.sqlite3"
    with closing(sqlite3.connect(file)) as copy:
        kept.backup(copy)
    connection.connection, connection.settings_dict["NAME"] = None, str(file)
    yield
    connection.close()
    connection.connection, connection.settings_dict["NAME"] = kept, name


@pytest.fixture
def lozere_site(shared_database: None) -> Site:
    return lay_lozere_site()


def at_once(deeds: Sequence[Deed], threads: int = THREADS) -> list[Any]:
    """What each deed gave, or raised: shared out among threads that begin at the same instant."""
    barrier = Barrier(threads)

    def run(mine: Sequence[Deed]) -> list[Any]:
        barrier.wait(timeout=30)
        try:
            return [_end_of(deed) for deed in mine]
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        return [end for ends in pool.map(run, [deeds[rank::threads] for rank in range(threads)]) for end in ends]


def _end_of(deed: Deed) -> Any:
    try:
        return deed()
    except Exception as error:
        return error


def comes(event: EventPage, seats: Seats, number: int) -> Deed:
    """Someone who registers; of each twelve, one does it twice at once."""
    email = f"foule-{event.pk}-{number - 1 if number % 12 == 11 else number}@demo.example"
    return lambda: actions.register(event, email, Wish(seats.pk, "Zoé"), uuid4())


def tell(figures: str) -> None:
    """A line for who plays the full numbers (``pytest -s``)."""
    sys.stdout.write(f"{connection.vendor}: {figures}\n")


def seated(event: EventPage) -> int:
    """How many hold a seat."""
    return int(Registration.objects.filter(event=event, state__in=SEATED).count())


def in_order(event: EventPage) -> list[str]:
    """The states of those who came through the form, in the order in which they asked."""
    rows = Registration.objects.filter(event=event, origin="form", email__startswith="foule-")
    return list(rows.order_by("asked_at", "pk").values_list("state", flat=True))


@pytest.mark.parametrize("_turn", range(ROUNDS or 1))
def test_a_crowd_and_cancellations_at_the_same_moment(shared_database: None, lozere_site: Site, _turn: int) -> None:
    event = make_event(lozere_site, seats_on_site=SEATS)
    seats = seats_of(event)
    leaving = [make_registration(event, seats) for _ in range(LEAVING)]
    deeds = [comes(event, seats, number) for number in range(PEOPLE)]
    deeds += [lambda row=row: actions.cancel(row) for row in leaving]  # type: ignore[misc]
    random.shuffle(deeds)
    start = perf_counter()
    errors = [end for end in at_once(deeds) if isinstance(end, Exception)]
    taken = perf_counter() - start
    assert errors == []
    people = len({number - 1 if number % 12 == 11 else number for number in range(PEOPLE)})
    states = in_order(event)
    assert (seated(event), seats_of(event).taken) == (SEATS, SEATS)
    assert len(states) == people, "twice the same address is one registration"
    waits = [state == RegistrationState.WAITING for state in states]
    assert waits == sorted(waits), "nobody who asked later sits before someone who waits"
    written = Counter(OutgoingMail.objects.values_list("template", flat=True))
    assert written["agenda_confirm"] == people
    assert written["agenda_offered"] == states.count(RegistrationState.OFFERED)
    assert written["agenda_cancelled"] == LEAVING
    at_once([send_due.func] * 3, 3)
    assert sorted(one.to[0] for one in sent_mails.outbox) == sorted(OutgoingMail.objects.values_list("to", flat=True))
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {"sent"}
    if ROUNDS:
        tell(f"{PEOPLE} people, {SEATS} seats, {LEAVING} leaving: {seated(event)} seated,")
        tell(f"{waits.count(True)} wait in order, {len(sent_mails.outbox)} mails, each once; {taken:.2f} s")


@pytest.mark.once
def test_processes_stand_in_line_for_sqlite(shared_database: None, lozere_site: Site) -> None:
    event = make_event(lozere_site, seats_on_site=1)
    deed = comes(event, seats_of(event), 0)
    with ThreadPoolExecutor(1) as pool:
        with Path(f"{connection.settings_dict['NAME']}-turn").open("ab") as of_another_process:
            fcntl.flock(of_another_process, fcntl.LOCK_EX)
            coming = pool.submit(at_once, [deed], 1)
            assert wait([coming], timeout=0.5).not_done
        assert coming.result(timeout=30)[0].state == RegistrationState.UNCONFIRMED


@pytest.mark.parametrize("_turn", range(ROUNDS or 1))
def test_many_events_of_one_seat(shared_database: None, lozere_site: Site, _turn: int) -> None:
    events = [make_event(lozere_site, seats_on_site=1) for _ in range(EVENTS)]
    deeds = [
        comes(event, seats_of(event), 12 * number) for event in events for number in range(FOR_ONE_SEAT)
    ]  # multiples of twelve: nobody twice
    random.shuffle(deeds)
    assert [end for end in at_once(deeds) if isinstance(end, Exception)] == []
    exact = [event for event in events if in_order(event) == ["unconfirmed"] + ["waiting"] * (FOR_ONE_SEAT - 1)]
    assert len(exact) == EVENTS
    assert set(Seats.objects.values_list("taken", flat=True)) == {1}
    if ROUNDS:
        tell(f"{len(exact)} of {EVENTS} one-seat events exact, {FOR_ONE_SEAT} people each")


def test_without_the_guard_seats_are_oversold(
    shared_database: None, lozere_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: count, then insert, as one would at first; or the tests above prove nothing."""

    def counted(seats_pk: int) -> bool:
        row = Seats.objects.get(pk=seats_pk)
        free = row.capacity is None or row.registrations.filter(state__in=SEATED).count() < row.capacity
        sleep(0.01)  # anything else that a request does
        return bool(free)

    monkeypatch.setattr(queue, "lock_seats", lambda pk: {row.pk: row for row in Seats.objects.filter(event=pk)})
    monkeypatch.setattr(queue, "take_seat", counted)
    events = [make_event(lozere_site, seats_on_site=1) for _ in range(3)]
    careless: Any = actions.register.__wrapped__  # type: ignore[attr-defined] # without its transaction
    seats = {event.pk: seats_of(event).pk for event in events}

    def comes_in(event: EventPage, who: int) -> Deed:
        return lambda: careless(event, f"foule-{who}@demo.example", Wish(seats[event.pk], "Zoé"), uuid4())

    at_once([comes_in(event, who) for event in events for who in range(THREADS)])
    assert max(seated(event) for event in events) > 1
