"""Registering in short steps, without JavaScript: left, taken up again, looked at, sent, published."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from PIL import Image

from directory.models import RemoteWorker, Skill
from directory.workers.actions import draft_of
from directory.workers.portraits import read_portrait
from listings.reviewing import decide
from listings.reviews import Review, ReviewState
from tests.factories.listings import make_moderator, make_user
from tests.factories.places import make_place, mende
from tests.factories.workers import make_worker, worker_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lozere")]

FIRST = {"display_name": "Nadia F.", "headline": "traductrice", "lieu": "Mende", "commune": ""}


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def address(step: str) -> str:
    return f"/teletravailleurs/ma-fiche/{step}/"


def signed_in(user: Any = None) -> tuple[Client, Any]:
    user = user or make_user()
    client = Client()
    client.force_login(user)
    return client, user


def test_a_visitor_is_told_what_it_takes(client: Client) -> None:
    page = client.get("/teletravailleurs/inscription/").content.decode()
    assert "Créer un compte" in page
    assert client.get(address("identite")).status_code == 302


def test_three_answers_are_a_draft() -> None:
    client, user = signed_in()
    assert client.get("/teletravailleurs/inscription/")["Location"] == address("identite")
    response = client.post(address("identite"), FIRST)
    assert response["Location"] == address("metier")
    worker = RemoteWorker.objects.get(owner=user)
    assert not worker.live
    assert (worker.display_name, worker.commune_id) == ("Nadia F.", "48095")


def test_the_whole_journey() -> None:
    client, user = signed_in()
    place = make_place(commune=mende(), latitude=44.518, longitude=3.5, precision="address")
    client.post(address("identite"), {**FIRST, "status": "freelance"})
    work = {"skills": "Traduction, traduction; Relecture", "presentation": "Je traduis.", "links": "site.example"}
    assert client.post(address("metier"), {**work, "job_family": "E", "languages": ["fr", "en"]}).status_code == 302
    wishes = {"modes": ["hybrid"], "remote_days": "3", "availability": "now", "meeting_places": [place.pk]}
    assert client.post(address("rythme"), {**wishes, "email": "n@cache.example"}).status_code == 302
    page = client.get(address("visibilite"))
    audiences = {field.name: field.value() for field in page.context["form"].audiences}
    response = client.post(address("visibilite"), {**audiences, "meeting_places": "everyone", "employer": "nobody"})
    worker = RemoteWorker.objects.get(owner=user)
    assert response["Location"] == f"{address('apercu')}public/"
    draft = draft_of(worker)
    assert [skill.name for skill in draft.skills.all()] == ["Relecture", "Traduction"]
    assert draft.links == ["https://site.example"]
    assert list(draft.meeting_places.all()) == [place]
    assert draft.audiences["meeting_places"] == "everyone"
    assert draft.audiences["email"] == "nobody"

    for audience in ("public", "membres"):
        preview = client.get(f"{address('apercu')}{audience}/").content.decode()
        assert "Je traduis." in preview
        assert "n@cache.example" not in preview
        assert "noindex" in preview
    assert client.post(f"/mon-espace/teletravailleur/{worker.pk}/envoyer/").status_code == 302
    decide(Review.objects.get(), make_moderator(mende()), ReviewState.APPROVED)
    public = Client().get(worker.get_absolute_url()).content.decode()
    assert "Je traduis." in public
    assert place.name in public


def test_it_can_be_left_and_taken_up_again() -> None:
    client, user = signed_in()
    assert "/mon-espace/" in client.post(address("identite"), {**FIRST, "later": "1"})["Location"]
    other = Client()
    other.force_login(user)
    page = other.get(address("identite")).content.decode()
    assert 'value="Nadia F."' in page
    assert 'value="Mende"' in page
    assert "/mon-espace/teletravailleur/" in other.get("/teletravailleurs/inscription/")["Location"]


def test_three_answers_are_enough_to_look_at_it_and_send_it() -> None:
    client, user = signed_in()
    onward = client.post(address("identite"), {**FIRST, "preview": "1"})["Location"]
    assert onward == f"{address('apercu')}public/"
    send = f"/mon-espace/teletravailleur/{RemoteWorker.objects.get(owner=user).pk}/envoyer/"
    assert f'action="{send}"' in client.get(onward).content.decode()
    assert client.post(send).status_code == 302
    assert Review.objects.get().is_waiting
    assert "/envoyer/" not in client.get(onward).content.decode(), "it is sent"


def test_a_long_list_is_folded_and_tells_what_is_ticked() -> None:
    client, _user = signed_in()
    client.post(address("identite"), FIRST)
    client.post(address("metier"), {"languages": ["oc", "fsl"]})
    page = client.get(address("metier")).content.decode()
    folded = re.search(r'<details class="fold"\s*>\s*<summary>(.*?)</summary>', page, re.DOTALL)
    assert folded
    assert re.findall(r"<span class=.badge good.>([^<]+)", folded[1]) == ["occitan", "langue des signes française"]
    refused = client.post(address("metier"), {"languages": ["klingon"]}).content.decode()
    assert re.search(r'<details class="fold"\s+open>', refused)


def test_only_ones_own_draft() -> None:
    worker_draft(display_name="Quelqu’un d’autre")
    client, _user = signed_in()
    assert client.get(address("metier"))["Location"] == address("identite")
    assert "Quelqu’un" not in client.get(address("identite")).content.decode()
    assert client.get(f"{address('apercu')}public/").status_code == 404
    assert client.get(address("inconnue")).status_code == 404


def test_what_is_public_stays_until_the_agency_decides() -> None:
    worker = make_worker(display_name="Nadia", headline="traductrice")
    client, _user = signed_in(worker.owner)
    client.post(address("identite"), {**FIRST, "headline": "interprète"})
    assert "traductrice" in Client().get(worker.get_absolute_url()).content.decode()
    assert draft_of(worker).headline == "interprète"


def test_nobody_writes_while_it_is_read() -> None:
    worker = worker_draft()
    client, _user = signed_in(worker.owner)
    client.post(f"/mon-espace/teletravailleur/{worker.pk}/envoyer/")
    response = client.post(address("identite"), FIRST)
    assert response.status_code == 200
    assert "en relecture" in response.content.decode()
    assert draft_of(worker).headline == "comptable"


@pytest.mark.parametrize(
    ("step", "answers", "wrong"),
    [
        ("identite", {**FIRST, "display_name": ""}, "display_name"),
        ("identite", {**FIRST, "headline": "x" * 121}, "headline"),
        ("identite", {**FIRST, "lieu": "Zzyzx"}, "lieu"),
        ("identite", {**FIRST, "display_name": "a\x00b"}, "display_name"),
        ("metier", {"skills": ",".join(map(str, range(16)))}, "skills"),
        ("metier", {"links": "javascript://alert(1)"}, "links"),
        ("metier", {"links": "\n".join(f"https://a{n}.example" for n in range(6))}, "links"),
        ("metier", {"sectors": ["ZZ"]}, "sectors"),
        ("rythme", {"availability": "later"}, "available_from"),
        ("rythme", {"remote_days": "8"}, "remote_days"),
        ("rythme", {"meeting_places": ["999999"]}, "meeting_places"),
        ("rythme", {"phone": "12"}, "phone"),
        ("visibilite", {"email": "world"}, "email"),
    ],
)
def test_wrong_answers_are_told_and_nothing_is_kept(step: str, answers: dict[str, Any], wrong: str) -> None:
    make_place(commune=mende(), latitude=44.518, longitude=3.5, precision="address")
    worker = worker_draft()
    client, _user = signed_in(worker.owner)
    before = RemoteWorker.objects.get(pk=worker.pk).latest_revision_id
    response = client.post(address(step), answers)
    assert response.status_code == 200
    assert wrong in response.context["form"].errors
    assert RemoteWorker.objects.get(pk=worker.pk).latest_revision_id == before


def photo(name: str = "moi.jpg") -> SimpleUploadedFile:
    file = BytesIO()
    Image.new("RGB", (800, 600), "teal").save(file, "JPEG")
    return SimpleUploadedFile(name, file.getvalue())


def test_a_photo_is_kept_anew_and_can_be_removed() -> None:
    client, user = signed_in()
    client.post(address("identite"), {**FIRST, "photo": photo("../../moi.svg")})
    worker = RemoteWorker.objects.get(owner=user)
    assert len(worker.photo) == 32
    content = read_portrait(worker.photo, "grand")
    assert content is not None
    assert Image.open(BytesIO(content)).size == (640, 480)
    client.post(address("identite"), {**FIRST, "without_photo": "on"})
    assert draft_of(worker).photo == ""


def test_a_hostile_photo_is_refused_with_words() -> None:
    client, _user = signed_in()
    svg = SimpleUploadedFile("moi.jpg", b"<svg onload=alert(1)>")
    response = client.post(address("identite"), {**FIRST, "photo": svg})
    assert "n’est pas une photo" in response.content.decode()
    assert not RemoteWorker.objects.exists()


def test_near_duplicates_of_a_skill_take_the_first_spelling() -> None:
    Skill.objects.named(["Développement web"])
    worker = worker_draft()
    client, _user = signed_in(worker.owner)
    client.post(address("metier"), {"skills": "developpement WEB"})
    assert [skill.name for skill in draft_of(worker).skills.all()] == ["Développement web"]


def test_two_clicks_at_once_begin_one_profile(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second passes the checks before the first has written: the database has the last word, in words."""
    user = make_user()
    worker_draft(user)
    monkeypatch.setattr(RemoteWorker, "full_clean", lambda self: None)
    with pytest.raises(ValidationError, match="déjà commencée"), transaction.atomic():
        worker_draft(user)
    assert RemoteWorker.objects.count() == 1
