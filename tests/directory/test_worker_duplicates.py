"""Two accounts of one person: proposed to who moderates them, side by side, by what the desk reads anyway."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from directory.audiences import LABELS
from directory.models import RemoteWorker
from directory.workers.kind import likely_duplicates
from listings.archives import Archive
from listings.archiving import archive
from listings.merging import choices_of, merge
from listings.reviewing import submit
from mail.models import OutgoingMail
from tests.factories.listings import desk_of, make_moderator, millau
from tests.factories.places import mende
from tests.factories.workers import make_worker, worker_draft

pytestmark = pytest.mark.django_db

HIDDEN: dict[str, Any] = {"email": "zyxomme@cache.example", "phone": "+33466009173"}


def names(worker: RemoteWorker) -> list[str]:
    return [other.display_name for other in likely_duplicates(worker)]


def test_the_same_name_is_proposed_near_and_far() -> None:
    worker = make_worker(display_name="Nadia Fabrègues")
    make_worker(display_name="Fabregues Nadia")
    make_worker(display_name="Nadia Fabrègue")
    make_worker(display_name="Nadia Fabrègues", commune=millau())
    make_worker(display_name="Nadia Fabre")
    make_worker(display_name="Paul Roux")
    assert names(worker) == ["Fabregues Nadia", "Nadia Fabrègues", "Nadia Fabrègue"]


def test_a_link_in_common_leaves_no_doubt() -> None:
    worker = make_worker(display_name="Nadia", links=["https://nadia.example/"])
    make_worker(display_name="N. F.", links=["https://nadia.example/", "https://autre.example/"])
    assert names(worker) == ["N. F."]


def test_what_someone_hides_says_nothing() -> None:
    """A pseudonym that shares a mailbox or a number stays one."""
    worker = make_worker(display_name="Nadia", **HIDDEN)
    make_worker(display_name="Une autre", **HIDDEN)
    assert names(worker) == []


def test_drafts_never_sent_and_archives_are_left_out() -> None:
    worker = make_worker(display_name="Nadia Fabrègues")
    worker_draft(display_name="Nadia Fabrègues")
    sent = worker_draft(display_name="Nadia Fabrègues")
    submit(RemoteWorker.objects.get(pk=sent.pk), sent.owner)
    gone = make_worker(display_name="Nadia Fabrègues")
    archive(gone, gone.owner, "left")
    assert likely_duplicates(worker) == [sent]


def test_at_most_five_the_likeliest_first() -> None:
    worker = make_worker(display_name="Nadia Fabrègues")
    for _ in range(6):
        make_worker(display_name="Nadia Fabrègue")
    make_worker(display_name="Nadia Fabrègues")
    assert names(worker) == ["Nadia Fabrègues", *["Nadia Fabrègue"] * 4]


@pytest.fixture
def pair() -> tuple[RemoteWorker, RemoteWorker]:
    """Two profiles of two accounts, who hide what they can."""
    audiences = dict.fromkeys(LABELS, "nobody")
    first = make_worker(display_name="Nadia Fabrègues", headline="comptable", audiences=audiences, **HIDDEN)
    second = make_worker(
        display_name="Nadia Fabrègues", headline="paie", skills=["Paie"], email="autre.zyxomme@cache.example"
    )
    return first, second


def test_side_by_side_without_what_is_theirs_alone(
    pair: tuple[RemoteWorker, RemoteWorker], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = pair
    desk = desk_of(make_moderator(mende()), monkeypatch)
    address = f"/admin/relectures/reunir/teletravailleur/{first.pk}/"
    assert f"{address}?avec={second.pk}" in desk.get(f"/admin/teletravailleurs/{first.pk}/").content.decode()
    page = desk.get(address, {"avec": second.pk}).content.decode()
    for words in ("comptable", "paie", "Paie", "Les deux comptes restent ouverts"):
        assert words in page
    for words in ("zyxomme", "cache.example", "466009173", "66 00 91", 'type="radio"'):
        assert words not in page
    assert {"email", "phone", "audiences", "photo"}.isdisjoint(choice.name for choice in choices_of(first, second))


def test_one_is_kept_as_written_and_the_other_put_away(
    pair: tuple[RemoteWorker, RemoteWorker], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = pair
    version = first.live_revision_id
    desk = desk_of(make_moderator(mende()), monkeypatch)
    answer = desk.post(f"/admin/relectures/reunir/teletravailleur/{first.pk}/?avec={second.pk}", {"headline": "other"})
    assert answer["Location"] == f"/admin/teletravailleurs/{first.pk}/"
    kept, other = (RemoteWorker.objects.get(pk=worker.pk) for worker in pair)
    assert (kept.headline, kept.owner, kept.live, kept.live_revision_id) == ("comptable", first.owner, True, version)
    assert (other.live, other.owner) == (False, second.owner)
    assert Archive.objects.get().kept_id == first.pk
    assert client.get(second.get_absolute_url()).status_code == 404, "Nothing tells visitors that two were one."
    assert OutgoingMail.objects.filter(to=second.owner.email).exists(), "They are told."


def test_the_one_that_is_public_and_held_is_kept() -> None:
    moderator, public = make_moderator(mende()), make_worker(display_name="Nadia")
    waiting = worker_draft(display_name="Nadia")
    with pytest.raises(ValidationError, match="en ligne"):
        merge(waiting, public, moderator, [])
    nobodys = make_worker(display_name="Nadia")
    RemoteWorker.objects.filter(pk=nobodys.pk).update(owner=None)
    with pytest.raises(ValidationError, match="tient"):
        merge(nobodys, public, moderator, [])
    assert merge(public, nobodys, moderator, []).owner == public.owner


def test_another_territory_s_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = (
        make_worker(display_name="Nadia Fabrègues"),
        make_worker(display_name="Nadia Fabrègues", commune=millau()),
    )
    assert likely_duplicates(here) == [there]
    desk = desk_of(make_moderator(mende()), monkeypatch)
    assert f"avec={there.pk}" not in desk.get(f"/admin/teletravailleurs/{here.pk}/").content.decode()
    address = f"/admin/relectures/reunir/teletravailleur/{here.pk}/"
    assert desk.get(address, {"avec": there.pk}).status_code == 404
