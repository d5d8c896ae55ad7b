"""People on the desk: a territory's own, what they keep to themselves left out."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from PIL import Image

from directory.audiences import default_audiences
from directory.models import RemoteWorker
from directory.workers.actions import draft_of, keep
from directory.workers.portraits import read_portrait, store_portrait
from geography.keys import rebuild_commune_keys
from listings.publishing import unpublish
from listings.reviewing import decide, submit, withdraw
from listings.reviews import ReviewState
from tests.factories.listings import desk_of, make_moderator, make_superuser, millau
from tests.factories.places import make_place, mende
from tests.factories.workers import make_worker, worker_draft

pytestmark = pytest.mark.django_db

LIST = "/admin/teletravailleurs/"


@pytest.fixture
def desk(monkeypatch: Any) -> Client:
    moderator = make_moderator(mende())
    millau()
    rebuild_commune_keys()
    return desk_of(moderator, monkeypatch)


def test_the_list_is_of_the_territory(desk: Client) -> None:
    make_worker(display_name="Nadia d’ici")
    make_worker(display_name="Paul d’ailleurs", commune=millau())
    page = desk.get(LIST).content.decode()
    assert "Nadia" in page
    assert "Paul" not in page
    assert "ajouter" not in page, "A person registers themself."


@pytest.mark.parametrize("query", ["q=nadia", "q=comptable", "etat=en-ligne", "verification=a-faire"])
def test_it_can_be_searched_and_filtered(desk: Client, query: str) -> None:
    worker = make_worker(display_name="Nadia")
    RemoteWorker.objects.filter(pk=worker.pk).update(checked_on=None)
    assert "Nadia" in desk.get(f"{LIST}?{query}").content.decode()


def test_an_export_holds_what_everyone_sees(desk: Client) -> None:
    audiences = {"status": "nobody"}
    make_worker(
        display_name="=Nadia", email="n@prive.example", phone="+33466000000", status="looking", audiences=audiences
    )
    response = desk.get(f"{LIST}?export=csv")
    text = b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()
    assert "'=Nadia" in text
    assert "prive" not in text
    assert "recherche" not in text


def test_correcting_a_profile_keeps_what_is_not_on_the_form(desk: Client) -> None:
    worker = make_worker(display_name="Nadia", email="n@prive.example", skills=["paie"])
    page = desk.get(f"{LIST}{worker.pk}/")
    assert page.status_code == 200
    assert "prive" not in page.content.decode()
    form = {
        "display_name": "Nadia F.",
        "headline": "comptable",
        "commune": "Mende (48095)",
        "edit_token": page.context["form"].initial["edit_token"],
        "skills": page.context["form"]["skills"].value(),
    }
    response = desk.post(f"{LIST}{worker.pk}/", form)
    assert response.status_code == 302, response.context["form"].errors
    draft = draft_of(worker)
    assert (draft.display_name, draft.email) == ("Nadia F.", "n@prive.example")
    assert [skill.name for skill in draft.skills.all()] == ["paie"]
    assert RemoteWorker.objects.get(pk=worker.pk).display_name == "Nadia"
    refused = desk.post(f"{LIST}{worker.pk}/", {**form, "commune": "Millau (12145)"})
    assert "pas de ce territoire" in refused.content.decode()


def answers_of(page: Any, **changes: Any) -> dict[str, Any]:
    """What the form sends when nothing is changed, and some changes."""
    form = page.context["form"]
    names = ("display_name", "headline", "skills", "links", "meeting_places")
    same = {name: form[name].value() for name in names if form[name].value()}
    return {**same, "commune": "Mende (48095)", "edit_token": form.initial["edit_token"], **changes}


def test_skills_links_and_places_are_corrected_too(desk: Client) -> None:
    point = mende().point
    assert point
    at = {"latitude": point.latitude, "longitude": point.longitude, "precision": "commune"}
    here, there = make_place(name="La Filature"), make_place(name="Le Comptoir", **at)
    make_place(name="Ailleurs", commune=millau(), live=False)
    worker = make_worker(skills=["paie", "audit"], places=[here], links=["https://nadia.example"])
    page = desk.get(f"{LIST}{worker.pk}/")
    assert sorted(page.context["form"]["skills"].value().split(", ")) == ["audit", "paie"]
    assert all(words in page.content.decode() for words in ("https://nadia.example", "La Filature", "Le Comptoir"))
    assert "Ailleurs" not in page.content.decode()
    desk.post(f"{LIST}{worker.pk}/", answers_of(page))
    same = draft_of(worker)
    assert {skill.name for skill in same.skills.all()} == {"paie", "audit"}
    assert (same.links, list(same.meeting_places.all())) == (["https://nadia.example"], [here])
    changes = {"skills": "Paie ; Facturation", "links": "nadia.example/cv\r\n", "meeting_places": [there.pk]}
    desk.post(f"{LIST}{worker.pk}/", answers_of(desk.get(f"{LIST}{worker.pk}/"), **changes))
    draft = draft_of(worker)
    assert {skill.name for skill in draft.skills.all()} == {"paie", "Facturation"}, "near-duplicates are folded"
    assert (draft.links, list(draft.meeting_places.all())) == (["https://nadia.example/cv"], [there])
    assert {skill.name for skill in RemoteWorker.objects.get(pk=worker.pk).skills.all()} == {"paie", "audit"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("skills", ", ".join(f"compétence {number}" for number in range(16))),
        ("links", "javascript:alert(1)//://"),
        ("links", "\n".join(f"https://{number}.example" for number in range(6))),
        ("meeting_places", ["999999"]),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(desk: Client, field: str, value: Any) -> None:
    worker = make_worker(skills=["paie"])
    response = desk.post(f"{LIST}{worker.pk}/", answers_of(desk.get(f"{LIST}{worker.pk}/"), **{field: value}))
    assert field in response.context["form"].errors
    assert RemoteWorker.objects.get(pk=worker.pk).latest_revision_id == worker.latest_revision_id


@pytest.mark.parametrize("address", ["", "historique/", "historique/results/", "verifie/", "retirer/"])
def test_another_territory_s_is_not_found(desk: Client, address: str) -> None:
    worker = make_worker(commune=millau())
    method = desk.post if address in {"verifie/", "retirer/"} else desk.get
    assert method(f"{LIST}{worker.pk}/{address}").status_code == 404
    assert RemoteWorker.objects.get(pk=worker.pk).live


def _edited(worker: RemoteWorker, **changes: Any) -> RemoteWorker:
    """The same person, with a draft that they have not sent."""
    draft = draft_of(worker)
    for name, value in changes.items():
        setattr(draft, name, value)
    keep(draft, worker.owner)
    return RemoteWorker.objects.get(pk=worker.pk)


def _form(desk: Client, worker: RemoteWorker, **answers: str) -> dict[str, str]:
    page = desk.get(f"{LIST}{worker.pk}/")
    token = page.context["form"].initial["edit_token"]
    return {"headline": "comptable", "commune": "Mende (48095)", "edit_token": token, **answers}


def test_what_someone_began_and_never_sent_is_theirs_alone(desk: Client) -> None:
    worker = worker_draft(display_name="Nadia")
    assert "Nadia" not in desk.get(LIST).content.decode()
    for address in ("", "historique/"):
        assert desk.get(f"{LIST}{worker.pk}/{address}").status_code == 404
    submit(worker, worker.owner)
    assert "Nadia" in desk.get(LIST).content.decode()


def test_what_someone_took_back_is_theirs_again_until_an_agency_decided_of_one(desk: Client) -> None:
    worker = worker_draft(display_name="Nadia")
    withdraw(submit(worker, worker.owner), worker.owner)
    assert "Nadia" not in desk.get(LIST).content.decode()
    assert desk.get(f"{LIST}{worker.pk}/").status_code == 404
    decide(submit(worker, worker.owner), make_superuser(), ReviewState.CHANGES, "Plus court ?")
    withdraw(submit(worker, worker.owner), worker.owner)
    assert "Nadia" in desk.get(LIST).content.decode(), "What was decided is known to the desk."


def test_a_correction_is_made_beside_the_draft_that_its_holder_never_sent(
    desk: Client, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    audiences = {**default_audiences(), "phone": "everyone"}
    photo = store_portrait(Image.new("RGB", (90, 70)))
    worker = _edited(make_worker(), presentation="Pas encore", phone="+33466000000", audiences=audiences, photo=photo)
    assert "Pas encore" not in desk.get(f"{LIST}{worker.pk}/").content.decode()
    kept = desk.post(f"{LIST}{worker.pk}/", _form(desk, worker, display_name="Corrigée"))
    assert "brouillon en cours" in kept.content.decode()
    published = desk.post(
        f"{LIST}{worker.pk}/", _form(desk, worker, display_name="Corrigée", **{"action-publish": "1"})
    )
    assert published.status_code == 302
    row = RemoteWorker.objects.get(pk=worker.pk)
    assert (row.display_name, row.presentation, str(row.phone)) == ("Corrigée", "", "")
    assert row.has_unpublished_changes
    assert (draft_of(row).presentation, draft_of(row).audiences["phone"]) == ("Pas encore", "everyone")
    assert read_portrait(photo, "grand"), "The photograph of their draft is still theirs."


def test_nobody_but_the_person_makes_them_public(desk: Client) -> None:
    worker = make_worker()
    unpublish(worker, worker.owner)
    answer = desk.post(f"{LIST}{worker.pk}/", _form(desk, worker, display_name="Nadia", **{"action-publish": "1"}))
    assert "Seule la personne" in answer.content.decode()
    assert not RemoteWorker.objects.get(pk=worker.pk).live
