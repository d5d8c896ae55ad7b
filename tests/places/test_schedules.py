from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.db.models import F
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from geography.models import Commune, Departement
from places.hours import Hours, Setting, parse
from places.models import OpeningSlot, Place, Schedule
from places.models.opening import HORIZON, LONGEST_SLOT
from places.schedules import assign_schedules, forget_unused_schedules, refresh_schedules
from tests.factories.places import make_place

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
MENDE = Setting.of_departement("48", (44.518, 3.501))
REUNION = Setting.of_departement("974", (-20.88, 55.45))
EXPRESSIONS = [
    "Mo-Fr 09:00-12:30,14:00-18:00; Sa 09:00-12:00; PH off",
    "24/7",
    "Fr,Sa 18:00-03:00",
    "Mo-Su 00:00-06:00",
    "Tu-Fr",
    "Mo-Fr 14:00-18:00; SH Mo-Fr 10:00-18:00",
    "sunrise-sunset",
    "14:00-17:00+",
    'Mo-Fr 09:00-17:00 || "sur RDV"',
    "week 02-52/2 Mo,We 08:00-20:00",
    "Su 01:30-02:30",
    "off",
]


def saint_denis() -> Commune:
    departement, _ = Departement.objects.get_or_create(code="974", defaults={"name": "La Réunion"})
    commune, _ = Commune.objects.get_or_create(
        code="97411",
        defaults={"name": "Saint-Denis", "departement": departement, "latitude": -20.88, "longitude": 55.45},
    )
    return commune


def save(hours: Hours) -> Schedule:
    schedule = Schedule.for_hours(hours)
    schedule.save()
    return schedule


def test_a_schedule_is_shared_where_nothing_tells_it_apart() -> None:
    weekly, holidays, school, sun = (
        "Mo 10:00-12:00",
        "Mo 10:00-12:00; PH off",
        "Mo 10:00-12:00; SH off",
        "sunrise-sunset",
    )
    strasbourg = Setting.of_departement("67", (48.58, 7.75))
    near = Setting.of_departement("48", (44.52, 3.52))
    assert Schedule.for_hours(parse(weekly, MENDE)).key == Schedule.for_hours(parse(weekly, strasbourg)).key
    assert Schedule.for_hours(parse(weekly, MENDE)).key != Schedule.for_hours(parse(weekly, REUNION)).key
    assert Schedule.for_hours(parse(holidays, MENDE)).key != Schedule.for_hours(parse(holidays, strasbourg)).key
    assert Schedule.for_hours(parse(school, MENDE)).key != Schedule.for_hours(parse(school, strasbourg)).key
    assert Schedule.for_hours(parse(sun, MENDE)).key == Schedule.for_hours(parse(sun, near)).key
    assert Schedule.for_hours(parse(sun, MENDE)).key != Schedule.for_hours(parse(sun, strasbourg)).key


@pytest.mark.parametrize("expression", EXPRESSIONS)
@pytest.mark.parametrize("setting", [MENDE, REUNION])
def test_a_schedule_gives_its_hours_back(expression: str, setting: Setting) -> None:
    hours = parse(expression, setting)
    start = datetime(2026, 12, 21, tzinfo=UTC)
    again = save(hours).hours
    assert again.expression == hours.expression
    assert [i.state for i in again.intervals(start, start + HORIZON)] == [
        i.state for i in hours.intervals(start, start + HORIZON)
    ]


@pytest.mark.parametrize("now", ["2026-03-25T14:00", "2026-10-20T23:30", "2026-05-06T00:00", "2026-12-30T12:00"])
def test_open_at_agrees_with_the_hours(now: str) -> None:
    """Over the clock changes of March and October, Ascension and New Year, in two time zones."""
    first = datetime.fromisoformat(now).replace(tzinfo=PARIS)
    for expression in EXPRESSIONS:
        for setting in (MENDE, REUNION):
            save(parse(expression, setting))
    refresh_schedules(first)
    schedules = list(Schedule.objects.order_by("pk"))
    chance = random.Random(now)
    moments = [first + timedelta(minutes=chance.randrange(7 * 24 * 60)) for _ in range(60)]
    midnight = first.replace(hour=0, minute=0)
    moments += [midnight + timedelta(days=day, hours=hour) for day in range(1, 7) for hour in (0, 2, 9, 18)]
    for moment in moments:
        expected = {schedule.pk for schedule in schedules if schedule.hours.is_open(moment)}
        assert set(Schedule.objects.open_at(moment).values_list("pk", flat=True)) == expected, moment


def test_slots_are_short_whole_and_disjoint() -> None:
    for expression in EXPRESSIONS:
        save(parse(expression, MENDE))
    now = datetime(2026, 10, 22, 17, 0, tzinfo=PARIS)
    refresh_schedules(now)
    for schedule in Schedule.objects.all():
        slots = list(schedule.slots.order_by("opens_at"))
        assert all(timedelta() < slot.closes_at - slot.opens_at <= LONGEST_SLOT for slot in slots)
        assert all(one.closes_at <= two.opens_at for one, two in pairwise(slots))
        assert schedule.computed_until == datetime(2026, 10, 31, tzinfo=PARIS)
    always = Schedule.objects.get(expression="24/7")
    total = sum((slot.closes_at - slot.opens_at for slot in always.slots.all()), timedelta())
    assert total == timedelta(days=9, hours=1), "nine days, one of 25 hours"


def test_refreshing_twice_changes_nothing() -> None:
    save(parse(EXPRESSIONS[0], MENDE))
    now = timezone.now()
    assert refresh_schedules(now) == 1
    slots = set(OpeningSlot.objects.values_list("pk", flat=True))
    assert slots
    assert refresh_schedules(now) == 0
    assert set(OpeningSlot.objects.values_list("pk", flat=True)) == slots
    assert refresh_schedules(now, only_stale=False) == 1
    assert OpeningSlot.objects.count() == len(slots)


def test_schedules_grow_stale_overnight() -> None:
    schedule = save(parse("24/7", MENDE))
    assert schedule.is_stale()
    evening = datetime(2026, 12, 1, 23, 59, tzinfo=PARIS)
    refresh_schedules(evening)
    schedule.refresh_from_db()
    assert not schedule.is_stale(evening)
    assert not Schedule.objects.stale(evening).exists()
    night = datetime(2026, 12, 2, 3, 15, tzinfo=PARIS)
    assert schedule.is_stale(night)
    assert Schedule.objects.stale(night).exists()
    assert refresh_schedules(night) == 1


def test_open_at_weekends() -> None:
    now = datetime(2026, 12, 7, tzinfo=PARIS)
    weekends = {"Mo-Fr 09:00-18:00": False, "Sa 09:00-12:00": True, "Su[1] 10:00-12:00": True, 'Sa "sur RDV"': False}
    for expression in weekends:
        save(parse(expression, MENDE))
    refresh_schedules(now)
    found = set(Schedule.objects.open_at_weekends().values_list("expression", flat=True))
    assert found == {expression for expression, opens in weekends.items() if opens}


def test_places_get_their_schedules() -> None:
    office = "Mo-Fr 09:00-12:00; PH off"
    mende = [make_place(opening_hours=office) for _ in range(3)]
    reunion = make_place(opening_hours=office, commune=saint_denis())
    none, nonsense = make_place(opening_hours=""), make_place(opening_hours="quand il fait beau")
    tidied = make_place(opening_hours="mo-fr 09:00–12:00; ph OFF ")

    assign_schedules([*mende, reunion, none, nonsense, tidied])

    assert Schedule.objects.count() == 2
    ids = set(Place.objects.filter(pk__in=[place.pk for place in [*mende, tidied]]).values_list("schedule", flat=True))
    assert len(ids) == 1
    assert mende[0].schedule is not None
    assert mende[0].schedule.slots.exists(), "a new schedule is computed at once"
    assert Place.objects.get(pk=reunion.pk).schedule_id not in ids
    assert none.schedule is nonsense.schedule is None


def test_a_place_changes_or_loses_its_schedule() -> None:
    place = make_place(opening_hours="Mo 09:00-12:00")
    assign_schedules([place])
    first = place.schedule_id
    place.opening_hours = "Tu 09:00-12:00"
    assign_schedules([place])
    assert place.schedule_id not in {None, first}
    place.opening_hours = ""
    assign_schedules([place])
    assert Place.objects.get(pk=place.pk).schedule is None


def test_assigning_takes_a_few_queries(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    places = [make_place(opening_hours=f"Mo 09:{minute:02}-12:00") for minute in range(40)]
    with django_assert_max_num_queries(16):
        assign_schedules(Place.objects.filter(pk__in=[place.pk for place in places]))
    with django_assert_max_num_queries(5):
        assign_schedules(Place.objects.filter(pk__in=[place.pk for place in places]))
    assert Place.objects.filter(schedule__isnull=False).count() == 40


def test_places_are_found_by_the_hour() -> None:
    open_place = make_place(opening_hours="24/7")
    assign_schedules([open_place, make_place(opening_hours="off"), make_place()])
    assert list(Place.objects.open_at(timezone.now() + timedelta(days=6))) == [open_place]
    assert list(Place.objects.open_at_weekends()) == [open_place]


def test_unused_schedules_are_forgotten_once_stale() -> None:
    place = make_place(opening_hours="Mo 09:00-12:00")
    assign_schedules([place])
    unused = save(parse("Tu 09:00-12:00", MENDE))
    refresh_schedules()
    assert forget_unused_schedules() == 0, "somebody may be about to use it"
    Schedule.objects.update(computed_until=F("computed_until") - timedelta(days=2))
    assert forget_unused_schedules() == 1
    assert list(Schedule.objects.all()) == [place.schedule]
    assert unused.pk not in Schedule.objects.values_list("pk", flat=True)
