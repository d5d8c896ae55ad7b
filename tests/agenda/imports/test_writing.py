"""A partner's calendar becomes drafts, follows its partner, and never writes over what an editor changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from wagtail.models import Site

from agenda.imports import facts, writing
from agenda.imports.reading import Occurrence, Reading
from agenda.imports.vocabulary import Outcome
from agenda.imports.writing import record
from agenda.models import CalendarAddress, EventPage, ImportedEvent
from agenda.vocabulary import Attendance, Status
from cms.models import SiteTerritory
from geography.keys import rebuild_commune_keys
from tests.factories.agenda import agenda_of
from tests.factories.places import mende

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
SOON = datetime(2026, 12, 10, 17, 0, tzinfo=UTC)


def occurrence(uid: str = "a@partenaire.example", **told: Any) -> Occurrence:
    """An evening at the media library, on 10 December at 18:00 in Paris."""
    known: dict[str, Any] = {
        "recurrence": "",
        "sequence": 0,
        "starts": SOON,
        "ends": SOON + timedelta(hours=2),
        "zone": "Europe/Paris",
        "is_whole_day": False,
        "is_cancelled": False,
        "summary": "Soirée jeux",
        "description": "Venez jouer.",
        "location": "Médiathèque, 3 rue du Pont, 48000 Mende, France",
        "url": "",
    }
    known |= told
    if "starts" in told and "ends" not in told:
        known["ends"] = told["starts"] + timedelta(hours=2)
    return Occurrence(uid=uid, **known)


@pytest.fixture
def address(lozere_site: Site) -> CalendarAddress:
    """The calendar of a partner of the first site's agency."""
    rebuild_commune_keys()
    territory = SiteTerritory.objects.get(site=lozere_site).territory
    return CalendarAddress.objects.create(
        territory=territory, url="https://partenaire.example/agenda.ics", name="Médiathèque de Mende"
    )


def drafts() -> dict[str, EventPage]:
    """Title → the latest version of each event."""
    return {page.draft_title: page.get_latest_revision_as_object() for page in EventPage.objects.all()}


def read(address: CalendarAddress, *events: Occurrence, days: int = 0) -> dict[str, int]:
    """What a reading of these events did."""
    return dict(record(address, Reading(Outcome.READ, list(events)), NOW + timedelta(days=days)))


def test_an_event_becomes_one_draft_whatever_is_read_again(address: CalendarAddress, lozere_site: Site) -> None:
    hostile = "<script>alert(1)</script><p onclick='x'>Venez <b>jouer</b><iframe src=//x></iframe></p>"
    events = [
        occurrence(description=hostile, summary="Soirée <img src=x onerror=alert(1)> jeux", url="javascript:alert(1)"),
        occurrence(
            "b", location="https://visio.example/salon", summary="Webinaire", url="https://partenaire.example/b"
        ),
        occurrence(
            "c",
            is_whole_day=True,
            zone="",
            starts=datetime(2026, 12, 11, 23, tzinfo=UTC),
            ends=datetime(2026, 12, 12, 23, tzinfo=UTC),
            summary="Forum",
        ),
        occurrence("d", ends=SOON, summary="Sans fin", location="Lieu inconnu"),
        occurrence("e", is_cancelled=True),
        occurrence("f", starts=NOW - timedelta(days=2)),
    ]
    assert read(address, *events) == {"added": 4}
    assert read(address, *events, days=1) == {}
    assert EventPage.objects.child_of(agenda_of(lozere_site)).count() == 4
    assert not EventPage.objects.live().exists()
    found = drafts()
    game, webinar, forum, endless = (found[name] for name in ("Soirée jeux", "Webinaire", "Forum", "Sans fin"))
    assert (game.commune, game.venue_name, game.venue_address) == (
        mende(),
        "Médiathèque",
        "3 rue du Pont, 48000 Mende, France",
    )
    body = str(game.body.raw_data[0]["value"])
    assert "<b>jouer</b>" in body
    assert not {"script", "onclick", "iframe", "javascript"} & {
        word for word in ("script", "onclick", "iframe", "javascript") if word in body
    }
    assert (webinar.attendance, webinar.online_url, webinar.venue_name) == (
        Attendance.ONLINE,
        "https://visio.example/salon",
        "",
    )
    assert 'href="https://partenaire.example/b"' in str(webinar.body.raw_data[0]["value"])
    assert (forum.local_start.hour, forum.local_end.hour, forum.local_end.date() - forum.local_start.date()) == (
        0,
        23,
        timedelta(0),
    )
    assert (endless.ends_at - endless.starts_at, endless.commune) == (timedelta(hours=1), None)


def test_what_an_editor_changed_stays(address: CalendarAddress) -> None:
    read(address, occurrence(), occurrence("b", summary="Autre"))
    page = drafts()["Soirée jeux"]
    page.title = "Une soirée de jeux"
    page.save_revision().publish()
    moved = SOON + timedelta(days=1)
    changed = occurrence(starts=moved, summary="Soirée échecs", description="Venez jouer aux échecs.")
    assert read(address, changed, occurrence("b", summary="Autre"), days=1) == {"changed": 1}
    page = EventPage.objects.get(pk=page.pk)
    draft = page.get_latest_revision_as_object()
    assert (page.starts_at, draft.starts_at) == (SOON, moved), "what is public waits for the agency"
    assert (draft.title, draft.lead) == ("Une soirée de jeux", "Venez jouer aux échecs.")
    row = ImportedEvent.objects.get(page=page)
    assert (row.proposed, row.is_to_see) == ({"title": "Soirée échecs"}, True)
    # Of dates that someone changed, none is half taken over.
    draft.ends_at = moved + timedelta(hours=5)
    draft.save_revision()
    again = changed._replace(starts=moved + timedelta(hours=1))
    assert read(address, again, occurrence("b", summary="Autre"), days=2) == {"kept": 1}
    draft = EventPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert (draft.starts_at, draft.ends_at) == (moved, moved + timedelta(hours=5))
    assert set(ImportedEvent.objects.get(page=page).proposed) == {"dates", "title"}


def test_cancelled_vanished_thrown_away(address: CalendarAddress) -> None:
    names = ("Publié", "Publié aussi", "Brouillon", "Brouillon aussi", "Jeté")
    events = {name: occurrence(name, summary=name) for name in names}
    read(address, *events.values())
    for name in names[:2]:
        drafts()[name].save_revision().publish()
    EventPage.objects.get(title="Jeté").delete()
    later = [event._replace(is_cancelled=True) for name, event in events.items() if name in ("Publié", "Brouillon")]
    figures = read(address, *later, events["Jeté"], days=1)
    assert figures == {"cancelled": 2, "vanished": 1, "removed": 1}
    found = drafts()
    assert set(found) == {"Publié", "Publié aussi"}
    assert [found[name].status for name in names[:2]] == [Status.CANCELLED, Status.CONFIRMED]
    assert EventPage.objects.get(title="Publié").status == Status.CONFIRMED, "until the agency has read it"
    assert ImportedEvent.objects.get(uid="Publié aussi").is_to_see
    # Of a series whose dates could not be computed today, nothing is concluded.
    unsure = Reading(Outcome.READ, [events["Jeté"]], unsure=["Publié"])
    assert dict(record(address, unsure, NOW + timedelta(days=1))) == {}
    # A calendar that is suddenly empty, or refused, changes nothing.
    read(address, *events.values(), days=2)
    assert read(address, days=3) == {}
    assert address.outcome == Outcome.EMPTIED
    record(address, Reading(Outcome.GONE), NOW + timedelta(days=4))
    assert (address.outcome, address.has_failed, address.succeeded_at) == (Outcome.GONE, True, NOW + timedelta(days=2))


def test_a_series_that_moves_its_hour_is_the_same_meetings(address: CalendarAddress) -> None:
    days = [SOON + timedelta(days=7 * week) for week in range(3)]
    series = [occurrence("s", starts=day, recurrence=day.isoformat()) for day in days]
    assert read(address, *series) == {"added": 3}
    keys = set(EventPage.objects.values_list("pk", flat=True))
    later = [day + timedelta(hours=1) for day in days]
    moved = [occurrence("s", starts=day, recurrence=day.isoformat()) for day in later]
    assert read(address, *moved, days=1) == {"changed": 3}
    assert set(EventPage.objects.values_list("pk", flat=True)) == keys
    assert sorted(page.get_latest_revision_as_object().starts_at for page in EventPage.objects.all()) == later


def test_what_the_agenda_refuses_keeps_nothing_else_from_being_read(address: CalendarAddress) -> None:
    fine, wrong = occurrence(), occurrence("b", location="http://intranet/salle", summary="Ailleurs")
    assert read(address, fine, wrong) == {"added": 1, "left_out": 1}
    assert address.figures["left_out"] == 1
    assert read(address, fine._replace(location=wrong.location), days=1) == {"left_out": 1}
    assert drafts()["Soirée jeux"].venue_name == "Médiathèque"
    assert read(address, fine._replace(summary="Jeux"), days=2) == {"changed": 1}


def test_a_calendar_taken_away_and_added_again_brings_nothing_twice(address: CalendarAddress) -> None:
    read(address, occurrence(), occurrence("b", summary="Autre"))
    address.delete()
    again = CalendarAddress.objects.create(territory=address.territory, url="https://b.example/b.ics", name="B")
    later = occurrence(starts=SOON + timedelta(hours=1))
    assert read(again, later, days=1) == {"changed": 1}
    assert set(drafts()) == {"Soirée jeux", "Autre"}
    assert read(again, occurrence("c", summary="Encore"), days=2) == {"added": 1, "removed": 1}


def test_days_are_those_of_the_territory(address: CalendarAddress, monkeypatch: pytest.MonkeyPatch) -> None:
    """In Nouméa, a morning and the afternoon of the same day are two days of Greenwich."""
    for module in (writing, facts):
        monkeypatch.setattr(module, "zone_of", lambda _pk: ZoneInfo("Pacific/Noumea"))
    morning = datetime(2026, 12, 9, 22, tzinfo=UTC)
    assert read(address, occurrence(starts=morning, zone="", recurrence=morning.isoformat())) == {"added": 1}
    assert EventPage.objects.get().time_zone == "Pacific/Noumea"
    later = morning + timedelta(hours=4)
    assert read(address, occurrence(starts=later, zone="", recurrence=later.isoformat()), days=1) == {"changed": 1}


def test_of_a_series_too_long_to_be_read_whole_the_rest_stays(
    address: CalendarAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST_OF_A_SERIES", 2)
    days = [SOON + timedelta(days=day) for day in range(4)]
    dates = [occurrence("s", starts=day, recurrence=day.isoformat()) for day in days]
    read(address, dates[1], dates[3])
    assert read(address, dates[0], dates[1], days=1) == {"added": 1}, "the last is beyond what is read now"
    assert read(address, dates[0], dates[2], days=2) == {"added": 1, "removed": 1}


def test_an_event_of_two_calendars_of_a_territory_is_one(address: CalendarAddress) -> None:
    other = CalendarAddress.objects.create(territory=address.territory, url="https://b.example/b.ics", name="B")
    assert read(address, occurrence()) == {"added": 1}
    assert read(other, occurrence(summary="Autrement")) == {}
    assert list(drafts()) == ["Soirée jeux"]
