"""The desk of registrations: an agency sees to its own events, and to nobody else's."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import GroupPagePermission, Site

from agenda.models import EventPage, Question, Registration
from agenda.registering import actions, due, telling
from agenda.registering.actions import Wish
from agenda.registering.refusals import Refused
from agenda.registering.writing import write_to_registered
from agenda.vocabulary import Mode
from cms.models import SiteTerritory
from listings.actions import appoint_moderator, desk_of_territory
from mail.models import OutgoingMail
from tests.factories.agenda import make_event, make_registration, seats_of
from tests.factories.listings import desk_of, make_user

pytestmark = pytest.mark.django_db


def at(name: str, *args: Any) -> str:
    """An address of this desk."""
    return reverse(f"meetings_desk:{name}", args=args)


def agency_of(site: Site, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Someone of the agency of a site, at its desk."""
    user, territory = make_user(), SiteTerritory.objects.get(site=site).territory
    appoint_moderator(user, territory)
    may = Permission.objects.get(content_type__app_label="wagtailcore", codename="publish_page")
    GroupPagePermission.objects.get_or_create(
        group=desk_of_territory(territory).group, page=site.root_page, permission=may
    )
    return desk_of(user, monkeypatch)


def written() -> list[tuple[str, str]]:
    """To whom what was written, in order."""
    return list(OutgoingMail.objects.order_by("pk").values_list("to", "template"))


def test_an_agency_sees_to_those_who_registered(lozere_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    agency = agency_of(lozere_site, monkeypatch)
    event = make_event(lozere_site, title="Rencontres", seats_on_site=2, seats_online=5)
    question = Question(page=event, label="Un régime ?", kind="text")
    event.questions.add(question)
    event.save_revision().publish()
    room, online = seats_of(event), seats_of(event, Mode.ONLINE)
    answers = {str(question.key): "=1+1"}
    who = {"name": "@Zoé", "organisation": "=cmd()", "answers": answers}
    row = make_registration(event, room, email="zoe@demo.example", **who)
    make_registration(event, room)
    waits = make_registration(event, room, email="yan@demo.example", state="waiting", name="Yan", language="en")
    listed = agency.get(at("list")).content.decode()
    assert "Rencontres" in listed
    assert "Sur place : 2 sur 2, complet" in listed, "free seats online seat nobody in a full room"
    assert "En ligne : 0 sur 5" in listed
    page = at("registrations", event.pk)
    assert "@Zoé" in agency.get(page).content.decode()
    found = agency.get(page, {"q": "yan@"}).content.decode()
    assert "@Zoé" not in found
    assert "Yan" in found
    assert "@Zoé" not in agency.get(page, {"etat": "waiting"}).content.decode()
    exported = agency.get(page, {"export": "csv"})
    lines = list(csv.DictReader(io.StringIO(b"".join(exported.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    assert len(lines) == 3
    assert lines[0]["Nom"] == "'@Zoé"
    assert lines[0]["Structure"] == "'=cmd()"
    assert lines[0][question.label] == "'=1+1"
    # Nothing is free to be offered; she moves online, and her seat is offered to who waits.
    agency.post(at("registration_act", waits.pk, "proposer"))
    assert Registration.objects.get(pk=waits.pk).state == "waiting"
    told = {"seats": str(online.pk), "name": "Zoé Roux", "organisation": "", f"q-{question.key}": "Rien"}
    assert agency.get(at("registration", row.pk)).status_code == 200
    agency.post(at("registration", row.pk), told)
    row.refresh_from_db()
    assert (row.name, row.seats) == ("Zoé Roux", online)
    assert written() == [("yan@demo.example", "agenda_offered"), ("zoe@demo.example", "agenda_confirmed")]
    assert "/en/agenda/inscription/" in OutgoingMail.objects.get(template="agenda_offered").text
    # By hand: at once, or waiting; the same address twice is refused.
    by_phone = {"seats": str(online.pk), "name": "Ana", "email": "ana@demo.example"}
    for _ in "ab":
        agency.post(at("add", event.pk), by_phone)
    assert Registration.objects.get(email="ana@demo.example").state == "confirmed"
    assert Registration.objects.filter(origin="desk").count() == 1
    no_address = {"seats": str(online.pk), "name": "Éva", "submission": str(uuid4())}
    for _ in "ab":  # a double click
        agency.post(at("add", event.pk), no_address)
    Registration.objects.get(name="Éva").delete()
    agency.post(at("registration_act", waits.pk, "annuler"))
    assert written()[2:] == [("ana@demo.example", "agenda_confirmed"), ("yan@demo.example", "agenda_cancelled")]
    # To all: a task, which writes once, killed and tried again as it may be.
    message = {"readers": "seated", "subject": "Le repas", "message": "À midi.", "submission": str(uuid4())}
    assert agency.post(at("write", event.pk), message)["Location"] == page
    [task] = DBTaskResult.objects.filter(task_path=write_to_registered.module_path)
    for _ in "ab":
        write_to_registered.func(*task.args_kwargs["args"])
    assert [template for _to, template in written()[4:]] == ["agenda_message"] * 3
    assert "À midi." in OutgoingMail.objects.filter(template="agenda_message")[0].text


@pytest.mark.once
def test_as_many_queries_whatever_the_number(lozere_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    agency = agency_of(lozere_site, monkeypatch)
    event = make_event(lozere_site, seats_on_site=30)
    numbers = []
    for number in (1, 4):
        for _ in range(number):
            make_registration(event)
            make_event(lozere_site, seats_on_site=2)
        for name, args in (("list", []), ("registrations", [event.pk])):
            agency.get(at(name, *args))  # what is remembered from then on
            with CaptureQueriesContext(connection) as asked:  # the menu's too, which is not ours to review
                agency.get(at(name, *args))
            numbers.append((name, len(asked)))
        seats = seats_of(event)
        actions.register(event, f"a{number}@demo.example", Wish(seats.pk, "Zoé"), uuid4())
        with CaptureQueriesContext(connection) as asked:
            actions.register(event, f"b{number}@demo.example", Wish(seats.pk, "Zoé"), uuid4())
        numbers.append(("register", len(asked)))
    assert numbers[:3] == numbers[3:]
    assert dict(numbers)["register"] <= 20


@pytest.mark.once
def test_another_agency_finds_nothing(lozere_site: Site, aveyron_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    event = make_event(lozere_site, title="Chez les uns", seats_on_site=2)
    row = make_registration(event, name="Zoé Roux")
    neighbours = agency_of(aveyron_site, monkeypatch)
    assert "Chez les uns" not in neighbours.get(at("list")).content.decode()
    told = {"seats": str(row.seats_id), "name": "Autre", "email": "a@demo.example", "readers": "all"}
    for name, *args in (
        ("registrations", event.pk),
        ("registrations_results", event.pk),
        ("add", event.pk),
        ("write", event.pk),
        ("registration", row.pk),
    ):
        assert neighbours.get(at(name, *args)).status_code == 404, name
        assert neighbours.post(at(name, *args), told).status_code in {404, 405}, name
    assert neighbours.get(at("registrations", event.pk), {"export": "csv"}).status_code == 404
    for word in ("annuler", "proposer"):
        assert neighbours.post(at("registration_act", row.pk, word)).status_code == 404
    row.refresh_from_db()
    assert (row.name, row.state) == ("Zoé Roux", "confirmed")


def test_what_the_page_changes_reaches_all_once(lozere_site: Site) -> None:
    """More seats are offered in order; a new date, a cancellation and its end are told, each once."""
    event = make_event(lozere_site, seats_on_site=1)
    seated = make_registration(event, email="un@demo.example")
    for name in ("deux", "trois", "quatre"):
        make_registration(event, email=f"{name}@demo.example", state="waiting", confirmed_at=timezone.now())

    def published(**fields: Any) -> list[tuple[str, str]]:
        """What publishing a change writes, its tasks run twice, as when a worker was killed."""
        DBTaskResult.objects.all().delete()
        before, page = len(written()), EventPage.objects.get(pk=event.pk)
        for name, value in fields.items():
            setattr(page, name, value)
        page.save_revision().publish()
        for _ in "ab":
            for task in DBTaskResult.objects.filter(task_path__startswith="agenda.registering").order_by("enqueued_at"):
                getattr(telling, task.task_path.rpartition(".")[2]).func(*task.args_kwargs["args"])
        return written()[before:]

    assert published(title="Rien à dire") == []
    assert published(seats_on_site=3) == [
        ("deux@demo.example", "agenda_offered"),
        ("trois@demo.example", "agenda_offered"),
    ]
    everyone = ["un", "deux", "trois", "quatre"]
    later = event.starts_at + timedelta(days=1)
    assert published(starts_at=later, ends_at=later + timedelta(hours=2)) == [
        (f"{name}@demo.example", "agenda_changed") for name in everyone
    ]
    mail = OutgoingMail.objects.get(to="un@demo.example", template="agenda_changed")
    [entry] = mail.attachments
    assert "method=REQUEST" in entry["type"]
    assert "SEQUENCE:1" in entry["text"]
    assert OutgoingMail.objects.get(to="quatre@demo.example").attachments == [], "they have no seat yet"
    off = published(status="cancelled", status_note="La salle est en travaux.")
    assert off == [(f"{name}@demo.example", "agenda_off") for name in everyone]
    mail = OutgoingMail.objects.get(to="un@demo.example", template="agenda_off")
    assert "La salle est en travaux." in mail.text
    assert "method=CANCEL" in mail.attachments[0]["type"]
    with pytest.raises(Refused, match="annulé"):
        actions.confirm(Registration.objects.get(email="deux@demo.example"))
    offered = Registration.objects.filter(email="deux@demo.example")
    offered.update(offered_until=timezone.now() - timedelta(hours=1))
    assert due.run(timezone.now()).ended == 0, "nobody may answer while it is off"
    assert len(published(status="confirmed")) == 4
    actions.confirm(offered.get())
    assert "finalement" in OutgoingMail.objects.filter(to="quatre@demo.example").latest("pk").subject
    assert Registration.objects.get(pk=seated.pk).state == "confirmed"
