"""Nothing is left of a person who leaves, and all of it is told to who asks."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.test import Client
from PIL import Image

from accounts.erasing import erase
from accounts.rights import erasing, exporting
from directory.models import RemoteWorker, Skill
from directory.workers import rights
from directory.workers.actions import draft_of, keep
from directory.workers.portraits import store_portrait
from listings import reviewing
from listings.models import ChangeReport
from listings.publishing import publish
from listings.reviewing import decide, submit
from listings.reviews import Review, ReviewState
from search.models import Word
from tests.factories.listings import desk_of, make_moderator, make_report, make_user
from tests.factories.places import make_place, mende
from tests.factories.workers import make_worker, worker_draft

pytestmark = pytest.mark.django_db
MARK = "zyxomme"
"""A word that nothing else says."""


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def a_life() -> Any:
    """Someone with drafts, a photograph, a decision, a publication, and a draft that waits."""
    user = make_user()
    photo = store_portrait(Image.new("RGB", (90, 70)))
    worker = worker_draft(
        user,
        display_name=f"Ada {MARK}",
        headline=f"métier {MARK}",
        presentation=f"texte {MARK}",
        email=f"{MARK}@exemple.example",
        photo=photo,
        places=[make_place()],
        skills=["Comptabilité", f"Art du {MARK}"],
    )
    submit(worker, user)
    decide(Review.objects.get(), make_moderator(mende()), ReviewState.CHANGES, f"Changez {MARK}.")
    draft = draft_of(worker)
    draft.headline = f"autre {MARK}"
    draft.photo = store_portrait(Image.new("RGB", (90, 70), "red"))
    keep(draft, user)
    publish(RemoteWorker.objects.get(pk=worker.pk).latest_revision, user)
    draft = draft_of(worker)
    draft.headline = f"encore {MARK}"
    keep(draft, user)
    submit(RemoteWorker.objects.get(pk=worker.pk), user)
    make_report(RemoteWorker.objects.get(pk=worker.pk), kind="untrue", message=f"Ce n’est pas {MARK}.")
    return user


def tables_with(mark: str) -> set[str]:
    """The tables where a word stands in any column."""
    found = set()
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            if any(mark in str(value).lower() for row in cursor.fetchall() for value in row):
                found.add(table)
    return found


@pytest.mark.usefixtures("lozere")
def test_nothing_is_left() -> None:
    user = a_life()
    before = tables_with(MARK)
    assert {"directory_remoteworker", "wagtailcore_revision", "wagtailcore_modellogentry"} <= before
    assert Word.objects.filter(form__startswith=MARK[:5]).exists()
    assert default_storage.listdir("portraits")[1]
    with transaction.atomic():
        erasing.send(type(user), user=user)
    left = tables_with(MARK) - {"mail_outgoingmail"}
    assert not {table for table in left if not table.startswith("search_")}
    assert not default_storage.listdir("portraits")[1]
    assert not RemoteWorker.objects.filter(owner=user).exists()
    assert not Review.objects.exists()


@pytest.mark.usefixtures("lozere")
def test_a_skill_stays_while_someone_else_has_it_in_public_or_in_a_draft() -> None:
    leaving = make_user()
    worker = worker_draft(leaving, skills=["Paie", "Tissage", "Seule"])
    make_worker(skills=["paie"])
    worker_draft(skills=["tissage"])
    draft = draft_of(worker)
    draft.skills.set([])
    keep(draft, leaving)
    with transaction.atomic():
        erasing.send(type(leaving), user=leaving)
    assert set(Skill.objects.values_list("name", flat=True)) == {"Paie", "Tissage"}


@pytest.mark.usefixtures("lozere")
def test_the_search_index_forgets_too() -> None:
    from directory.workers.indexing import WORKERS

    user = a_life()
    everyone = RemoteWorker.objects.all()
    assert WORKERS.query(MARK).filter(everyone).exists()
    erasing.send(type(user), user=user)
    assert MARK in WORKERS.query(MARK).ignored or not WORKERS.query(MARK).documents


def test_others_are_left_alone() -> None:
    other = make_worker(display_name="Bea")
    make_report(other, kind="gone")
    user = make_user()
    make_worker(user)
    erasing.send(type(user), user=user)
    assert list(RemoteWorker.objects.all()) == [other]
    assert other.latest_revision is not None
    assert ChangeReport.objects.get().listing == other


@pytest.mark.usefixtures("lozere")
def test_everything_is_told() -> None:
    user = a_life()
    sections = [
        section for _receiver, found in exporting.send(type(user), user=user) for section in found or [] if section.rows
    ]
    mine = [section for section in sections if "télétravail" in section.title]
    assert len(mine) == 1
    assert [row["email"] for row in mine[0].rows] == [f"{MARK}@exemple.example"] * 2
    assert all(default_storage.exists(path) for path in mine[0].files.values() if "grand" in path)
    (reported,) = (row for section in sections if "signalés" in section.title for row in section.rows)
    assert (reported["what"], reported["state"]) == ("Ce que dit cette fiche n’est pas vrai", "À traiter")
    assert "Ce n’est pas" not in str(reported), "Nobody but the agency reads what a visitor writes."
    told = str([section.rows for section in sections])
    assert f"Changez {MARK}." in told
    assert f"encore {MARK}" in told


def test_who_has_no_profile_is_told_nothing() -> None:
    user = make_user()
    from directory.workers.rights import export_worker

    assert export_worker(type(user), user) == []


@pytest.mark.usefixtures("lozere")
def test_erased_while_an_edit_waits(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    settings.HAMEAU_HOME = tmp_path
    user = a_life()
    review = Review.objects.waiting().get()
    desk = desk_of(make_moderator(mende()), monkeypatch)
    address = f"/admin/relectures/{review.pk}/"
    assert MARK in desk.get(address).content.decode()
    erase(user)
    for path in (address, f"{address}apercu/", f"{address}publier/"):
        assert desk.get(path).status_code == 404
    assert desk.post(f"{address}publier/", {"comment": ""}).status_code == 404
    for path in ("/admin/relectures/", "/admin/teletravailleurs/", "/admin/"):
        assert MARK not in desk.get(path).content.decode()
    assert not {table for table in tables_with(MARK) if not table.startswith("search_")}, "Mails to moderators neither."


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_erased_at_the_instant_of_the_decision(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    """Whoever is first: nobody is told of an error of ours, and nothing of the person is left."""
    settings.HAMEAU_HOME = tmp_path
    desk = desk_of(make_moderator(mende()), monkeypatch)
    for _ in range(4):
        user = make_user()
        worker = worker_draft(user, display_name=f"Ada {MARK}")
        review = submit(RemoteWorker.objects.get(pk=worker.pk), user)
        answers, errors = at_once(
            lambda review=review: _published(desk, review),  # type: ignore[misc]
            lambda user=user: erase(user),  # type: ignore[misc]
        )
        assert not errors
        assert {200, 302, 404, 409} >= {status for status in answers if isinstance(status, int)}
        assert not RemoteWorker.objects.filter(pk=worker.pk).exists()
        left = {table for table in tables_with(MARK) if not table.startswith("search_")}
        assert not left


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_erased_after_the_decision_took_hold(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    """Each holds a row before it asks for the other’s: the decision the review, the erasure the account."""
    settings.HAMEAU_HOME = tmp_path
    user = make_user()
    worker = worker_draft(user)
    review = submit(worker, user)
    deciding, erasing_begun = threading.Event(), threading.Event()
    moderator = make_moderator(mende())

    def waiting(asked: Review, take: Any = reviewing._waiting) -> Review:
        taken = take(asked)
        deciding.set()
        assert erasing_begun.wait(timeout=20)
        return taken  # type: ignore[no-any-return]

    def hold(listing: Any, take: Any = rights.hold_still) -> None:
        assert deciding.wait(timeout=20)
        erasing_begun.set()
        take(listing)

    monkeypatch.setattr(reviewing, "_waiting", waiting)
    monkeypatch.setattr(rights, "hold_still", hold)
    _answers, errors = at_once(lambda: decide(review, moderator, ReviewState.APPROVED), lambda: erase(user))
    assert not errors
    assert not RemoteWorker.objects.filter(pk=worker.pk).exists()


def _published(desk: Client, review: Review) -> int:
    return desk.post(f"/admin/relectures/{review.pk}/publier/", {"comment": ""}).status_code


def at_once(*deeds: Callable[[], Any]) -> tuple[list[Any], list[str]]:
    """What each returned and what went wrong, all begun at the same instant on connections of their own."""
    barrier, answers, errors = threading.Barrier(len(deeds)), list[Any](), list[str]()

    def run(deed: Callable[[], Any]) -> None:
        try:
            barrier.wait(timeout=20)
            answers.append(deed())
        except Exception as error:
            errors.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers, errors
