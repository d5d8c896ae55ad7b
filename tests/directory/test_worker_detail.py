"""The page of a person, for anyone and for members."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client
from PIL import Image

from directory.models import RemoteWorker
from directory.visibility import Viewer
from directory.workers.actions import draft_of, keep
from directory.workers.page import WorkerPage
from directory.workers.portraits import portraits_of, store_portrait
from listings.answering import decline_offer
from listings.publishing import publish
from listings.reviewing import decide, submit
from listings.reviews import Review, ReviewState
from tests.factories.listings import make_moderator, make_user, millau
from tests.factories.offers import make_offer
from tests.factories.places import make_place, mende
from tests.factories.workers import make_worker, worker_draft

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings: object, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


def structured(page: str) -> dict[str, object]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])  # type: ignore[no-any-return]


def test_the_public_sees_public_fields(client: Client) -> None:
    worker = make_worker(
        display_name="Nadia",
        employer="Atelier",
        email="nadia@cache.example",
        presentation="Je traduis.",
        skills=["Paie"],
    )
    page = client.get(worker.get_absolute_url()).content.decode()
    assert "Je traduis." in page
    assert "Atelier" not in page
    assert "nadia@cache.example" not in page
    data = structured(page)
    assert data["@type"] == "Person"
    assert data["knowsAbout"] == ["Paie"]
    assert "worksFor" not in data
    assert "geo" not in json.dumps(data)


def test_a_member_sees_more_but_machines_do_not(client: Client) -> None:
    worker = make_worker(employer="Atelier", email="nadia@cache.example")
    client.force_login(make_user())
    page = client.get(worker.get_absolute_url()).content.decode()
    assert "Atelier" in page
    assert "nadia@cache.example" not in page
    assert "worksFor" not in structured(page)


def test_search_engines_are_asked_to_pass_unless_told(client: Client) -> None:
    noindex = '<meta name="robots" content="noindex">'
    assert noindex in client.get(make_worker().get_absolute_url()).content.decode()
    assert noindex not in client.get(make_worker(is_indexable=True).get_absolute_url()).content.decode()


def test_a_draft_has_no_page(client: Client) -> None:
    assert client.get(worker_draft().get_absolute_url()).status_code == 404
    assert client.get("/teletravailleurs/personne-2abcde/").status_code == 404


def test_what_is_typed_is_text(client: Client) -> None:
    worker = make_worker(
        display_name="<b>N</b>", headline="</script><script>alert(1)</script>", presentation="<img src=x onerror=a>"
    )
    page = client.get(worker.get_absolute_url()).content.decode()
    assert "<b>N" not in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_an_address_can_be_read_but_not_guessed() -> None:
    first, second = make_worker(display_name="Nadia Fabrègues"), make_worker(display_name="Nadia Fabrègues")
    assert re.fullmatch(r"nadia-fabregues-[2-9a-z]{6}", first.slug)
    assert first.slug != second.slug


def with_photo(audience: str) -> RemoteWorker:
    return make_worker(photo=store_portrait(Image.new("RGB", (900, 700), "teal")), audiences={"photo": audience})


@pytest.mark.parametrize(
    ("audience", "anyone", "member", "owner"),
    [("everyone", 200, 200, 200), ("members", 404, 200, 200), ("nobody", 404, 404, 200)],
)
def test_a_photo_is_served_to_who_may_see_it(
    client: Client, audience: str, anyone: int, member: int, owner: int
) -> None:
    worker = with_photo(audience)
    address = f"{worker.get_absolute_url()}photo-grand.webp"
    assert client.get(address).status_code == anyone
    client.force_login(make_user())
    assert client.get(address).status_code == member
    assert worker.owner
    client.force_login(worker.owner)
    response = client.get(address)
    assert response.status_code == owner
    assert response["Content-Type"] == "image/webp"
    assert ("public" in response["Cache-Control"]) == (audience == "everyone")


def test_the_file_itself_is_served_by_no_address(client: Client) -> None:
    worker = with_photo("everyone")
    for path in (
        f"/media/portraits/{worker.photo}-grand.webp",
        f"/media/images/../portraits/{worker.photo}-grand.webp",
    ):
        assert client.get(path).status_code in {400, 404}
    assert client.get(f"{worker.get_absolute_url()}photo-huge.webp").status_code == 404


def test_the_photo_of_a_draft_is_for_its_author_and_its_moderators(client: Client) -> None:
    worker = worker_draft(photo=store_portrait(Image.new("RGB", (90, 70))))
    address = f"/teletravailleurs/brouillons/{worker.pk}/photo-petit.webp"
    assert client.get(address).status_code == 302
    seen = {make_user(): 404, make_moderator(millau()): 404, make_moderator(mende()): 200, worker.owner: 200}
    for is_sent in (False, True):
        for user, status in seen.items():
            client.force_login(user)
            expected = status if is_sent or user == worker.owner else 404
            assert client.get(address).status_code == expected
        if not is_sent:
            submit(worker, worker.owner)
    decide(Review.objects.get(), make_moderator(mende()), ReviewState.APPROVED)
    draft = draft_of(worker)
    draft.photo = store_portrait(Image.new("RGB", (90, 70), "red"))
    keep(draft, worker.owner)
    for user in seen:
        client.force_login(user)
        assert client.get(address).status_code == (200 if user == worker.owner else 404), "It was not sent yet."


@pytest.mark.parametrize(("audience", "status"), [("everyone", 200), ("members", 404)])
def test_the_agency_to_which_a_draft_is_proposed_sees_its_photo_as_everyone_would_until_it_answers(
    client: Client, audience: str, status: int
) -> None:
    photo = store_portrait(Image.new("RGB", (90, 70)))
    worker = worker_draft(photo=photo, audiences={"photo": audience})
    address = f"/teletravailleurs/brouillons/{worker.pk}/photo-petit.webp"
    there = make_moderator(millau())
    submit(worker, worker.owner)
    client.force_login(there)
    assert client.get(address).status_code == 404, "Nobody proposed it yet."
    offer = make_offer(worker)
    assert client.get(address).status_code == status
    decline_offer(offer, there, "Non.")
    assert client.get(address).status_code == 404


def test_photos_that_nothing_shows_are_deleted() -> None:
    from django.core.files.storage import default_storage

    from directory.workers.actions import draft_of, keep

    worker = with_photo("everyone")
    first = worker.photo
    for colour in ("red", "blue"):
        draft = draft_of(worker)
        draft.photo = store_portrait(Image.new("RGB", (90, 70), colour))
        keep(draft, worker.owner)
    kept = sorted(default_storage.listdir("portraits")[1])
    assert len(kept) == 4, "the public one and the latest draft, two sizes each"
    publish(RemoteWorker.objects.get(pk=worker.pk).latest_revision, worker.owner)
    assert len(default_storage.listdir("portraits")[1]) == 2
    assert first in portraits_of(worker)


def test_members_of_a_place_are_those_who_say_so(client: Client) -> None:
    from django.template import Context, Template

    place = make_place()
    make_worker(display_name="Ada", places=[place], audiences={"meeting_places": "everyone"})
    make_worker(display_name="Bea", places=[place])
    worker_draft(display_name="Cléo", places=[place], audiences={"meeting_places": "everyone"})
    template = Template("{% load directory %}{% members_of place %}")
    page = template.render(Context({"place": place, "LANGUAGE_CODE": "fr"}))
    assert "Ada" in page
    assert "Bea" not in page
    assert "Cléo" not in page
    assert not template.render(Context({"place": make_place(), "LANGUAGE_CODE": "fr"})).strip()


def test_links_are_told_in_short(client: Client) -> None:
    links = ["https://www.exemple.fr/", f"https://comptes.exemple.fr/{'page-' * 20}"]
    page = client.get(make_worker(links=links).get_absolute_url()).content.decode()
    assert all(f'href="{link}"' in page for link in links)
    assert ">exemple.fr<" in page
    assert f">{links[1]}<" not in page


@pytest.mark.parametrize(
    ("link", "label"),
    [
        ("https://banque.exemple.fr@piege.example/compte", "piege.example/compte"),
        (f"https://{'banque-exemple-fr.' * 4}piege.example/compte", f"{'banque-exemple-fr.' * 4}piege.example…"),
    ],
)
def test_a_link_tells_its_whole_host(link: str, label: str) -> None:
    [told] = WorkerPage(make_worker(links=[link]), Viewer.ANYONE).links
    assert told == (link, label)


def test_who_shows_nothing_more_is_said_so(client: Client) -> None:
    words = "n’en montre pas plus ici"
    assert words in client.get(make_worker().get_absolute_url()).content.decode()
    assert words not in client.get(make_worker(presentation="Je traduis.").get_absolute_url()).content.decode()
