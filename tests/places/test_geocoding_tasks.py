"""Geocoding in the background: what the real task worker does, over the real queue, with a server that misbehaves."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any
from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult, get_date_max

from geography.cells import cell_of
from geography.distance import Point
from geography.geocoding import Geocoded, Kind
from geography.models import Commune
from listings.versions import current_version
from places import geocoding_tasks
from places.geocoding_tasks import MAX_ATTEMPTS, MAX_REFUSALS, Outcome, geocode_missing, geocode_place
from places.models import Place
from places.vocabulary import PointOrigin, Precision
from tests.factories.places import make_place, mende
from tests.geocoder import faulty as faults
from tests.geocoder.faulty import Fault, FaultyGeocoder, feature, raw, results, too_many

pytestmark = pytest.mark.django_db

ADDRESS = "1 place du Général-de-Gaulle"
TOWN_HALL = (44.517817, 3.501172)


class Clock:
    """The time that Django, the queue and the tasks see."""

    def __init__(self) -> None:
        self.now = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)

    def advance(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", lambda: clock.now)
    return clock


def work() -> list[Any]:
    """Run the queue's own worker until nothing is due; what the tasks that ran returned, in order."""
    before = set(finished().values_list("pk", flat=True))
    worker = Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=100,
        worker_id="test",
        excluded_queue_names=[],
    )
    # It would close the connection that holds the test's transaction; Django's test client avoids the same.
    with mock.patch("django_tasks_db.management.commands.db_worker.close_old_connections"):
        worker.run()
    done = finished().exclude(pk__in=before).order_by("finished_at", "started_at")
    assert [task.traceback for task in done if task.status == TaskResultStatus.FAILED] == []
    return [task.return_value for task in done]


def finished() -> Any:
    return DBTaskResult.objects.finished()


def waiting() -> Any:
    return DBTaskResult.objects.filter(status=TaskResultStatus.READY)


def reread(place: Place) -> Place:
    return Place.objects.get(pk=place.pk)


def point(place: Place) -> tuple[float | None, float | None]:
    return place.latitude, place.longitude


class TestFound:
    def test_a_house_number(self, faulty: FaultyGeocoder, clock: Clock) -> None:
        place = make_place(address=ADDRESS, postcode="48000")
        version = current_version("places")
        faulty.script = [results(feature(point=[3.5012, 44.5178], score=0.91))]
        geocode_place.enqueue(place.pk)
        assert work() == ["found"]
        found = reread(place)
        assert point(found) == (44.5178, 3.5012)
        assert found.cell == cell_of(44.5178, 3.5012)
        assert found.precision == Precision.ADDRESS
        assert found.point_origin == PointOrigin.GEOCODER
        assert found.geocoding_score == 0.91
        assert found.geocoding_failed_at is None
        assert found.updated_at == place.updated_at
        assert current_version("places") == version + 1
        assert not waiting().exists()
        assert not geocoding_tasks.missing().exists()

    @pytest.mark.parametrize("kind", ["street", "locality"])
    def test_a_street_or_a_locality_is_less_precise(self, faulty: FaultyGeocoder, kind: str) -> None:
        place = make_place(address=ADDRESS)
        faulty.script = [results(feature(type=kind))]
        assert geocoding_tasks.attempt_place(place.pk) is Outcome.FOUND
        assert reread(place).precision == Precision.STREET

    @pytest.mark.parametrize("origin", PointOrigin.values)
    def test_a_commune_level_point_is_refined(self, faulty: FaultyGeocoder, origin: str) -> None:
        place = make_place(
            address=ADDRESS, latitude=44.5, longitude=3.5, precision=Precision.COMMUNE, point_origin=origin
        )
        faulty.script = [results(feature())]
        assert geocoding_tasks.attempt_place(place.pk) is Outcome.FOUND
        assert reread(place).point_origin == PointOrigin.GEOCODER

    @pytest.mark.parametrize("precision", [Precision.ADDRESS, Precision.STREET])
    @pytest.mark.parametrize("origin", [PointOrigin.SOURCE, PointOrigin.MANUAL, PointOrigin.GEOCODER])
    def test_a_better_point_is_never_touched(self, faulty: FaultyGeocoder, origin: str, precision: str) -> None:
        place = make_place(address=ADDRESS, latitude=44.5, longitude=3.5, precision=precision, point_origin=origin)
        assert geocoding_tasks.attempt_place(place.pk) is Outcome.NOTHING_TO_DO
        assert faulty.asked == []
        assert point(reread(place)) == (44.5, 3.5)
        assert not geocoding_tasks.missing().exists()

    def test_drafts_change_no_published_data(self, faulty: FaultyGeocoder) -> None:
        place = make_place(address=ADDRESS, live=False)
        faulty.script = [results(feature())]
        assert geocoding_tasks.attempt_place(place.pk) is Outcome.FOUND
        assert current_version("places") == 0

    @pytest.mark.geocoder
    @pytest.mark.usefixtures("geocoder")
    def test_with_the_real_server(self) -> None:
        exact = make_place(address="Résidence du Centre, 1 pl. du General de Gaulle - BP 12", postcode="48001")
        street = make_place(address="25 place du Général de Gaulle")
        nowhere = make_place(address="8 avenue Georges-Clemenceau")
        nothing = make_place()
        assert geocode_missing.call() == 4
        assert sorted(work()) == sorted(["found", "found", "not found", "no address, shown at its commune"])
        assert [reread(place).precision for place in (exact, street, nowhere, nothing)] == [
            Precision.ADDRESS,
            Precision.STREET,
            Precision.COMMUNE,
            Precision.COMMUNE,
        ]
        assert point(reread(exact)) == TOWN_HALL
        assert list(geocoding_tasks.given_up()) == [nowhere]


class TestNotFound:
    @pytest.mark.parametrize("answer", [results(), results(feature(score=0.3)), results(feature(type="municipality"))])
    def test_the_place_shows_at_its_commune(
        self, faulty: FaultyGeocoder, clock: Clock, caplog: pytest.LogCaptureFixture, answer: Fault
    ) -> None:
        place = make_place(address="12 rue Inconnue", name="Le Comptoir")
        faulty.script = [answer]
        geocode_place.enqueue(place.pk)
        assert work() == ["not found"]
        shown = reread(place)
        assert point(shown) == TOWN_HALL
        assert shown.cell == cell_of(*TOWN_HALL)
        assert (shown.precision, shown.point_origin) == (Precision.COMMUNE, PointOrigin.COMMUNE)
        assert shown.geocoding_score is None
        assert shown.geocoding_failed_at == clock.now
        assert "(Le Comptoir, 48095): address not found" in caplog.text
        assert list(geocoding_tasks.given_up()) == [place]
        assert not geocoding_tasks.missing().exists()

    def test_an_existing_point_stays(self, faulty: FaultyGeocoder) -> None:
        given = {"latitude": 44.5, "longitude": 3.5, "precision": Precision.COMMUNE, "point_origin": PointOrigin.SOURCE}
        place = make_place(address="12 rue Inconnue", **given)
        faulty.script = [results()]
        assert geocoding_tasks.attempt_place(place.pk) is Outcome.NOT_FOUND
        kept = reread(place)
        assert (*point(kept), kept.point_origin) == (44.5, 3.5, PointOrigin.SOURCE)

    def test_without_address_nothing_is_asked(self, faulty: FaultyGeocoder) -> None:
        place = make_place(address=" ")
        assert geocoding_tasks.attempt_place(place.pk) is Outcome.AT_COMMUNE
        assert faulty.asked == []
        assert point(reread(place)) == TOWN_HALL
        assert not geocoding_tasks.given_up().exists()
        assert not geocoding_tasks.missing().filter(address="").exists()

    def test_a_commune_without_point(self, faulty: FaultyGeocoder) -> None:
        """Some overseas communes: the geocoder's own point of the commune, else none, and it shows as given up."""
        commune = mende()
        Commune.objects.filter(pk=commune.pk).update(latitude=None, longitude=None)
        lost, silent, found = make_place(address="x"), make_place(), make_place(address="x")
        faulty.script = [results(), results(feature(type="municipality", point=[3.5, 44.5]))]
        assert geocoding_tasks.attempt_place(lost.pk) is Outcome.NOT_FOUND
        assert geocoding_tasks.attempt_place(silent.pk) is Outcome.AT_COMMUNE
        assert geocoding_tasks.attempt_place(found.pk) is Outcome.NOT_FOUND
        assert point(reread(lost)) == point(reread(silent)) == (None, None)
        assert reread(found).point_origin == PointOrigin.GEOCODER
        assert point(reread(found)) == (44.5, 3.5)
        assert set(geocoding_tasks.given_up()) == {lost, silent, found}

    def test_an_edited_place_gets_another_chance(self, faulty: FaultyGeocoder, clock: Clock) -> None:
        place = make_place(address="12 rue Inconnue")
        faulty.script = [results()]
        geocoding_tasks.attempt_place(place.pk)
        clock.advance(seconds=1)
        edited = reread(place)
        edited.address = ADDRESS
        edited.save()
        assert list(geocoding_tasks.missing()) == [place]


TROUBLE: dict[str, Fault] = {
    "500": raw(b"", 500),
    "503": raw(b"", 503),
    "garbage": raw(b"<html>"),
    "flood": faults.flood,
    "closed": faults.close,
    "cut": faults.cut,
    "hang": faults.hang,
    "drip": faults.drip,
}


class TestServiceInTrouble:
    @pytest.mark.parametrize("name", TROUBLE)
    @pytest.mark.usefixtures("impatient")
    def test_it_backs_off_then_gives_up_visibly(
        self, faulty: FaultyGeocoder, clock: Clock, caplog: pytest.LogCaptureFixture, name: str
    ) -> None:
        place = make_place(address=ADDRESS, name="Le Comptoir")
        faulty.script = [TROUBLE[name]]
        geocode_place.enqueue(place.pk)
        for minutes in (1, 4, 16, 64, 256):
            assert work() == ["later"]
            shown = reread(place)
            assert (shown.precision, shown.geocoding_failed_at) == (Precision.COMMUNE, None)
            assert [task.run_after for task in waiting()] == [clock.now + timedelta(minutes=minutes)]
            clock.advance(minutes=minutes, seconds=-1)
            assert work() == []
            clock.advance(seconds=1)
        assert work() == ["given up"]
        assert len(faulty.asked) == MAX_ATTEMPTS
        assert not waiting().exists()
        failed = reread(place)
        assert point(failed) == TOWN_HALL
        assert failed.geocoding_failed_at == clock.now
        assert list(geocoding_tasks.given_up()) == [place]
        assert "Geocoding of place" in caplog.text
        assert "(Le Comptoir, 48095) given up: 6 attempts, The geocoding service" in caplog.text

    def test_it_finds_the_place_when_the_service_is_back(self, faulty: FaultyGeocoder, clock: Clock) -> None:
        place = make_place(address=ADDRESS)
        faulty.script = [faults.close, raw(b"", 500), results(feature())]
        geocode_place.enqueue(place.pk)
        assert work() == ["later"]
        clock.advance(minutes=1)
        assert work() == ["later"]
        clock.advance(minutes=4)
        assert work() == ["found"]
        assert reread(place).precision == Precision.ADDRESS
        assert not geocoding_tasks.given_up().exists()

    def test_a_refused_query_is_not_asked_again(self, faulty: FaultyGeocoder) -> None:
        place = make_place(address=ADDRESS)
        faulty.script = [raw(b"", 400)]
        geocode_place.enqueue(place.pk)
        assert work() == ["given up"]
        assert list(geocoding_tasks.given_up()) == [place]

    def test_one_failure_holds_the_other_places_a_minute(self, faulty: FaultyGeocoder, clock: Clock) -> None:
        places = [make_place(address=ADDRESS) for _ in range(5)]
        faulty.script = [raw(b"", 500), results(feature())]
        geocoding_tasks.enqueue(place.pk for place in places)
        assert work() == ["later"]
        assert {task.run_after for task in waiting()} == {clock.now + timedelta(minutes=1)}
        clock.advance(minutes=1)
        assert work() == ["found"] * 5

    def test_a_poisonous_place_does_not_hold_the_others_longer(self, faulty: FaultyGeocoder, clock: Clock) -> None:
        place, other = make_place(address=ADDRESS), make_place(address=ADDRESS)
        faulty.script = [raw(b"", 500)]
        geocode_place.enqueue(place.pk, attempt=5)
        geocode_place.using(run_after=clock.now + timedelta(seconds=1)).enqueue(other.pk)
        assert work() == ["later"]
        delays = {task.args_kwargs["args"][0]: task.run_after - clock.now for task in waiting()}
        assert delays == {place.pk: timedelta(minutes=256), other.pk: timedelta(minutes=1)}


class TestTooManyRequests:
    @pytest.mark.parametrize(
        ("header", "wait"),
        [
            ("7", timedelta(seconds=7)),
            ("0", timedelta(seconds=1)),
            (None, timedelta(minutes=1)),
            ("1000000000000", timedelta(hours=1)),
        ],
    )
    def test_it_waits_what_the_service_asks(
        self, faulty: FaultyGeocoder, clock: Clock, header: str | None, wait: timedelta
    ) -> None:
        place, other = make_place(address=ADDRESS), make_place(address=ADDRESS)
        faulty.script = [too_many(header), results(feature())]
        geocoding_tasks.enqueue([place.pk, other.pk])
        assert work() == ["later"]
        assert len(faulty.asked) == 1
        assert [task.run_after for task in waiting()] == [clock.now + wait] * 2
        clock.now += wait - timedelta(milliseconds=1)
        assert work() == []
        clock.advance(milliseconds=1)
        assert work() == ["found"] * 2

    def test_it_does_not_wait_for_ever(self, faulty: FaultyGeocoder, clock: Clock) -> None:
        place = make_place(address=ADDRESS)
        faulty.script = [too_many("1")]
        geocode_place.enqueue(place.pk)
        for _ in range(MAX_REFUSALS):
            assert work() == ["later"]
            clock.advance(seconds=1)
        assert work() == ["given up"]
        assert len(faulty.asked) == MAX_REFUSALS + 1
        assert list(geocoding_tasks.given_up()) == [place]

    def test_refusals_do_not_use_up_attempts(self, faulty: FaultyGeocoder, clock: Clock) -> None:
        place = make_place(address=ADDRESS)
        faulty.script = [too_many("1"), raw(b"", 500)]
        geocode_place.enqueue(place.pk, attempt=MAX_ATTEMPTS - 1)
        assert work() == ["later"]
        clock.advance(seconds=1)
        assert work() == ["later"]
        clock.advance(days=1)
        assert work() == ["given up"]


class TestMeanwhile:
    """What happens to a place while the service is asked."""

    def answer_after(self, monkeypatch: pytest.MonkeyPatch, change: Callable[[], Any]) -> None:
        found = Geocoded(Point(44.6, 3.6), 0.9, Kind.HOUSENUMBER, "label", "48095", "name")

        def slow_geocode(*args: str) -> Geocoded:
            change()
            return found

        monkeypatch.setattr(geocoding_tasks, "geocode", slow_geocode)

    def test_deleted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        place = make_place(address=ADDRESS)
        self.answer_after(monkeypatch, lambda: Place.objects.all().delete())
        geocode_place.enqueue(place.pk)
        assert work() == ["nothing to do"]
        geocode_place.enqueue(place.pk)
        assert work() == ["nothing to do"]

    @pytest.mark.parametrize("change", [{"address": "2 rue Basse"}, {"postcode": "48100"}])
    def test_moved(self, monkeypatch: pytest.MonkeyPatch, change: dict[str, str]) -> None:
        place = make_place(address=ADDRESS)
        self.answer_after(monkeypatch, lambda: Place.objects.update(**change))
        geocode_place.enqueue(place.pk)
        assert work() == ["changed meanwhile", "found"]
        assert point(reread(place)) == (44.6, 3.6)

    def test_placed_by_hand(self, monkeypatch: pytest.MonkeyPatch) -> None:
        place = make_place(address=ADDRESS)

        def put() -> None:
            hand = reread(place)
            hand.latitude, hand.longitude = 44.5, 3.5
            hand.precision, hand.point_origin = Precision.ADDRESS, PointOrigin.MANUAL
            hand.save()

        self.answer_after(monkeypatch, put)
        geocode_place.enqueue(place.pk)
        assert work() == ["nothing to do"]
        assert (*point(reread(place)), reread(place).point_origin) == (44.5, 3.5, PointOrigin.MANUAL)

    def test_edited_elsewhere(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Only the point's columns are written: an edit of the rest is not undone."""
        place = make_place(address=ADDRESS)
        self.answer_after(monkeypatch, lambda: Place.objects.update(summary="Ouvert depuis hier"))
        assert geocoding_tasks.attempt_place(place.pk) is Outcome.FOUND
        assert reread(place).summary == "Ouvert depuis hier"


class TestQueue:
    def running(self, place: Place, started_at: datetime) -> DBTaskResult:
        """A task of this place that another worker runs."""
        row = DBTaskResult.objects.get(pk=geocode_place.enqueue(place.pk).id)
        row.status, row.started_at = TaskResultStatus.RUNNING, started_at
        row.save()
        return row

    def test_it_comes_after_what_people_wait_for(self) -> None:
        geocode_place.enqueue(make_place().pk)
        assert waiting().get().priority < 0

    def test_a_place_is_enqueued_once(self, clock: Clock) -> None:
        first, second, third = (make_place(address=ADDRESS) for _ in range(3))
        assert geocoding_tasks.enqueue([first.pk, first.pk]) == 1
        self.running(second, clock.now)
        assert geocoding_tasks.enqueue([first.pk, second.pk, third.pk]) == 1
        assert geocode_missing.call() == 0

    def test_of_two_running_only_the_first_goes_on(self, faulty: FaultyGeocoder, clock: Clock) -> None:
        place = make_place(address=ADDRESS)
        other = self.running(place, clock.now - timedelta(seconds=5))
        faulty.script = [results(feature())]
        geocode_place.enqueue(place.pk)
        assert work() == ["already running"]
        assert faulty.asked == []
        DBTaskResult.objects.filter(pk=other.pk).update(started_at=clock.now + timedelta(seconds=5))
        geocode_place.enqueue(place.pk)
        assert work() == ["found"]

    def test_of_two_started_together_exactly_one_goes_on(self, clock: Clock) -> None:
        place = make_place(address=ADDRESS)
        both = [self.running(place, clock.now) for _ in range(2)]
        preceded = [geocoding_tasks._preceded(row.task_result, place.pk) for row in both]
        assert sorted(preceded) == [False, True]

    def test_other_places_do_not_matter(self, faulty: FaultyGeocoder, clock: Clock) -> None:
        self.running(make_place(address=ADDRESS), clock.now - timedelta(seconds=5))
        faulty.script = [results(feature())]
        geocode_place.enqueue(make_place(address=ADDRESS).pk)
        assert work() == ["found"]

    def test_a_worker_that_died_blocks_nothing(self, faulty: FaultyGeocoder, clock: Clock) -> None:
        place = make_place(address=ADDRESS)
        self.running(place, clock.now)
        clock.advance(minutes=11)
        faulty.script = [results(feature())]
        assert geocode_missing.call() == 1
        assert work() == ["found"]

    def test_only_geocoding_is_held(self, faulty: FaultyGeocoder) -> None:
        geocode_place.enqueue(make_place(address=ADDRESS).pk)
        geocode_missing.using(priority=-20).enqueue()
        faulty.script = [too_many("60")]
        assert work() == ["later", 0]

    def test_missing_ones_are_found_by_a_task(self, faulty: FaultyGeocoder) -> None:
        make_place(address=ADDRESS)
        make_place(address=ADDRESS)
        faulty.script = [results(feature())]
        geocode_missing.enqueue()
        assert work() == [2, "found", "found"]


class TestCommand:
    def run(self, *options: str) -> str:
        out = StringIO()
        call_command("geocode_places", *options, stdout=out)
        return out.getvalue()

    def test_dry_by_default(self, faulty: FaultyGeocoder) -> None:
        make_place(address=ADDRESS, postcode="48000", name="Le Comptoir")
        said = self.run()
        assert "Le Comptoir\t1 place du Général-de-Gaulle 48000 Mende" in said
        assert "1 lieu à géocoder." in said
        assert "--apply" in said
        assert faulty.asked == []
        assert not waiting().exists()

    def test_a_long_list_is_cut(self) -> None:
        for _ in range(52):
            make_place(address=ADDRESS)
        assert "… et 2 autres" in self.run()
        assert "autres" not in self.run("-v2")
        assert self.run("-v2").count("\t") == 104

    def test_nothing_to_do(self) -> None:
        assert re.fullmatch("0 lieux? à géocoder.\n", self.run())

    def test_apply_enqueues(self) -> None:
        make_place(address=ADDRESS)
        make_place(address=ADDRESS)
        assert "2 lieux mis en file." in self.run("--apply")
        assert re.fullmatch("0 lieux? mis en file.\n", self.run("--apply"))
        assert waiting().count() == 2
        assert set(waiting().values_list("run_after", flat=True)) == {get_date_max()}

    def test_now(self, faulty: FaultyGeocoder) -> None:
        found, lost, silent = make_place(address=ADDRESS), make_place(address="x"), make_place()
        faulty.script = [results(feature()), results()]
        said = self.run("--apply", "--now")
        assert [reread(place).precision for place in (found, lost, silent)] == ["address", "commune", "commune"]
        assert "Trouvés : 1" in said
        assert "Adresses introuvables : 1" in said
        assert "Sans adresse, placés à leur commune : 1" in said
        assert not waiting().exists()

    def test_now_stops_and_enqueues_the_rest_when_the_service_fails(self, faulty: FaultyGeocoder) -> None:
        for _ in range(5):
            make_place(address=ADDRESS)
        faulty.script = [results(feature()), too_many("9"), results(feature())]
        said = self.run("--apply", "--now")
        assert len(faulty.asked) == 2
        assert "4 lieux mis en file." in said
        assert waiting().count() == 4

    def test_now_goes_with_apply(self) -> None:
        with pytest.raises(CommandError, match="--apply"):
            self.run("--now")

    def test_those_given_up_are_taken_again_when_asked(self, faulty: FaultyGeocoder) -> None:
        place = make_place(address="12 rue Inconnue")
        faulty.script = [results(), results(feature())]
        geocoding_tasks.attempt_place(place.pk)
        assert re.fullmatch("0 lieux? à géocoder.\n", self.run())
        assert "1 lieu à géocoder." in self.run("--retry-failed")
        assert reread(place).geocoding_failed_at is not None
        assert "1 lieu mis en file." in self.run("--retry-failed", "--apply")
        assert not geocoding_tasks.given_up().exists()
        assert work() == ["found"]
