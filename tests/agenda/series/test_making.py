"""A series makes a page for each of its days ahead; changes are carried over, never over others' words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import Site

from agenda.models import EventPage, Question, RelaySite, Seats
from agenda.models.series import Series, SeriesDate
from agenda.series.copying import copy_event, hours_on
from agenda.series.making import HORIZON, begin_series, make_pages, top_up
from agenda.series.rules import rule_of
from agenda.series.spreading import cancel_date, spread, stop_after
from agenda.vocabulary import Attendance, Status
from tests.factories.agenda import make_event, make_registration
from tests.factories.listings import make_superuser
from tests.factories.places import mende

pytestmark = pytest.mark.django_db


def event_on(site: Site, day: date, **fields: object) -> EventPage:
    """An evening from 18:00 to 20:00 by the clock of Paris, with 12 seats and a relay place."""
    starts = datetime.combine(day, time(18), tzinfo=EventPage(time_zone="Europe/Paris").zone).astimezone(UTC)
    relay = RelaySite(name="Salle des fêtes", commune=mende(), seats=5)
    known = {"attendance": Attendance.BOTH, "seats_on_site": 12, "relay_sites": [relay], "title": "Café"}
    return make_event(site, starts_at=starts, ends_at=starts + timedelta(hours=2), **{**known, **fields})


def next_tuesday(weeks: int = 1) -> date:
    """A Tuesday, that many weeks from now."""
    today = timezone.localdate()
    return today + timedelta(days=(1 - today.weekday()) % 7 + 7 * weeks)


def test_clocks_change_and_the_meeting_stays_at_six(lozere_site: Site) -> None:
    event = event_on(lozere_site, date(2027, 3, 23))
    for day, hour in (
        (date(2027, 3, 23), 17),
        (date(2027, 3, 30), 16),
        (date(2027, 10, 26), 16),
        (date(2027, 11, 2), 17),
    ):
        starts, ends = hours_on(event, day)
        assert (starts.astimezone(UTC).hour, ends - starts) == (hour, timedelta(hours=2)), day
    event.opens_at = event.starts_at - timedelta(days=20)
    opens_at = copy_event(event, *hours_on(event, date(2027, 4, 6))).opens_at
    assert opens_at == datetime(2027, 3, 17, 17, tzinfo=UTC), "at six on the wall as well, clocks still being of winter"
    night = hours_on(event, date(2027, 3, 28), time(2, 30))
    assert [moment.astimezone(UTC).hour for moment in night] == [1, 2], (
        "an hour that never is begins when clocks skip it"
    )


def test_a_copy_has_all_that_was_written_and_nobody(lozere_site: Site) -> None:
    event = event_on(lozere_site, next_tuesday(), slug="cafe", replay_url="https://video.example/1")
    event.questions = [Question(label="Un régime ?")]
    event.status, event.closes_at = Status.CANCELLED, event.starts_at - timedelta(days=1)
    event.save_revision().publish()
    make_registration(event)
    event = EventPage.objects.get(pk=event.pk)
    event.title = "Café des télétravailleurs"
    event.save_revision()
    copied = copy_event(event, event.starts_at + timedelta(days=7), event.ends_at + timedelta(days=7))
    day = copied.local_start.date().isoformat()
    assert (copied.slug, copied.title, copied.live) == (f"cafe-{day}", "Café des télétravailleurs", False)
    assert (copied.status, copied.replay_url, copied.sequence, copied.announced) == (Status.CONFIRMED, "", 0, {})
    assert copied.closes_at == copied.starts_at - timedelta(days=1)
    assert copied.uid != event.uid
    assert [row.label for row in copied.questions.all()] == ["Un régime ?"]
    copied.get_latest_revision().publish()
    assert [(seats.mode, seats.taken) for seats in Seats.objects.of_event(copied)] == [
        ("on_site", 0),
        ("relay", 0),
        ("online", 0),
    ]
    again = copy_event(event, copied.starts_at, copied.ends_at)
    assert again.slug == f"cafe-{day}-2"


def test_pages_are_made_ahead_once(lozere_site: Site) -> None:
    first = next_tuesday()
    event = event_on(lozere_site, first, slug="cafe")
    rule, eight = rule_of("weekly", first, interval=8), timedelta(days=56)
    skipped = (first + eight).isoformat()
    series = begin_series(event, rule, excluded=[skipped], is_published=True)
    days = [row.day for row in series.dates.all()]
    assert days[0] == first
    assert skipped not in [day.isoformat() for day in days]
    assert all(later - sooner in (eight, 2 * eight) for sooner, later in pairwise(days))
    assert days[-1] <= timezone.localdate() + HORIZON < days[-1] + eight
    assert EventPage.objects.live().count() == len(days)
    assert {page.local_start.hour for page in EventPage.objects.all()} == {18}
    assert len({page.uid for page in EventPage.objects.all()}) == len(days)
    assert make_pages(series, timezone.now()) == 0
    # A page thrown away is not made again; eight weeks later there is one more, without the draft that waits.
    draft = EventPage.objects.get(pk=event.pk)
    draft.title = "Brouillon qui attend"
    draft.save_revision()
    series.dates.last().page.delete()
    assert top_up(timezone.now() + eight) == 1
    assert series.dates.count() == len(days) + 1
    assert series.dates.last().page.title == "Café"


def test_changes_are_carried_over_but_for_what_was_changed_there(lozere_site: Site) -> None:
    first, admin = next_tuesday(), make_superuser()
    event = event_on(lozere_site, first)
    series = begin_series(
        event, rule_of("weekly", first, until=first + timedelta(days=21)), excluded=[], is_published=True
    )
    rows = list(series.dates.all())
    assert len(rows) == 4
    own = EventPage.objects.get(pk=rows[3].page_id)
    own.title = "Café de Noël"
    own.save_revision().publish()
    changed = EventPage.objects.get(pk=rows[1].page_id)
    changed.title, changed.room, changed.seats_on_site = "Café du mardi", "Salle haute", 20
    changed.ends_at += timedelta(hours=1)
    changed.relay_sites.first().seats = 9
    changed.relay_sites = [*changed.relay_sites.all(), RelaySite(name="Mairie", commune=mende())]
    changed.save_revision().publish()
    done = spread(SeriesDate.objects.get(pk=rows[1].pk), only_following=True, user=admin)
    assert [(one.date.day, one.kept) for one in done] == [(rows[2].day, []), (rows[3].day, ["title"])]
    pages = [EventPage.objects.get(pk=row.page_id) for row in rows]
    assert [page.title for page in pages] == ["Café", "Café du mardi", "Café du mardi", "Café de Noël"]
    assert [page.room for page in pages] == ["", *["Salle haute"] * 3]
    assert [page.ends_at - page.starts_at for page in pages] == [timedelta(hours=2), *[timedelta(hours=3)] * 3]
    assert [page.local_start.date() for page in pages] == [row.day for row in rows]
    assert [page.relay_sites.count() for page in pages] == [1, 2, 2, 2]
    assert Seats.objects.of_event(pages[3]).get(mode="on_site").capacity == 20
    # Once more: nothing is left to do, and what was kept is not told again.
    assert all(
        not (one.changed or one.kept)
        for one in spread(SeriesDate.objects.get(pk=rows[1].pk), only_following=True, user=admin)
    )
    assert {
        one.date.day for one in spread(SeriesDate.objects.get(pk=rows[1].pk), only_following=False, user=admin)
    } >= {first}


def test_a_date_is_cancelled_and_a_series_ends(lozere_site: Site) -> None:
    first, admin = next_tuesday(), make_superuser()
    event = event_on(lozere_site, first)
    rule = rule_of("monthly-weekday", first, until=first + timedelta(days=130))
    series = begin_series(event, rule, excluded=[], is_published=False)
    rows = list(series.dates.all())
    assert not any(row.page.live for row in rows[1:])
    rows[2].page.get_latest_revision().publish()
    rows = list(series.dates.all())
    cancel_date(rows[1], user=admin)
    cancel_date(rows[2], user=admin)
    fresh = {row.day: row for row in SeriesDate.objects.select_related("page")}
    assert fresh[rows[1].day].page is None, "a draft that nobody saw goes"
    assert fresh[rows[2].day].page.status == Status.CANCELLED
    assert top_up(timezone.now()) == 0
    page = fresh[rows[2].day].page
    page.status = Status.CONFIRMED
    page.save_revision()
    with pytest.raises(ValidationError, match="brouillon"):
        cancel_date(SeriesDate.objects.get(pk=rows[2].pk), user=admin)
    stop_after(SeriesDate.objects.get(pk=rows[2].pk), user=admin)
    assert Series.objects.get(pk=series.pk).rule.endswith(f"UNTIL={rows[2].day:%Y%m%d}")
    assert EventPage.objects.count() == 2
    assert top_up(timezone.now() + timedelta(days=60)) == 0
