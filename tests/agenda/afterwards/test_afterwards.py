"""From the evening of an event to a year later: asked once, answered without a name, counted, then forgotten."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from io import BytesIO, StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts.models import User
from accounts.rights import erasing, exporting
from agenda.afterwards import anonymising, asking
from agenda.afterwards.figures import figures_of
from agenda.check_in import marks
from agenda.check_in.doors import desk_door
from agenda.models import Arrival, EventPage, Opinion, OpinionAsk, Registration
from agenda.vocabulary import Mode
from mail.models import OutgoingMail
from tests.agenda.check_in.conftest import AFTERNOON, AGENT, MORNING
from tests.factories.agenda import make_registration, seats_of
from tests.factories.listings import make_user, millau
from tests.factories.places import mende

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
NEXT_DAY = datetime(2126, 12, 11, 9, 30, tzinfo=PARIS)


@pytest.fixture
def over(event: EventPage) -> EventPage:
    """The event, to which Chloé came in the morning and someone who had not registered all day; Anaïs did not come."""
    door = desk_door(User.objects.get(email=AGENT), event.pk)
    Registration.objects.filter(name="Chloé Œuvrard").update(commune=mende())
    Registration.objects.filter(name="Anaïs Delmas").update(commune=millau())
    marks.mark(door, str(Registration.objects.get(name="Chloé Œuvrard").pk), MORNING, is_present=True)
    zoe = marks.admit(door, "7d3b2bd2-5b0e-4c3a-9c3d-0d6a3f1c2b11", seats_of(event), half_day=MORNING, name="=Zoé()")  # type: ignore[arg-type]
    marks.mark(door, str(zoe.pk), AFTERNOON, is_present=True)
    make_registration(event, name="Nina Non", email="nina@demo.example", state="cancelled")
    return event


def test_each_who_came_is_asked_once(over: EventPage) -> None:
    EventPage.objects.filter(pk=over.pk).update(replay_url="https://video.example/r")
    for early in (NEXT_DAY - timedelta(hours=1), NEXT_DAY - timedelta(days=1), NEXT_DAY + timedelta(days=20)):
        assert asking.run(early) == 0
    assert asking.run(NEXT_DAY) == 2, "Chloé, who was ticked, and Rémi, whose place ticked nobody"
    assert asking.run(NEXT_DAY) == 0
    mails = OutgoingMail.objects.filter(template="agenda_after")
    assert sorted(mail.to for mail in mails) == ["chloe@demo.example", "remi@demo.example"]
    assert all("https://video.example/r" in mail.text for mail in mails)
    EventPage.objects.filter(pk=over.pk).update(status="cancelled")
    OpinionAsk.objects.all().delete()
    assert asking.run(NEXT_DAY) == 0, "of what did not take place, nothing is asked"


def answer(client: Client, ask: OpinionAsk, **told: Any) -> Any:
    return client.post(reverse("agenda:opinion", args=[ask.token]), told)


def test_opinions_have_no_name_and_are_given_once(over: EventPage, client: Client) -> None:
    asking.run(NEXT_DAY)
    ask = OpinionAsk.objects.get(registration__email="chloe@demo.example")
    assert client.get(reverse("agenda:opinion", args=["autre"])).status_code == 404
    assert client.get(reverse("agenda:opinion", args=[ask.token])).status_code == 200
    for wrong in ({}, {"mark": "6"}, {"mark": "x"}, {"mark": "5", "useful": "é" * 3000}):
        assert answer(client, ask, **wrong).status_code == 422
    for words in ("Les ateliers", "Encore"):
        assert answer(client, ask, mark="4", useful=words, would_come_back="oui").status_code == 302
    kept = Opinion.objects.get()
    assert (kept.mark, kept.useful, kept.would_come_back, kept.mode) == (4, "Les ateliers", True, Mode.ON_SITE)
    fields = {field.name for field in Opinion._meta.get_fields()}
    assert fields == {"id", "event", "mode", "mark", "useful", "better", "would_come_back"}, (
        "nothing says who, nor when"
    )
    assert "Merci" in client.get(reverse("agenda:opinion", args=[ask.token])).content.decode()


def test_the_report_counts_and_is_kept_a_year_later(over: EventPage, agency: Client, client: Client) -> None:
    asking.run(NEXT_DAY)
    answer(client, OpinionAsk.objects.all()[0], mark="5", better="Plus de temps", would_come_back="non")
    page = reverse("attendance_desk:report", args=[over.pk])
    counts = {f"n{seats_of(over, Mode.RELAY).pk}-{MORNING}": "4"}
    assert agency.post(page, {next(iter(counts)): "-1"}).status_code == 422
    assert agency.post(page, counts).status_code == 302
    figures = figures_of(over)
    totals = figures["totals"]
    assert {key: totals[key] for key in ("registered", "waiting", "cancelled", "walk_ins", "above", "came")} == {
        "registered": 3, "waiting": 1, "cancelled": 1, "walk_ins": 1, "above": 1, "came": 6,
    }  # fmt: skip
    assert totals["at"] == {MORNING: 6, AFTERNOON: 1}
    assert totals["no_shows"] == 1
    assert [(row["name"], row["number"]) for row in figures["communes"]] == [("Mende (48)", 1), ("Millau (12)", 1)]
    assert {row["label"]: row["number"] for row in figures["distances"] if row["number"]} == {
        "Même commune": 1, "Moins de 100\N{NO-BREAK SPACE}km": 1, "Commune non précisée": 2,
    }  # fmt: skip
    assert (figures["opinions"]["asked"], figures["opinions"]["mean"]) == (2, 5.0)

    assert anonymising.run(over.ends_at + timedelta(days=364)) == 0
    assert anonymising.run(over.ends_at + timedelta(days=366)) == 1
    assert anonymising.run(over.ends_at + timedelta(days=366)) == 0
    named = Registration.objects.filter(event=over).exclude(name="", email="", organisation="", commune=None)
    assert not named.exists()
    assert not OpinionAsk.objects.exists()
    assert figures["opinions"]["better"], "someone wrote something"
    figures["opinions"] |= {"useful": [], "better": []}  # which may name someone
    assert figures_of(EventPage.objects.get(pk=over.pk)) == figures, "the figures did not change"
    assert "chloe@demo.example" not in str(list(OutgoingMail.objects.values_list("to", "text")))


@pytest.mark.once
def test_the_report_is_read_and_printed_by_its_agency_alone(
    over: EventPage, agency: Client, neighbours: Client, client: Client
) -> None:
    Opinion.objects.create(event=over, mode=Mode.ON_SITE, mark=5, better="Plus de temps")
    page = reverse("attendance_desk:report", args=[over.pk])
    text = agency.get(page).content.decode()
    assert "Plus de temps" in text
    papers = {
        name: reverse(f"attendance_desk:{name}", args=[over.pk]) for name in ("report_csv", "report_pdf", "sheets")
    }
    rows = list(csv.reader(StringIO(agency.get(papers["report_csv"]).content.decode("utf-8-sig"))))
    assert ["Ensemble", "Personnes présentes", "2"] in rows
    pdf = PdfReader(BytesIO(agency.get(papers["report_pdf"]).content))
    words = "".join(sheet.extract_text() for sheet in pdf.pages)
    assert "Inscrites et non venues" in words
    assert "Plus de temps" not in words, "what people wrote is for the agency"
    for address in (page, *papers.values(), reverse("attendance_desk:day", args=[over.pk])):
        assert agency.get(address).status_code == 200
        assert neighbours.get(address).status_code == 404
        assert client.get(address).status_code == 302


def test_a_formula_in_a_commune_or_a_label_does_not_run(event: EventPage, agency: Client) -> None:
    seats = seats_of(event, Mode.RELAY)
    seats.label = '=HYPERLINK("http://x.example")'
    seats.save()
    content = agency.get(reverse("attendance_desk:report_csv", args=[event.pk])).content.decode()
    assert "\"'=HYPERLINK" in content


def test_links_of_relay_places(event: EventPage, agency: Client, neighbours: Client, client: Client) -> None:
    seats = seats_of(event, Mode.RELAY)
    address = reverse("attendance_desk:relay", args=[event.pk, seats.pk])
    assert neighbours.post(address).status_code == 404
    assert agency.post(reverse("attendance_desk:relay", args=[event.pk, seats_of(event).pk])).status_code == 404
    for _time in range(2):
        assert agency.post(address).status_code == 302
    mail = OutgoingMail.objects.get(template="agenda_relay")
    assert mail.to == "relais@demo.example"
    old = reverse("agenda:relay_check_in", args=[seats.door.token])
    assert old in mail.text
    agency.post(address, {"renew": "1"})
    assert client.get(old).status_code == 404
    assert "Salle des fêtes" in agency.get(reverse("attendance_desk:day", args=[event.pk])).content.decode()


def test_a_person_is_told_where_they_came(over: EventPage, client: Client) -> None:
    user = make_user()
    user.email = "chloe@demo.example"
    user.save()
    sections = [one for _receiver, told in exporting.send(sender=User, user=user) for one in told or []]
    section = next(one for one in sections if one.title == "Vos présences à des rendez-vous")
    assert [row["demi_journee"] for row in section.rows] == [MORNING]
    asking.run(NEXT_DAY)
    link = reverse("agenda:opinion", args=[OpinionAsk.objects.get(registration__email=user.email).token])
    erasing.send(sender=User, user=user)
    assert client.get(link).status_code == 404
    assert figures_of(over)["opinions"]["asked"] == 2, "the figures stay"


def test_what_is_due_is_done_by_the_command(over: EventPage) -> None:
    long_ago = timezone.now() - timedelta(days=400)
    EventPage.objects.filter(pk=over.pk).update(starts_at=long_ago - timedelta(hours=2), ends_at=long_ago)
    call_command("run_due", verbosity=0)
    assert not Registration.objects.filter(event=over, anonymised_at=None).exists()
    assert Arrival.objects.of_event(over).exists(), "that someone came stays, without who"
