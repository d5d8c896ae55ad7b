"""What machines read of an agenda: calendar, feed, map, words, JSON-LD; and what other pages show of it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import feedparser
import icalendar
import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from agenda.indexing import EVENTS, rebuild
from agenda.models import EventPage, Partner, Registration, RelaySite, Seats
from agenda.synthetic import write_events
from agenda.time_zones import time_zone_component
from cms.models import HomePage
from tests.factories.agenda import bare_site, make_event
from tests.factories.listings import millau
from tests.factories.places import make_place, mende
from tests.places.schemaorg import Vocabulary

pytestmark = pytest.mark.django_db
SECRET = "https://visio.example/salle-secrete"
DAY = timedelta(days=1)
NOON = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
SESSION = {
    "title": "Accueillir à distance",
    "day": 1,
    "starts": "10:00",
    "ends": "11:00",
    "room": "Grande salle",
    "speakers": [{"name": "Yanis Meljac", "role": "dirigeant", "organisation": "Aubrac Conseil"}],
}


@pytest.fixture(scope="module")
def _laid(module_transaction: None) -> None:
    """Two territories; an event with everything at a place of the first, others around."""
    Site.objects.all().delete()
    lozere = bare_site("Lozère", "testserver", mende(), is_default=True)
    aveyron = bare_site("Aveyron", "aveyron.example", millau())
    place = make_place(name="La Filature", slug="la-filature", latitude=44.52, longitude=3.5, precision="address")
    make_event(
        lozere,
        title="Rencontres & télétravail <ici>",
        slug="rencontres",
        lead="Une journée, trois bourgs.",
        starts_at=NOON + 10 * DAY,
        attendance="mixte",
        seats_on_site=30,
        seats_online=None,
        place=place,
        online_url=SECRET,
        price_amount=9,
        kind="rencontre",
        themes=("pratiques",),
        audiences=("salarie",),
        organiser="Agence et compagnie",
        relay_sites=[RelaySite(name="Mairie", commune=millau(), seats=5)],
        partners=[Partner(name="Région", role="finance", url="https://region.example/")],
        programme=[{"type": "session", "value": SESSION}],
    )
    make_event(lozere, title="Café", slug="cafe", starts_at=NOON - 20 * DAY, time_zone="Indian/Reunion")
    make_event(
        lozere, title="Annulé", slug="annule", starts_at=NOON + 11 * DAY, status="cancelled", attendance="en-ligne"
    )
    make_event(aveyron, title="Causse", slug="causse", starts_at=NOON + 5 * DAY, commune=millau())


@pytest.fixture
def site(_laid: None, db: None) -> Site:
    cache.clear()
    return Site.objects.get(hostname="testserver")


def calendar_at(client: Client, address: str) -> Any:
    text = client.get(address).content
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    return icalendar.Calendar.from_ical(text)


def test_a_calendar_to_subscribe_to(client: Client, site: Site) -> None:
    calendar = calendar_at(client, "/agenda/agenda.ics")
    told = {str(event["SUMMARY"]): event for event in calendar.walk("VEVENT")}
    assert list(told) == ["Café", "Rencontres & télétravail <ici>", "Annulé"], "three months back, then what comes"
    meeting = told["Rencontres & télétravail <ici>"]
    page = EventPage.objects.get(slug="rencontres")
    assert (meeting["UID"], meeting["STATUS"], meeting["SEQUENCE"]) == (page.uid, "CONFIRMED", 0)
    assert meeting["URL"] == "http://testserver/agenda/rencontres/"
    assert meeting["DTSTART"].dt == page.starts_at
    assert str(meeting["CATEGORIES"].cats[0]) == "Rencontre"
    assert told["Annulé"]["STATUS"] == "CANCELLED"
    assert told["Café"]["DTSTART"].params["TZID"] == "Indian/Reunion"
    assert {str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")} == {"Europe/Paris", "Indian/Reunion"}
    assert calendar["X-WR-CALNAME"] == "Agenda\u00a0: Lozère"
    only = calendar_at(client, "/agenda/agenda.ics?genre=rencontre&commune=48095&rayon=5")
    assert [str(event["UID"]) for event in only.walk("VEVENT")][-1] == page.uid
    assert not calendar_at(client, "/agenda/agenda.ics?genre=visite").walk("VEVENT"), "never widened"
    [one] = calendar_at(client, "/agenda/rencontres.ics").walk("VEVENT")
    assert one["UID"] == page.uid
    assert client.get("/agenda/causse.ics").status_code == 404
    assert client.get("/agenda/agenda.ics?rayon=3").status_code == 400


def test_a_calendar_is_sent_again_when_it_changed_only(client: Client, site: Site) -> None:
    first = client.get("/agenda/agenda.ics")
    again = {"if-none-match": first.headers["ETag"]}
    assert client.get("/agenda/agenda.ics", headers=again).status_code == 304
    assert client.get("/agenda/agenda.ics").content == first.content
    EventPage.objects.get(slug="cafe").save_revision().publish()
    changed = client.get("/agenda/agenda.ics", headers=again)
    assert changed.status_code == 200


@pytest.mark.parametrize("zone", ["Europe/Paris", "America/Miquelon", "America/Martinique", "Indian/Reunion"])
def test_clocks_change_as_the_zone_says(zone: str) -> None:
    """What a programme that knows no zone makes of the rules, at every hour around both changes of a year."""
    component: Any = time_zone_component(zone, 2026, 2027)
    onsets = sorted(
        (part["DTSTART"].dt - part["TZOFFSETFROM"].td, part["TZOFFSETTO"].td) for part in component.subcomponents
    )
    for day in (datetime(2027, 3, 14), datetime(2027, 3, 28), datetime(2027, 10, 31), datetime(2027, 11, 7)):  # noqa: DTZ001
        for hour in range(24):
            moment = day + timedelta(hours=hour)
            held = [offset for onset, offset in onsets if onset <= moment][-1]
            assert held == moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).utcoffset()


def last_sunday(year: int, month: int) -> datetime:
    """One o’clock in UTC of the last Sunday: when clocks of the European Union change."""
    days = (datetime(year, month, day, 1, tzinfo=UTC) for day in range(25, 32))
    return max(day for day in days if day.weekday() == 6)


def test_hours_around_a_change_are_the_right_instants(client: Client, site: Site) -> None:
    """An hour that comes twice is told in UTC; another by the clock on the wall."""
    year = timezone.now().year + 1
    spring, autumn = (last_sunday(year, month) for month in (3, 10))
    half = timedelta(minutes=30)
    for starts in (spring - half, spring + half, autumn - half, autumn + half):
        make_event(site, title=f"{starts}", starts_at=starts, kind="formation")
    events = calendar_at(client, "/agenda/agenda.ics?genre=formation").walk("VEVENT")
    told = {event["UID"]: event["DTSTART"].dt.astimezone(UTC) for event in events}
    kept = EventPage.objects.filter(kind="formation")
    assert told == {event.uid: event.starts_at for event in kept}


def test_a_feed_without_complaint(client: Client, site: Site) -> None:
    response = client.get("/agenda/atom.xml")
    feed = feedparser.parse(response.content, response_headers={"content-type": response.headers["Content-Type"]})
    assert not feed.bozo, feed.bozo_exception
    assert (feed.version, len(feed.entries)) == ("atom10", 2)
    by_title = {entry.title: entry for entry in feed.entries}
    assert client.get("/agenda/atom.xml?enligne=1").content.decode().count("<title>Annulé : Annulé</title>") == 1
    entry = by_title["Rencontres & télétravail <ici>"]
    assert entry.id == f"urn:uuid:{EventPage.objects.get(slug='rencontres').uid}"
    assert entry.link == "http://testserver/agenda/rencontres/"
    assert entry.author == "Agence et compagnie"
    assert "La Filature, Mende" in entry.summary
    assert [
        one.title for one in feedparser.parse(client.get("/agenda/atom.xml?enligne=1&surplace=1").content).entries
    ] == ["Rencontres & télétravail <ici>"]


def test_the_map(client: Client, site: Site) -> None:
    answer = client.get("/agenda/carte.geojson?bbox=2,43,5,46&z=8&genre=rencontre").json()
    told = {feature["properties"]["name"]: feature for feature in answer["features"]}
    assert set(told) == {"Rencontres & télétravail <ici>", "Causse"}
    assert told["Rencontres & télétravail <ici>"]["geometry"]["coordinates"] == [3.5, 44.52]
    assert client.get("/agenda/carte.geojson?z=8").status_code == 400
    place = EventPage.objects.get(slug="rencontres").place
    place.latitude = 44.6
    place.save_revision().publish()
    answer = client.get("/agenda/carte.geojson?bbox=2,43,5,46&z=8&surplace=1&enligne=1").json()
    assert answer["features"][0]["geometry"]["coordinates"] == [3.5, 44.6], "an event moves with its place"


def test_the_address_of_the_stream_is_nowhere(client: Client, site: Site) -> None:
    addresses = [
        "/",
        "/agenda/",
        "/agenda/rencontres/",
        "/agenda/agenda.ics",
        "/agenda/rencontres.ics",
        "/agenda/atom.xml",
    ]
    addresses += ["/lieux/la-filature/", "/recherche/?q=rencontres", "/agenda/carte.geojson?bbox=2,43,5,46&z=8"]
    for address in addresses:
        assert "secrete" not in client.get(address).content.decode().replace("\r\n ", ""), address
    assert not EVENTS.query("secrete").finds_any()
    assert not EVENTS.query("visio.example").finds_any()


def test_events_are_searched_with_their_speakers(client: Client, site: Site) -> None:
    for words in ("meljac", "accueillir à distance", "aubrac conseil", "région"):
        assert "/agenda/rencontres/" in client.get("/recherche/", {"q": words}).content.decode(), words
    page = EventPage.objects.get(slug="rencontres")
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert not EVENTS.knows(page.pk)
    restriction.delete()
    assert EVENTS.knows(page.pk)
    page.unpublish()
    assert not EVENTS.knows(page.pk)
    assert rebuild() == 3


def test_other_pages_show_what_is_next(client: Client, site: Site) -> None:
    place = client.get("/lieux/la-filature/").content.decode()
    assert "Ce qui se passe ici" in place
    assert "/agenda/?chez=la-filature" in place
    home = HomePage.objects.get(pk=site.root_page_id)
    home.body = [{"type": "events", "value": {"title": "", "number": 2}}]
    home.save_revision().publish()
    shown = client.get("/").content.decode()
    assert "Rencontres &amp; télétravail &lt;ici&gt;" in shown
    assert "Causse" not in shown
    EventPage.objects.all().update(live=False)
    assert "Ce qui se passe ici" not in client.get("/lieux/la-filature/").content.decode()


def node_at(client: Client, address: str) -> dict[str, Any]:
    html = client.get(address).content.decode()
    [script] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    return next(node for node in json.loads(script)["@graph"] if node["@type"] == "Event")


@pytest.mark.data
@pytest.mark.once
def test_json_ld_is_of_the_vocabulary(client: Client, site: Site, data: Path) -> None:
    vocabulary = Vocabulary(data / "conformance" / "schemaorg")
    node, least = node_at(client, "/agenda/rencontres/"), node_at(client, "/agenda/annule/")
    assert list(vocabulary.problems(node)) == []
    assert list(vocabulary.problems(least)) == []
    assert list(vocabulary.problems({**node, "startTime": "9 h"})), "the check itself refuses"
    assert node["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert [one["@type"] for one in node["location"]] == ["Place", "Place", "VirtualLocation"]
    assert node["location"][0]["geo"]["latitude"] == 44.52
    assert node["location"][-1]["url"] == node["url"]
    assert node["offers"]["price"] == "9.00"
    assert node["offers"]["availability"] == "https://schema.org/InStock"
    assert node["organizer"][0]["name"] == "Agence et compagnie"
    assert node["funder"][0]["name"] == "Région"
    assert node["subEvent"][0]["performer"][0]["name"] == "Yanis Meljac"
    assert node["subEvent"][0]["startDate"][10:16] == "T10:00"
    assert datetime.fromisoformat(node["startDate"]) == NOON + 10 * DAY
    assert least["eventStatus"] == "https://schema.org/EventCancelled"
    assert least["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"


def test_synthetic_events_are_the_same_again(site: Site) -> None:
    told: list[int] = []
    assert write_events(7, 6, told.append) == 6
    assert write_events(7, 6, told.append) == 6
    events = EventPage.objects.filter(slug__contains="synthetique")
    assert (told, events.count(), events.filter(facts__isnull=False).count()) == ([6], 6, 6)
    assert all(EVENTS.knows(pk) for pk in events.values_list("pk", flat=True))
    taken = sum(Seats.objects.filter(event__in=events).values_list("taken", flat=True))
    assert taken == Registration.objects.filter(event__in=events).count()
