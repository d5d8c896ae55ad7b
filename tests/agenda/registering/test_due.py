"""Reminders, exactly once each; words for who comes too late; a person's rights over what they answered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from accounts.rights import erasing, exporting
from agenda.models import EventPage, Registration
from agenda.registering import actions, due, queue
from agenda.registering.actions import Wish
from agenda.registering.refusals import Refused
from mail.models import OutgoingMail
from tests.factories.agenda import make_event, make_registration, seats_of
from tests.factories.listings import make_user
from tests.factories.public_forms import send, take_time

pytestmark = pytest.mark.django_db


def subjects() -> list[str]:
    """The first words of each reminder, in order."""
    mails = OutgoingMail.objects.filter(template="agenda_reminder").order_by("pk")
    return [mail.subject.partition(" :")[0] for mail in mails]


def test_reminders_a_week_and_a_day_before_once_each(lozere_site: Site) -> None:
    event = make_event(lozere_site, seats_on_site=5, starts_at=timezone.now() + timedelta(days=9))
    starts = event.starts_at
    first = make_registration(event)
    make_registration(event, state="waiting")
    make_registration(event, state="unconfirmed")
    assert due.run(starts - timedelta(days=7, minutes=1)).reminded == 0
    for _ in "ab":
        due.run(starts - timedelta(days=6, hours=23))
    assert subjects() == ["Rappel, dans une semaine"]
    make_registration(event, confirmed_at=starts - timedelta(days=3))  # has just read it all
    due.run(starts - timedelta(days=2))
    Registration.objects.filter(pk=first.pk).update(reminded_at=None)  # an older backup came back: the outbox knows
    due.run(starts - timedelta(days=2))
    assert len(subjects()) == 1
    for _ in "ab":
        due.run(starts - timedelta(hours=23))
    assert subjects()[1:] == ["Rappel, c’est bientôt"] * 2
    due.run(starts + timedelta(minutes=1))
    later = make_event(lozere_site, seats_on_site=5, starts_at=timezone.now() + timedelta(days=2))
    make_registration(later, confirmed_at=timezone.now() - timedelta(days=9))
    waited = {"state": "offered", "confirmed_at": timezone.now() - timedelta(days=9)}
    offered = make_registration(later, offered_until=later.starts_at, **waited)
    actions.confirm(offered)  # the mail that confirms has just said it all
    EventPage.objects.filter(pk=later.pk).update(status="cancelled")
    assert due.run(timezone.now()).reminded == 0
    EventPage.objects.filter(pk=later.pk).update(status="confirmed")
    assert due.run(timezone.now()).reminded == 1
    OutgoingMail.objects.filter(template="agenda_reminder").latest("pk").delete()
    assert len(subjects()) == 3


def test_deadlines_get_shorter_as_the_event_comes_near(lozere_site: Site) -> None:
    event = make_event(lozere_site, seats_on_site=1)
    starts, hour = event.starts_at, timedelta(hours=1)
    offers = [
        queue.offer_until(event, starts - before) - (starts - before) for before in (240 * hour, 24 * hour, 2 * hour)
    ]
    assert offers == [48 * hour, 6 * hour, hour]
    assert queue.offer_until(event, starts - hour / 2) == starts
    assert queue.confirm_by(event, starts - hour) == starts
    assert queue.confirm_by(event, starts + hour) == event.ends_at


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": "cancelled"}, "Ce rendez-vous est annulé"),
        ({"status": "postponed"}, "Ce rendez-vous est reporté"),
        ({"closes_at": timezone.now() - timedelta(hours=1)}, "Les inscriptions sont closes"),
        ({"opens_at": timezone.now() + timedelta(hours=1)}, "Les inscriptions ne sont pas encore ouvertes"),
    ],
)
def test_who_comes_too_late_is_told_why(
    lozere_site: Site, client: Client, monkeypatch: pytest.MonkeyPatch, fields: dict[str, object], words: str
) -> None:
    take_time(monkeypatch)
    event = make_event(lozere_site, seats_on_site=1)
    page = reverse("agenda:register", args=[event.slug])
    answers = {"seats": str(seats_of(event).pk), "name": "Zoé", "reporter_email": "zoe@demo.example"}
    opened = client.get(page).content.decode()
    EventPage.objects.filter(pk=event.pk).update(**fields)  # between the reading and the sending
    assert words not in opened
    answer = client.post(page, answers)
    assert (answer.status_code, words in answer.content.decode()) == (409, True)
    with pytest.raises(Refused, match=words[:12]):  # and had it changed after the view looked
        actions.register(event, "zoe@demo.example", Wish(seats_of(event).pk, "Zoé"), event.translation_key)
    assert not Registration.objects.exists()
    assert seats_of(event).taken == 0


def test_rights_over_what_one_answered(lozere_site: Site, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    take_time(monkeypatch)
    user = make_user()
    event = make_event(lozere_site, seats_on_site=1)
    over = make_event(lozere_site, seats_on_site=1, starts_at=timezone.now() - timedelta(days=9))
    answers = {"seats": str(seats_of(event).pk), "name": "Zoé Canari", "reporter_email": user.email.upper()}
    send(client, reverse("agenda:register", args=[event.slug]), **answers)
    came = make_registration(over, email=user.email, name="Zoé Canari")
    waits = make_registration(event, state="waiting", email="yan@demo.example")
    told: list[Any] = [section for _receiver, found in exporting.send(type(user), user=user) for section in found or ()]
    [section] = [one for one in told if "inscriptions" in one.title]
    assert [row["nom"] for row in section.rows] == ["Zoé Canari"] * 2
    erasing.send(type(user), user=user)
    rows = Registration.objects.filter(anonymised_at__isnull=False).order_by("state")
    assert [(row.state, row.name, row.email) for row in rows] == [("cancelled", "", ""), ("confirmed", "", "")]
    assert Registration.objects.get(pk=came.pk).state == "confirmed", "the figures of what took place stay"
    assert Registration.objects.get(pk=waits.pk).state == "offered"
    assert not OutgoingMail.objects.filter(text__contains="Canari").exists()
    assert not OutgoingMail.objects.to(user.email).exists()
