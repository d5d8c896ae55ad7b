"""Sharing a car: nothing of a person but a commune is shown, messages go through, everything can be taken back."""

from __future__ import annotations

import re
from datetime import timedelta
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import Site

from accounts.rights import erasing, exporting
from agenda.models import EventPage, RelaySite, Ride
from agenda.moments import on_the_wall
from agenda.rides import actions, forms
from agenda.vocabulary import Attendance, Status
from cms.moderation import territory_of_page
from geography.keys import rebuild_commune_keys
from listings.models import Moderator
from mail.models import OutgoingMail
from tests.factories.agenda import make_event, make_registration
from tests.factories.listings import desk_of, make_superuser, make_user, millau
from tests.factories.public_forms import take_time, token_of
from ui.typography import long_date

pytestmark = pytest.mark.django_db
SECRETS = ("Camille", "camille@demo.example", "Yanis", "yanis@demo.example")


def guarded(client: Client, page: str, **answers: Any) -> dict[str, Any]:
    """A form as someone sends it who took the time to read its page."""
    return {"token": token_of(client, page), "website": "", **answers}


OFFER = {"kind": "offre", "lieu": "Mende", "direction": "aller-retour", "seats": "3", "name": "Camille"}


@pytest.fixture
def event(lozere_site: Site, monkeypatch: pytest.MonkeyPatch) -> EventPage:
    """An event to come; people may be looked for by commune."""
    rebuild_commune_keys()
    take_time(monkeypatch)
    event: EventPage = make_event(lozere_site, slug="rencontres", title="Rencontres")
    return event


def half_day(event: EventPage) -> str:
    """The code of its only or first half-day."""
    choices: Any = forms.RideAnswersForm(event=event).fields["half_day"]
    return str(choices.choices[0][0])


def test_from_an_offer_to_nothing_left(client: Client, event: EventPage) -> None:
    board = "/agenda/rencontres/covoiturage/"
    assert "Le tableau est vide" in client.get(board).content.decode()
    sent = guarded(client, board, **OFFER, half_day=half_day(event), reporter_email="Camille@demo.example")
    assert client.post(board, {**sent, "seats": "9"}).status_code == 200
    assert client.post(board, sent).status_code == 302
    client.post(board, sent)  # a double click
    ride = Ride.objects.get()
    assert (ride.email, ride.confirmed_at) == ("camille@demo.example", None)
    letter = OutgoingMail.objects.get(template="ride_confirm")
    link = re.search(r"/agenda/covoiturage/\S+/", letter.text)
    assert link
    assert link[0] == reverse("agenda:ride", args=[ride.token])
    assert "3 places" not in client.get(board).content.decode(), "not before its address is confirmed"
    assert "Confirmer ma ligne" in client.get(link[0]).content.decode()
    client.post(f"{link[0]}confirmer/")
    pages = [client.get(address).content.decode() for address in (board, event.get_url())]
    assert all("3 places" in page and "depuis Mende, aller et retour" in page for page in pages)
    assert not [word for word in SECRETS for page in pages if word in page]
    changed = {**OFFER, "direction": "retour", "seats": "2", "half_day": half_day(event)}
    assert client.post(f"{link[0]}modifier/", {**changed, "seats": "0"}).status_code == 200
    assert client.post(f"{link[0]}modifier/", changed).status_code == 302
    assert "vers Mende, retour" in client.get(board).content.decode()
    moved = {"starts_at": event.starts_at + timedelta(days=9), "ends_at": event.ends_at + timedelta(days=9)}
    EventPage.objects.filter(pk=event.pk).update(**moved)
    day = long_date(on_the_wall(event.starts_at, event.zone))
    assert f"vers Mende, retour, {day}" in client.get(board).content.decode(), "it was written for that day"

    write = reverse("agenda:ride_write", args=["rencontres", ride.pk])
    page = client.get(write).content.decode()
    assert not [word for word in SECRETS if word in page]
    message = guarded(client, write, name="Yanis", reporter_email="yanis@demo.example", text="Je pars de Mende aussi.")
    for _twice in range(2):
        assert client.post(write, message).status_code == 302
    told = OutgoingMail.objects.get(template="ride_message")
    assert told.to == "camille@demo.example"
    assert "yanis@demo.example" in told.text
    assert client.post(f"{link[0]}retirer/").status_code == 302
    assert not Ride.objects.exists()
    assert not OutgoingMail.objects.exists(), "no mail keeps what was taken back"
    assert [client.get(address).status_code for address in (link[0], write)] == [404, 404]


def test_one_person_is_not_flooded(client: Client, event: EventPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "MOST_TO_ONE", 1)
    ride = _ride(event)
    write = reverse("agenda:ride_write", args=["rencontres", ride.pk])
    answers = [
        client.post(
            write, guarded(client, write, name="Yanis", reporter_email="y@demo.example", text=f"Message {n}")
        ).status_code
        for n in range(2)
    ]
    assert answers == [302, 429]


def test_reported_to_the_agency_which_takes_it_off(
    client: Client, event: EventPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = make_user()
    Moderator.objects.create(user=agent, territory=territory_of_page(event))
    ride = _ride(event)
    report = reverse("agenda:ride_report", args=["rencontres", ride.pk])
    assert client.post(report, guarded(client, report, text="Ce n’est pas un trajet.")).status_code == 302
    letter = OutgoingMail.objects.get(template="ride_reported")
    assert (letter.to, "Ce n’est pas un trajet." in letter.text) == (agent.email, True)
    desk = desk_of(make_superuser(), monkeypatch)
    assert "depuis" in desk.get(reverse("rides_desk:board", args=[event.pk])).content.decode()
    assert desk.post(reverse("rides_desk:remove", args=[ride.pk])).status_code == 302
    assert not Ride.objects.exists()


def test_what_time_and_people_erase(client: Client, event: EventPage) -> None:
    now = timezone.now()
    kept, waiting = _ride(event), _ride(event, confirmed_at=None)
    late = _ride(event, confirmed_at=None, asked_at=now - timedelta(hours=49))
    assert actions.forget_due(now) == 1
    assert set(Ride.objects.all()) == {kept, waiting}
    assert late.pk not in Ride.objects.values_list("pk", flat=True)
    user = make_user()
    Ride.objects.update(email=user.email)
    sections = [section for _receiver, found in exporting.send(type(user), user=user) for section in found or []]
    assert [len(section.rows) for section in sections if section.title == "Vos covoiturages"] == [2]
    erasing.send(type(user), user=user)
    assert not Ride.objects.exists()
    _ride(event)
    assert actions.forget_due(event.ends_at + timedelta(days=31)) == 1
    # No board where one goes nowhere.
    for fields in ({"attendance": Attendance.ONLINE}, {"status": Status.CANCELLED}):
        EventPage.objects.filter(pk=event.pk).update(**{"status": Status.CONFIRMED, **fields})
        assert client.get("/agenda/rencontres/covoiturage/").status_code == 404


def test_who_shares_a_car_and_who_hosts_is_told_of_a_change_once(lozere_site: Site) -> None:
    relays = [RelaySite(name="Salle des fêtes", commune=millau(), seats=2, contact=to) for to in ("r@demo.example", "")]
    event = make_event(lozere_site, relay_sites=relays)
    ride = _ride(event)
    _ride(event, confirmed_at=None)

    def told(*changes: dict[str, Any]) -> list[tuple[str, str, str]]:
        """What publishing these tells, once: template, address, first word of the subject."""
        OutgoingMail.objects.all().delete()
        DBTaskResult.objects.all().delete()
        for changed in changes:
            page = EventPage.objects.get(pk=event.pk)
            for name, value in changed.items():
                setattr(page, name, value)
            page.save_revision().publish()
        tasks = DBTaskResult.objects.filter(task_path__endswith=".tell_of_change").order_by("enqueued_at")
        for _twice in "ab":  # as when a worker was killed
            for task in tasks:
                module = import_module(task.task_path.rpartition(".")[0])
                module.tell_of_change.func(*task.args_kwargs["args"])
        sent = OutgoingMail.objects.order_by("template")
        return [(mail.template, mail.to, mail.subject.split()[0]) for mail in sent]

    def both(word: str) -> list[tuple[str, str, str]]:
        return [("agenda_relay_event", "r@demo.example", word), ("ride_event", ride.email, word)]

    def later(days: int) -> dict[str, Any]:
        return {"starts_at": event.starts_at + timedelta(days), "ends_at": event.ends_at + timedelta(days)}

    cancelled = {"status": Status.CANCELLED, "status_note": "Trop de neige."}
    assert told({"title": "Autre titre"}) == []
    assert told({"room": "Salle 2"}) == both("Changement")[1:], "in which room the others sit is nothing to a relay"
    assert reverse("agenda:ride", args=[ride.token]) in OutgoingMail.objects.get().text
    assert told(later(7)) == both("Changement")
    assert told({"status": Status.POSTPONED}) == both("Reporté")
    assert told(later(9)) == [], "No date is announced before it is held after all."
    assert told({"status": Status.CONFIRMED}) == both("Il")
    assert told(later(7), {"room": "Salle 3"}) == both("Changement"), "Two changes before the worker comes are one."
    assert told({"room": "Salle 4"}, cancelled) == both("Annulé")
    assert all("Trop de neige." in mail.text for mail in OutgoingMail.objects.all())
    assert told({"room": "Salle 5"}) == []
    assert told({"status": Status.CONFIRMED}) == both("Il")
    assert told({"attendance": Attendance.ONLINE})[-1:] == both("Changement")[1:]
    assert "tableau de covoiturage est fermé" in OutgoingMail.objects.get(template="ride_event").text
    actions.withdraw(ride)
    assert not OutgoingMail.objects.filter(template="ride_event").exists(), "no mail keeps what was taken back"


def test_nothing_is_put_on_a_board_that_is_closed(lozere_site: Site, client: Client) -> None:
    event = make_event(lozere_site, status=Status.CANCELLED)
    ride = _ride(event, confirmed_at=None)
    for word in ("confirmer", "modifier"):
        page = client.post(reverse("agenda:ride_act", args=[ride.token, word]), {"seats": "1"}, follow=True)
        assert page.status_code == 200
        ride.refresh_from_db()
        assert (ride.confirmed_at, ride.seats) == (None, 3)
    client.post(reverse("agenda:ride_act", args=[ride.token, "retirer"]))
    assert not Ride.objects.exists()
    gone = client.get(reverse("agenda:ride", args=[ride.token]))
    assert (gone.status_code, client.post(reverse("agenda:ride_act", args=[ride.token, "modifier"])).status_code) == (
        404,
        404,
    )
    assert "n’existe plus" in gone.content.decode()


def test_nobody_is_told_of_what_was_over_already(lozere_site: Site) -> None:
    relay = RelaySite(name="Salle des fêtes", commune=millau(), seats=2, contact="r@demo.example")
    event = make_event(lozere_site, relay_sites=[relay])
    make_registration(event)
    begun = timezone.now() - timedelta(days=3)
    for hours in (2, 3):
        DBTaskResult.objects.all().delete()
        page = EventPage.objects.get(pk=event.pk)
        page.starts_at, page.ends_at = begun, begun + timedelta(hours=hours)
        page.save_revision().publish()
    assert not DBTaskResult.objects.filter(task_path__endswith=".tell_of_change").exists()


def _ride(event: EventPage, **fields: Any) -> Ride:
    known = {"confirmed_at": timezone.now(), "seats": 3, "kind": "offre", "half_day": half_day(event), **fields}
    return Ride.objects.create(  # type: ignore[no-any-return]
        event=event, commune=millau(), name="Camille", email="camille@demo.example", submission=uuid4(), **known
    )
