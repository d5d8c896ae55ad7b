"""The first page of the desk: what waits, what is stale, what failed, of one's own territory."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from directory.models import RemoteWorker
from listings.checks import CheckRound, Step
from listings.desk.home import tasks_of
from places.models import Place
from tests.factories.directory_businesses import make_business
from tests.factories.listings import desk_of, make_moderator, make_superuser, make_user, millau
from tests.factories.mails import make_mail
from tests.factories.places import make_place, mende
from tests.factories.workers import make_worker

pytestmark = pytest.mark.django_db
OLD = timedelta(days=400)


def words(user: Any) -> list[str]:
    return [task.words.replace("\u00a0", " ") for task in tasks_of(user)]


def test_what_is_stale_is_told_of_every_kind_and_lists_just_that(monkeypatch: pytest.MonkeyPatch) -> None:
    old = timezone.localdate() - OLD
    worker = make_worker(display_name="Nadia")
    RemoteWorker.objects.filter(pk=worker.pk).update(checked_on=old)
    make_worker(display_name="Paul")
    make_business(name="Atelier", checked_on=old)
    make_place(name="Ancien", checked_on=old)
    make_place(name="Jamais paru", live=False)
    lapsed = make_place(name="Parti", live=False, checked_on=old, owner=make_user())
    CheckRound.objects.create(listing=lapsed, owner=lapsed.owner, step=Step.LAPSED)
    make_place(name="Ailleurs", commune=millau(), checked_on=old)
    moderator = make_moderator(mende())
    told = {task.words.replace("\u00a0", " "): task.address for task in tasks_of(moderator)}
    assert "Lieux : 2 fiches à vérifier" in told
    assert "Télétravailleurs : 1 fiche à vérifier" in told
    assert "Entreprises : 1 fiche à vérifier" in told
    desk: Client = desk_of(moderator, monkeypatch)
    assert "w-summary" not in desk.get("/admin/").content.decode(), "numbers of every territory"
    page = desk.get(told["Lieux : 2 fiches à vérifier"]).content.decode()
    assert [name in page for name in ("Ancien", "Parti", "Jamais paru", "Ailleurs")] == [True, True, False, False]
    page = desk.get(told["Télétravailleurs : 1 fiche à vérifier"]).content.decode()
    assert ("Nadia" in page, "Paul" in page) == (True, False)


def test_an_agency_learns_how_many_mails_about_its_listings_did_not_arrive() -> None:
    place = make_place(owner=make_user())
    make_mail(state="failed", about=place)
    make_mail(state="failed")
    assert "1 courriel n’est pas arrivé" in words(make_moderator(mende()))
    assert "2 courriels non partis" in words(make_superuser())
    assert words(make_moderator(millau())) == []


def test_an_agency_learns_what_failed_in_the_background(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = make_place(name="Perdu", latitude=None, longitude=None, precision="", address="1 rue de nulle part")
    Place.objects.filter(pk=lost.pk).update(geocoding_failed_at=timezone.now())
    make_business(register_state="failed")
    moderator = make_moderator(mende())
    told = {task.words: task.address for task in tasks_of(moderator)}
    assert "1 entreprise que le registre n’a pas vérifiée" in told
    desk = desk_of(moderator, monkeypatch)
    assert "Perdu" in desk.get(told["1 lieu dont l’adresse est introuvable"]).content.decode()
    assert words(make_moderator(millau())) == []
