"""The whole walk of a registration over real addresses: asked, confirmed, waited for, offered, changed, cancelled."""

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import icalendar
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from agenda.models import EventPage, Question, Registration, Seats
from agenda.registering import due
from agenda.vocabulary import Mode
from mail.models import OutgoingMail
from mail.sending import message_of
from tests.factories.agenda import make_event, seats_of
from tests.factories.public_forms import send, take_time

pytestmark = pytest.mark.django_db
STREAM = "https://visio.example/secret"


def mails_to(address: str) -> list[str]:
    """Which templates were written to an address, in order."""
    return list(OutgoingMail.objects.to(address).order_by("pk").values_list("template", flat=True))


def last_mail(address: str) -> OutgoingMail:
    """The latest mail to an address."""
    mail: OutgoingMail = OutgoingMail.objects.to(address).latest("pk")
    return mail


def link_in(mail: OutgoingMail) -> str:
    """The secret address in a mail, on the test client's host."""
    found = re.search(r"/agenda/inscription/[^/\s]+/", mail.text)
    assert found, mail.text
    return found[0]


def entry_of(mail: OutgoingMail) -> Any:
    """The calendar that goes along, as a mail program reads it."""
    sent: Any = message_of(mail).message()
    read: Any = message_from_bytes(sent.as_bytes(), policy=policy.default)
    [part] = read.iter_attachments()
    calendar: Any = icalendar.Calendar.from_ical(part.get_payload(decode=True))
    assert part.get_param("method") == calendar["METHOD"]
    return calendar["METHOD"], calendar.walk("VEVENT")[0]


def ask(client: Client, event: EventPage, email: str, **more: str) -> Any:
    """Send the form."""
    answers = {"seats": str(seats_of(event).pk), "name": "Zoé Roux", "reporter_email": email, **more}
    return send(client, reverse("agenda:register", args=[event.slug]), **answers)


def test_from_the_form_to_the_seat_and_to_whoever_waits(
    lozere_site: Site, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_time(monkeypatch)
    event = make_event(lozere_site, seats_on_site=1, seats_online=None, online_url=STREAM, access="Plain-pied")
    question = Question(page=event, label="Un régime ?", kind="text", is_compulsory=True)
    event.questions.add(question)
    event.save_revision().publish()
    asked = f"q-{question.key}"
    page = reverse("agenda:register", args=[event.slug])
    html = client.get(page).content.decode()
    assert "1 place" in html
    assert STREAM not in html
    assert "Cette réponse est demandée" in ask(client, event, "zoe@demo.example").content.decode()
    answer = ask(client, event, "Zoe@demo.example", **{asked: "Sans gluten", "organisation": "Aubrac Conseil"})
    assert answer["Location"] == f"{page}merci/"
    first = Registration.objects.get()
    assert (first.state, first.email, first.answers) == (
        "unconfirmed",
        "zoe@demo.example",
        {str(question.key): "Sans gluten"},
    )
    assert seats_of(event).taken == 1, "the seat is taken at once"
    # The same person again: one registration, the same answer, and a mail that says it, once a day.
    again = [ask(client, event, "zoe@demo.example", **{asked: "x"}) for _ in "ab"]
    assert {one["Location"] for one in again} == {answer["Location"]}
    assert Registration.objects.count() == 1
    assert mails_to("zoe@demo.example") == ["agenda_confirm", "agenda_again"]
    # The second waits.
    ask(client, event, "yan@demo.example", **{asked: "x"})
    assert "attente" in last_mail("yan@demo.example").text
    own, waiting = link_in(last_mail("zoe@demo.example")), link_in(last_mail("yan@demo.example"))
    assert client.get(own).status_code == 200
    assert Registration.objects.get(pk=first.pk).state == "unconfirmed", "reading does nothing"
    for link in (own, own, waiting, waiting):
        client.post(f"{link}confirmer/")
    assert mails_to("zoe@demo.example")[2:] == ["agenda_confirmed"]
    assert mails_to("yan@demo.example") == ["agenda_confirm", "agenda_waiting"]
    mail = last_mail("zoe@demo.example")
    assert "Plain-pied" in mail.text
    assert STREAM not in mail.text, "a seat in the room is none on the stream"
    method, entry = entry_of(mail)
    assert (method, entry["SEQUENCE"], entry["ATTENDEE"]) == ("REQUEST", 0, "mailto:zoe@demo.example")
    # A name changes, and the seat: online.
    online = {"seats": str(seats_of(event, Mode.ONLINE).pk), "name": "Zoé Roux-Vidal", asked: "Sans gluten"}
    client.post(f"{own}modifier/", online)
    row = Registration.objects.get(pk=first.pk)
    assert (row.name, row.seats.mode, row.state) == ("Zoé Roux-Vidal", "online", "confirmed")
    assert STREAM in last_mail("zoe@demo.example").text
    assert entry_of(last_mail("zoe@demo.example"))[1]["DESCRIPTION"].count(STREAM) == 1
    assert STREAM in client.get(own).content.decode()
    # Her seat in the room was offered to who waits; accepted, it is theirs.
    assert mails_to("yan@demo.example")[2:] == ["agenda_offered"]
    assert (seats_of(event).taken, seats_of(event, Mode.ONLINE).taken) == (1, 1)
    client.post(f"{waiting}accepter/")
    assert Registration.objects.get(email="yan@demo.example").state == "confirmed"
    # Back into a full room: refused, and the seat online is kept.
    client.post(f"{own}modifier/", {**online, "seats": str(seats_of(event).pk)})
    assert Registration.objects.get(pk=first.pk).seats.mode == "online"
    for _ in "ab":
        client.post(f"{waiting}annuler/")
    assert mails_to("yan@demo.example")[-2:] == ["agenda_confirmed", "agenda_cancelled"]
    assert entry_of(last_mail("yan@demo.example"))[0] == "CANCEL"
    assert seats_of(event).taken == 0
    assert client.get(f"{own}rendez-vous.ics").status_code == 200
    assert client.get(f"{waiting}rendez-vous.ics").status_code == 404
    assert client.get("/agenda/inscription/nimporte/").status_code == 404


def test_what_time_does(lozere_site: Site, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    take_time(monkeypatch)
    event = make_event(lozere_site, seats_on_site=1)
    for name in ("un", "deux", "trois"):
        ask(client, event, f"{name}@demo.example")
    now = timezone.now()
    links = {name: link_in(last_mail(f"{name}@demo.example")) for name in ("un", "deux", "trois")}
    client.post(f"{links['trois']}confirmer/")
    assert due.run(now + timedelta(hours=47)).ended == 0
    done = due.run(now + timedelta(hours=49))
    states = dict(Registration.objects.values_list("email", "state"))
    assert done.ended == 2, "neither the first nor the second confirmed"
    assert states == {
        "un@demo.example": "expired",
        "deux@demo.example": "expired",
        "trois@demo.example": "offered",
    }
    assert mails_to("un@demo.example") == ["agenda_confirm"]
    third = Registration.objects.get(email="trois@demo.example")
    assert third.offered_until is not None
    late = third.offered_until + timedelta(seconds=1)
    assert due.run(late).ended == 1
    assert due.run(late).ended == 0
    assert mails_to("trois@demo.example")[-2:] == ["agenda_offered", "agenda_offer_expired"]
    client.post(f"{links['trois']}accepter/")
    assert Registration.objects.get(pk=third.pk).state == "expired"
    assert Seats.objects.get(event=event).taken == 0
