"""Nothing is left of a person who leaves, and all of it is told to who asks."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection, transaction
from PIL import Image

from accounts.rights import erasing, exporting
from directory.models import RemoteWorker
from directory.workers.actions import draft_of, keep
from directory.workers.portraits import store_portrait
from listings.publishing import publish
from listings.reviewing import decide, submit
from listings.reviews import Review, ReviewState
from search.models import Word
from tests.factories.listings import make_moderator, make_user
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
def test_the_search_index_forgets_too() -> None:
    from directory.workers.indexing import WORKERS

    user = a_life()
    everyone = RemoteWorker.objects.all()
    assert WORKERS.query(MARK).filter(everyone).exists()
    erasing.send(type(user), user=user)
    assert MARK in WORKERS.query(MARK).ignored or not WORKERS.query(MARK).documents


def test_others_are_left_alone() -> None:
    other = make_worker(display_name="Bea")
    user = make_user()
    make_worker(user)
    erasing.send(type(user), user=user)
    assert list(RemoteWorker.objects.all()) == [other]
    assert other.latest_revision is not None


@pytest.mark.usefixtures("lozere")
def test_everything_is_told() -> None:
    user = a_life()
    sections = [
        section for _receiver, found in exporting.send(type(user), user=user) for section in found or [] if section.rows
    ]
    mine = [section for section in sections if "télétravailleur" in section.title]
    assert len(mine) == 1
    assert [row["email"] for row in mine[0].rows] == [f"{MARK}@exemple.example"] * 2
    assert all(default_storage.exists(path) for path in mine[0].files.values() if "grand" in path)
    told = str([section.rows for section in sections])
    assert f"Changez {MARK}." in told
    assert f"encore {MARK}" in told


def test_who_has_no_profile_is_told_nothing() -> None:
    user = make_user()
    from directory.workers.rights import export_worker

    assert export_worker(type(user), user) == []
