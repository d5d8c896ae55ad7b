"""Whose turn it is: those who wait before those who come, those who can't answer, and what is sent twice."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from accounts.one_by_one import OneByOne
from agenda.models import EventPage, Registration, Seats
from agenda.registering import actions, due, queue
from agenda.registering.actions import Wish
from mail.models import OutgoingMail
from tests.factories.agenda import make_event, make_registration, seats_of
from tests.factories.public_forms import take_time, token_of

pytestmark = pytest.mark.django_db


def test_many_seats_added_at_once_are_for_those_who_wait(lozere_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    event = make_event(lozere_site, seats_on_site=1)
    seated = make_registration(event)
    waiting = [make_registration(event, state="waiting", confirmed_at=timezone.now()) for _ in range(3)]
    silent = make_registration(event, state="waiting", email="", confirmed_at=timezone.now())
    monkeypatch.setattr(queue, "AT_A_TIME", 2)
    Seats.objects.update(capacity=5)  # published, and its task has not come so far
    comes = actions.register(event, "vient@demo.example", Wish(seated.seats_id, "Zoé"), uuid4())
    assert comes.state == "waiting", "some who wait have no offer yet"
    assert due.serve_all(timezone.now(), OneByOne()) == 2
    rows = dict(Registration.objects.values_list("pk", "state"))
    assert [rows[row.pk] for row in waiting] == ["offered"] * 3
    assert rows[silent.pk] == "confirmed", "who left no address can't accept: the seat is theirs"
    assert (rows[comes.pk], seats_of(event).taken) == ("waiting", 5)


def test_the_same_page_sent_again(lozere_site: Site, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A double click is one; with another address, or once one has cancelled, it is someone who registers."""
    take_time(monkeypatch)
    event = make_event(lozere_site, seats_on_site=9)
    page = reverse("agenda:register", args=[event.slug])
    answers = {"seats": str(seats_of(event).pk), "name": "Zoé", "token": token_of(client, page), "website": ""}
    for address in ("zeo@demo.example", "zoe@demo.example", "zoe@demo.example"):
        assert client.post(page, {**answers, "reporter_email": address}).status_code == 302
    assert sorted(OutgoingMail.objects.values_list("to", "template")) == [
        ("zeo@demo.example", "agenda_confirm"),
        ("zoe@demo.example", "agenda_confirm"),
    ]
    actions.cancel(Registration.objects.get(email="zoe@demo.example"))
    assert client.post(page, {**answers, "reporter_email": "zoe@demo.example"}).status_code == 302
    states = Registration.objects.filter(email="zoe@demo.example").order_by("pk").values_list("state", flat=True)
    assert list(states) == ["cancelled", "unconfirmed"]
    assert EventPage.objects.get(pk=event.pk).seats.get().taken == 2
