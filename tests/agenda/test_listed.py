"""Lists of events: what is found, in which order, and what the page says of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from wagtail.models import Site

from agenda.listed import results as listing
from agenda.listed.page import EventResults
from agenda.models import EventPage, RelaySite
from cms.models import SiteTerritory
from geography.models import Territory
from tests.factories.agenda import agenda_of, bare_site, make_event
from tests.factories.listings import ales, millau
from tests.factories.places import make_place, mende
from tests.query_snapshots import reviewed_queries

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 10, 10, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(scope="module")
def _laid(module_transaction: None) -> None:
    """Three territories, two of them neighbours; six events of the first, two of the second."""
    Site.objects.all().delete()
    lozere = bare_site("Lozère", "testserver", mende(), is_default=True)
    aveyron = bare_site("Aveyron", "aveyron.example", millau())
    bare_site("Gard", "gard.example", ales())
    near = {"latitude": 44.52, "longitude": 3.5, "precision": "address"}
    place = make_place(name="La Filature", slug="la-filature", **near)
    shared = {"themes": ("pratiques",), "audiences": ("salarie",)}
    events: tuple[tuple[str, int, int, dict[str, Any]], ...] = (
        ("over", -40, 2, {}),
        ("this morning", 0, -1, {"kind": "permanence"}),
        ("café", 2, 2, {"kind": "permanence", "place": place, "title": "Café du télétravail"}),
        ("two days", 20, 30, {"kind": "rencontre", "commune": millau(), "relay_sites": [RelaySite(place=place)]}),
        ("webinar", 3, 1, {"kind": "webinaire", "attendance": "en-ligne", "organiser": "Réseau Anact", **shared}),
        ("charte", 30, 2, {"kind": "atelier", "price_amount": 12, "title": "Écrire sa charte", **shared}),
    )
    for title, days, hours, fields in events:
        starts = NOW + days * DAY + (hours - 2) * HOUR * (days == 0)
        make_event(
            lozere,
            starts_at=starts,
            ends_at=starts + abs(hours) * HOUR,
            slug=title.replace(" ", "-"),
            **{"title": title, **fields},
        )
    for title, days in (("causse", 5), ("larzac", 400)):
        make_event(aveyron, title=title, starts_at=NOW + days * DAY, commune=millau(), kind="visite")


@pytest.fixture
def site(_laid: None, db: None) -> Site:
    cache.clear()
    return Site.objects.get(hostname="testserver")


def results_of(site: Site, query: str = "", now: datetime = NOW) -> EventResults:
    return EventResults(QueryDict(query), agenda_of(site), now)


def titles(results: EventResults) -> list[str]:
    return [event.title for event in results.page.object_list]


def test_what_ends_today_is_not_past(site: Site) -> None:
    """Days begin at midnight where the territory is: what ended at 23:59 in Paris is past at one in the morning."""
    EventPage.objects.update(live=False)
    midnight = datetime(2026, 12, 9, 23, tzinfo=UTC)
    ends = {"yesterday": midnight - HOUR / 60, "midnight": midnight, "this morning": NOW - HOUR, "tomorrow": NOW + DAY}
    for title, moment in ends.items():
        make_event(site, title=title, starts_at=moment - HOUR, ends_at=moment)
    assert titles(results_of(site)) == ["midnight", "this morning", "tomorrow"]
    assert titles(results_of(site, "quand=passes")) == ["yesterday"]
    assert titles(results_of(site, now=midnight - HOUR)) == ["yesterday", "midnight", "this morning", "tomorrow"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["this morning", "Café du télétravail", "webinar", "two days", "Écrire sa charte"]),
        ("quand=passes", ["over"]),
        ("quand=passes&au=2026-10-31", ["over"]),
        ("quand=passes&du=2026-11-30", []),
        ("genre=permanence", ["this morning", "Café du télétravail"]),
        ("genre=webinaire&genre=atelier", ["webinar", "Écrire sa charte"]),
        ("theme=pratiques&public=salarie&gratuit=1", ["webinar"]),
        ("surplace=1&genre=webinaire&genre=atelier", ["Écrire sa charte"]),
        ("enligne=1", ["webinar"]),
        ("q=charte", ["Écrire sa charte"]),
        ("q=teletravial", ["Café du télétravail"]),
        ("q=charte&genre=atelier&genre=webinaire&surplace=1", ["Écrire sa charte"]),
        ("du=2026-12-13&au=2026-12-30", ["webinar", "two days"]),
        ("du=2026-12-31&au=2026-12-31", ["two days"]),
        ("au=2026-12-12", ["this morning", "Café du télétravail"]),
        ("mois=2026-12", ["this morning", "Café du télétravail", "webinar", "two days"]),
        ("mois=2026-12&enligne=1", ["webinar"]),
        ("chez=la-filature", ["Café du télétravail", "two days"]),
        ("organisateur=reseau-anact", ["webinar"]),
        ("organisateur=agence-lozere&genre=atelier", ["Écrire sa charte"]),
        ("commune=48095&rayon=5", ["this morning", "Café du télétravail", "Écrire sa charte"]),
        ("commune=12145&rayon=5&tri=distance", ["causse", "two days", "larzac"]),
        ("territoire=tous&genre=visite", ["causse", "larzac"]),
    ],
)
def test_what_is_asked_is_found(site: Site, query: str, found: list[str]) -> None:
    results = results_of(site, query)
    assert (titles(results), results.total, results.problems) == (found, len(found), [])
    assert not results.is_widened
    assert not results.widening


def test_a_list_says_what_it_holds(site: Site) -> None:
    whole, near = results_of(site), results_of(site, "commune=48095&rayon=5")
    assert whole.title == "Agenda\u00a0: Lozère"
    assert whole.summary == "5 rendez-vous à venir"
    assert [step.label for step, _address in whole.reaches][:: len(whole.reaches) - 1] == ["Lozère", "Toute la France"]
    assert [(tab.label, tab.address) for tab in whole.tabs if not tab.is_current] == [
        ("Par mois", "?mois=2026-12"),
        ("Passés", "?quand=passes"),
    ]
    assert near.title == "Agenda autour de Mende"
    assert near.summary == "3 rendez-vous à venir à moins de 5\u00a0km"
    assert (near.online_besides, near.online_address) == ("Un rendez-vous se suit en ligne", "?enligne=1")
    assert results_of(site, "chez=la-filature").title == "Agenda\u00a0: La Filature"
    assert results_of(site, "organisateur=reseau-anact").title == "Agenda\u00a0: Réseau Anact"
    assert results_of(site, "quand=passes&territoire=tous").title == "Rendez-vous passés"
    counts = whole.counts
    assert (counts["genre:permanence"], counts["theme:pratiques"], counts["enligne"], counts["gratuit"]) == (2, 2, 1, 4)
    chips = results_of(site, "du=2026-12-12&genre=webinaire&organisateur=reseau-anact").chips
    assert [chip.label for chip in chips] == ["Réseau Anact", "à partir du 12 décembre 2026", "Webinaire"]


def test_nothing_found_is_looked_for_farther(site: Site) -> None:
    near = results_of(site, "commune=30007&rayon=5&genre=visite")
    assert near.widening
    assert (near.widening.asked_km, near.widening.found_km, titles(near)) == (5, 100, ["causse", "larzac"])
    farther = results_of(site, "genre=visite")
    assert (farther.is_widened, titles(farther)) == (True, ["causse", "larzac"])
    assert results_of(site, "genre=formation").total == 0
    month = results_of(site, "mois=2027-03")
    assert (month.total, month.is_widened) == (0, False)
    assert month.next_elsewhen
    assert (month.next_elsewhen.title, month.next_address) == ("Écrire sa charte", "?mois=2027-01")


def test_a_month_tells_each_day(site: Site) -> None:
    results = results_of(site, "mois=2026-12")
    assert len(results.weeks) == 5
    days = {day.date.day: day for week in results.weeks for day in week if not day.is_out}
    assert len(days) == 31
    assert [number for number, day in days.items() if day.events] == [10, 12, 13, 30, 31]
    assert [number for number, day in days.items() if day.is_today] == [10]
    assert days[30].first == days[31].first == "two days"
    assert days[12].address == f"#e{days[12].events[0].pk}"
    assert results.title == "Agenda de décembre 2026\u00a0: Lozère"
    assert [address for _rel, _name, address in results.months_beside] == ["?mois=2026-11", "?mois=2027-01"]
    EventPage.objects.filter(title="two days").update(status="cancelled")
    shown = {day.first for week in results_of(site, "mois=2026-12").weeks for day in week}
    assert "Annulé : two days" in shown
    assert results_of(site, "mois=2100-12").months_beside[-1][0] == "prev"


def test_what_cannot_be_read_is_said(site: Site) -> None:
    asked = "mois=2026-13&du=hier&au=0001-01-01&chez=nulle-part&organisateur=personne&genre=bal&rayon=3"
    asked += "&page=9&tri=pertinence"
    results = results_of(site, asked)
    assert len(results.problems) == 8
    assert titles(results)[0] == "this morning"
    assert "vient avant" in results_of(site, "du=2026-12-20&au=2026-12-10").problems[0]


@pytest.mark.once
def test_the_page_in_every_view(client: Client, site: Site) -> None:
    for query in ("", "mois=2026-12", "quand=passes", "commune=48095", "genre=formation", "mois=1999-1", "q=zzz"):
        page = client.get(f"/agenda/?{query}")
        assert page.status_code == 200, query
    shown = client.get("/agenda/?mois=2026-12").content.decode()
    assert '<th scope="col" abbr="lundi">lun</th>' in shown
    assert "/agenda/agenda.ics" in shown
    for host in ("aveyron.example", "gard.example"):
        assert client.get("/agenda/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("number", [3, pytest.param(7, marks=pytest.mark.once)])
def test_queries_do_not_grow(client: Client, site: Site, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    EventPage.objects.update(live=False)
    aveyron, now = Site.objects.get(hostname="aveyron.example"), timezone.now()
    for rank in range(number):
        make_event(
            aveyron if rank == 1 else site,
            title="Charte du baromètre" if rank == 1 else f"Charte {rank}",
            starts_at=now + (rank + 1) * DAY / 8,
            seats_on_site=3,
            place=make_place(latitude=44.5, longitude=3.5, precision="address") if rank % 2 else None,
        )
    monkeypatch.setattr(listing, "PAGE_SIZE", 2)
    client.get("/agenda/")
    for name, query in {
        "agenda-list": "",
        "agenda-month": f"mois={now:%Y-%m}",
        "agenda-around": "commune=48095&rayon=20&gratuit=1",
        "agenda-widened": "q=baromtere",
    }.items():
        cache.clear()
        client.get("/lieux/?q=rien")  # what every page keeps
        with reviewed_queries(name, at_most=30):
            assert client.get(f"/agenda/?{query}").status_code == 200


def test_territories_are_told_apart(site: Site) -> None:
    """The home of a search is that of its site: neighbours come with one click, everyone with another."""
    assert SiteTerritory.objects.count() == Territory.objects.count() == 3
    assert titles(results_of(Site.objects.get(hostname="aveyron.example"))) == ["causse", "larzac"]
