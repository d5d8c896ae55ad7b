"""Imports from end to end: dry, applied, twice, interrupted, at once; and what people hold is left alone."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from accounts.models import User
from places.importing import running
from places.importing.outcomes import Outcome, Plan
from places.importing.profiles import ProfileError
from places.importing.running import run_import
from places.importing.table import UnreadableFile
from places.models import Place
from search.index import Index
from tests.places.importing.conftest import Writer, a_row

pytestmark = pytest.mark.usefixtures("communes")

THREE = [
    a_row(),
    a_row(id="2", nom="Le Moulin", adresse="9 rue Haute", lat="44.5300", lon="3.5100", tel="04 66 65 00 01"),
    a_row(id="3", nom="La Gare", ville="Langogne", insee="48080", cp="48300", lat="44.7255", lon="3.8571"),
]


def counts(plan: Plan) -> dict[str, int]:
    """Rows by outcome, those that occur."""
    return {outcome.value: count for outcome, count in plan.counts().items() if count}


@pytest.fixture
def apply(profile_path: Path) -> Any:
    """Import a file for good."""
    return lambda path, **options: run_import(path, profile=str(profile_path), apply=True, **options)


class TestWriting:
    def test_dry_by_default(self, write_csv: Writer, profile_path: Path) -> None:
        done = run_import(write_csv(THREE), profile=str(profile_path))
        assert counts(done.plan) == {"created": 3}
        assert not done.applied
        assert not Place.objects.exists()

    def test_apply_publishes(self, write_csv: Writer, apply: Any) -> None:
        seen: list[tuple[int, int]] = []
        apply(write_csv(THREE), progress=lambda written, total: seen.append((written, total)))
        place = Place.objects.published().get(source="Essai", source_id="1")
        assert (place.name, place.commune_id, place.types) == ("La Grange", "48095", ("third_place",))
        assert place.slug == "la-grange-mende"
        assert place.licence == "Licence Ouverte 2.0"
        assert place.schedule is not None
        assert place.cell is not None
        assert place.latest_revision is None
        assert place.checked_on.isoformat() == "2026-01-15"
        assert seen[-1] == (3, 3)

    def test_what_is_imported_is_found(self, write_csv: Writer, apply: Any) -> None:
        apply(write_csv(THREE))
        found = Index("places").query("moulin").filter(Place.objects.published())
        assert [place.name for place in found] == ["Le Moulin"]

    def test_a_second_run_changes_nothing(self, write_csv: Writer, apply: Any) -> None:
        apply(write_csv(THREE))
        before = list(Place.objects.order_by("pk").values())
        done = apply(write_csv(THREE))
        assert counts(done.plan) == {"unchanged": 3}
        assert list(Place.objects.order_by("pk").values()) == before

    def test_an_update_says_what_changed(self, write_csv: Writer, apply: Any) -> None:
        apply(write_csv(THREE))
        done = apply(write_csv([a_row(nom="La Grange neuve", tel=""), *THREE[1:]]))
        assert counts(done.plan) == {"updated": 1, "unchanged": 2}
        (row,) = done.plan.having(Outcome.UPDATED)
        assert row.changes["name"] == ("La Grange", "La Grange neuve")
        assert set(row.changes) == {"name", "phone"}
        place = Place.objects.get(source_id="1")
        assert (place.name, str(place.phone), place.slug) == ("La Grange neuve", "", "la-grange-mende")

    def test_a_moved_place_moves_its_cell(self, write_csv: Writer, apply: Any) -> None:
        apply(write_csv(THREE))
        before = Place.objects.get(source_id="1").cell
        apply(write_csv([a_row(lat="44.5200", lon="3.5100")]))
        assert Place.objects.get(source_id="1").cell != before

    def test_queries_do_not_grow_with_rows(
        self, write_csv: Writer, profile_path: Path, django_assert_max_num_queries: Any
    ) -> None:
        rows = [a_row(id=str(n), nom=f"Lieu numéro {n}", adresse=f"{n} rue Basse", tel="") for n in range(300)]
        with django_assert_max_num_queries(8):
            run_import(write_csv(rows), profile=str(profile_path))


class TestWhatPeopleHold:
    @pytest.mark.parametrize("hand", ["owner", "revision", "withdrawn", "locked"])
    def test_is_left_alone(self, write_csv: Writer, apply: Any, hand: str) -> None:
        apply(write_csv(THREE))
        place = Place.objects.get(source_id="1")
        if hand == "owner":
            user = User.objects.create_user(email="tenancier@exemple.fr", password="x")
            Place.objects.filter(pk=place.pk).update(owner=user)
        elif hand == "revision":
            place.save_revision()
        elif hand == "withdrawn":
            Place.objects.filter(pk=place.pk).update(live=False)
        else:
            Place.objects.filter(pk=place.pk).update(locked=True)
        done = apply(write_csv([a_row(nom="Autre nom"), *THREE[1:]]))
        assert counts(done.plan) == {"kept": 1, "unchanged": 2}
        (row,) = done.plan.having(Outcome.KEPT)
        assert row.reason
        assert row.changes["name"] == ("La Grange", "Autre nom")
        assert Place.objects.get(source_id="1").name == "La Grange"

    def test_a_point_found_since_is_kept(self, write_csv: Writer, apply: Any) -> None:
        rows = [a_row(lat="", lon="")]
        apply(write_csv(rows))
        Place.objects.update(latitude=44.519, longitude=3.502, precision="address", point_origin="geocoder", cell=1)
        assert counts(apply(write_csv(rows)).plan) == {"unchanged": 1}
        assert counts(apply(write_csv([a_row(lat="", lon="", adresse="8 rue Neuve")])).plan) == {"updated": 1}
        assert Place.objects.get().precision == "commune"

    def test_an_older_check_does_not_win(self, write_csv: Writer, apply: Any) -> None:
        apply(write_csv([a_row()]))
        today = timezone.localdate()
        Place.objects.update(checked_on=today)
        assert counts(apply(write_csv([a_row(maj="2026-03-01")])).plan) == {"unchanged": 1}
        assert Place.objects.get().checked_on == today


class TestDuplicates:
    def test_are_proposed_and_not_created(self, write_csv: Writer, apply: Any) -> None:
        apply(write_csv([a_row()]))
        twin = a_row(id="9", nom="la grange", adresse="3, rue Basse", lat="44.5181")
        done = apply(write_csv([twin]), source="Autre fichier")
        assert counts(done.plan) == {"duplicate": 1}
        (row,) = done.plan.having(Outcome.DUPLICATE)
        assert row.twin is not None
        assert (row.twin.name, row.twin.source) == ("La Grange", "Essai")
        assert "même nom" in row.reason
        assert Place.objects.count() == 1

    def test_within_the_file_and_again(self, write_csv: Writer, apply: Any) -> None:
        rows = [a_row(), a_row(id="9", nom="LA GRANGE")]
        for expected in ({"created": 1, "duplicate": 1}, {"unchanged": 1, "duplicate": 1}):
            assert counts(apply(write_csv(rows)).plan) == expected

    def test_someone_may_say_they_differ(self, write_csv: Writer, apply: Any) -> None:
        rows = [a_row(), a_row(id="9", nom="LA GRANGE")]
        assert counts(apply(write_csv(rows), distinct=[3]).plan) == {"created": 2}
        assert counts(apply(write_csv(rows)).plan) == {"unchanged": 2}


class TestFailures:
    @pytest.mark.parametrize("moment", ["assign_schedules", "index_places", "bump_version"])
    def test_a_failure_midway_writes_nothing(
        self, write_csv: Writer, apply: Any, monkeypatch: pytest.MonkeyPatch, moment: str
    ) -> None:
        def fail(*_arguments: object) -> None:
            assert Place.objects.count() == 3
            raise KeyboardInterrupt

        monkeypatch.setattr(f"places.actions.{moment}", fail)
        with pytest.raises(KeyboardInterrupt):
            apply(write_csv(THREE))
        assert not Place.objects.exists()

    def test_a_missing_column(self, write_csv: Writer, profile_path: Path) -> None:
        with pytest.raises(UnreadableFile, match="colonne nom"):
            run_import(write_csv([{"ville": "Mende", "cp": "48000"}]), profile=str(profile_path))

    def test_unknown_columns(self, write_csv: Writer) -> None:
        with pytest.raises(ProfileError, match="Aucun profil"):
            run_import(write_csv([{"a": "1", "b": "2"}]))

    def test_columns_that_the_profile_does_not_read(self, write_csv: Writer, profile_path: Path) -> None:
        done = run_import(write_csv([a_row(couleur="bleu")]), profile=str(profile_path))
        assert done.unused == ("couleur",)

    def test_without_communes(self, write_csv: Writer, profile_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(running.Communes, "load", classmethod(lambda cls: cls([], [])))
        with pytest.raises(UnreadableFile, match="load_geography"):
            run_import(write_csv(THREE), profile=str(profile_path))


@pytest.fixture
def shared_database(tmp_path: Path) -> Any:
    """What makes a thread's connection lead to a database that several can write to.

    PostgreSQL's is one; SQLite's tests run in memory, so their database is copied to a file.
    """
    if connection.vendor != "sqlite":
        return lambda: None
    file = tmp_path / "partage.sqlite3"
    connection.ensure_connection()
    with closing(sqlite3.connect(file)) as copy:
        connection.connection.backup(copy)

    def lead() -> None:
        connection.settings_dict = {**connection.settings_dict, "NAME": str(file)}

    return lead


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_two_imports_of_one_file(self, write_csv: Writer, profile_path: Path, shared_database: Any) -> None:
        """The second sees what the first wrote: each place is created once, by one of them."""
        path = write_csv([a_row(id=str(n), nom=f"Lieu {n}", adresse=f"{n} rue Basse", tel="") for n in range(40)])
        barrier, ends = threading.Barrier(2), []

        def work() -> None:
            try:
                shared_database()
                barrier.wait(timeout=20)
                ends.append(counts(run_import(path, profile=str(profile_path), apply=True).plan))
                ends.append({"places": Place.objects.count()})
            except Exception as error:
                ends.append({"error": str(error)})
            finally:
                connection.inc_thread_sharing()
                connection.close()

        threads = [threading.Thread(target=work) for _rank in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        assert sorted(ends, key=str) == [{"created": 40}, {"places": 40}, {"places": 40}, {"unchanged": 40}]

    def test_a_busy_database_is_said(
        self, write_csv: Writer, profile_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def locked(*_arguments: object, **_options: object) -> None:
            raise OperationalError("database is locked")

        monkeypatch.setattr(running, "write_places", locked)
        with pytest.raises(UnreadableFile, match="occupée"):
            run_import(write_csv(THREE), profile=str(profile_path), apply=True)
