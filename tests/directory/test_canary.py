"""What someone hides comes out nowhere: every public address is read for it, map and searches included.

The canaries stand in fields that are hidden from everyone, in drafts, and in versions that were public once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.test import Client

from directory.audiences import LABELS
from directory.models import RemoteWorker
from geography.models import Commune
from tests.factories.canaries import DRAFT, FORMER, hidden, leaks
from tests.factories.listings import make_user
from tests.factories.places import mende
from tests.factories.workers import make_worker
from tests.test_public_addresses import ALL, DESK, DESK_API

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("canary_folder")]


def values(people: list[RemoteWorker]) -> dict[str, list[str]]:
    """What stands in for each part of an address."""
    keys = [str(worker.pk) for worker in people]
    slugs = [worker.slug for worker in people]
    return {
        "slug": [*slugs, "un-lieu", "une-entreprise"],
        "kind": ["teletravailleur", "lieu", "entreprise"],
        "key": [*slugs, *keys],
        "pk": keys,
        "section": ["pages", "lieux", "teletravailleurs", "entreprises"],
        "code": ["48"],
        "size": ["grand", "petit"],
        "name": ["identite", "48"],
        "token": ["x"],
        "word": ["oui"],
        "path": [f"portraits/{worker.photo}-grand.webp" for worker in people if worker.photo],
    }


def paths(people: list[RemoteWorker]) -> Iterator[str]:
    """Every public address, its parts filled in each way."""
    known = values(people)
    for address in ALL:
        if not address.is_public or address.route.startswith((DESK, DESK_API)) or "(" in address.route:
            continue
        parts = re.findall(r"<(?:\w+:)?(\w+)>", address.route)
        for chosen in product(*(known.get(part, ["1"]) for part in parts)):
            path = address.route
            for value in chosen:
                path = re.sub(r"<(?:\w+:)?\w+>", value, path, count=1)
            yield "/" + path


SEARCHES = [
    *(f"q={word}" for word in ("zyxomme", "canarifabrique", "0466009173", "zyxommage", DRAFT, FORMER, "looking")),
    *("statut=looking", "competence=zyxommage", "lieu=Mende&rayon=5", "lieu=Florac&rayon=100&tri=distance"),
    "pres=44.51,3.50&rayon=5&tri=distance",
]


def said(response: Any) -> str:
    """The body and the headers, in lower case."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return f"{response.headers!r} {body.decode(errors='replace')}".lower()


def without_echo(text: str, query: str) -> str:
    """The text without what the visitor typed: a page repeats a search that finds nothing."""
    for word in re.findall(r"=([^&]*)", query):
        text = text.replace(word.lower(), "")
    return text


def test_no_public_address_tells(client: Client, people: list[RemoteWorker]) -> None:
    seen = 0
    for path in paths(people):
        response = client.get(path)
        assert response.status_code < 500, path
        seen += response.status_code == 200
        assert not leaks(said(response)), path
    assert seen > 20
    pages = [worker.get_absolute_url() for worker in people]
    assert all(client.get(page).status_code == 200 for page in pages)


def test_no_search_tells(client: Client, people: list[RemoteWorker]) -> None:
    for language, query in product(("", "/en"), SEARCHES):
        response = client.get(f"{language}/teletravailleurs/?{query}")
        assert not leaks(without_echo(said(response), query)), (language, query)
        if query.startswith(("q=", "statut", "competence")):
            assert response.context["results"].total == 0, (language, query)


@pytest.mark.usefixtures("people")
def test_a_canary_that_is_shown_is_seen(client: Client) -> None:
    """The negative control: the same reading finds what someone shows to everyone."""
    worker = make_worker(audiences=dict.fromkeys(LABELS, "everyone"), **hidden())
    text = said(client.get(worker.get_absolute_url()))
    assert {"zyxomme", "cache.example", "44.513579", "canarifabrique"} <= set(leaks(text))
    assert client.get("/teletravailleurs/?q=zyxomme").context["results"].total == 1


def test_members_see_what_is_theirs_and_no_more(people: list[RemoteWorker]) -> None:
    client = Client()
    client.force_login(make_user())
    nobody, members, former = people
    assert "canarifabrique" in leaks(said(client.get(members.get_absolute_url())))
    assert not leaks(said(client.get(nobody.get_absolute_url())))
    assert not leaks(said(client.get(former.get_absolute_url())))
    assert client.get(f"{nobody.get_absolute_url()}photo-grand.webp").status_code == 404


def test_structured_data_has_a_commune_and_no_point(client: Client, people: list[RemoteWorker]) -> None:
    for worker in people:
        page = client.get(worker.get_absolute_url()).content.decode()
        found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
        assert found
        data = json.loads(found[1])
        assert set(data["address"]) == {"@type", "addressLocality", "addressRegion", "addressCountry"}
        assert not re.search(r"latitude|longitude|geo", found[1], re.IGNORECASE)


def test_the_map_gives_town_halls_only(client: Client, people: list[RemoteWorker]) -> None:
    for _ in range(3):
        make_worker(audiences=dict.fromkeys(LABELS, "nobody"), **hidden())
    halls = {
        (round(longitude, 5), round(latitude, 5))
        for latitude, longitude in Commune.objects.filter(latitude__isnull=False).values_list("latitude", "longitude")
    }
    for reach in (2, 1, 0.3, 0.1, 0.03, 0.01, 0.003):
        box = f"{3.4975 - reach},{44.5136 - reach},{3.4975 + reach},{44.5136 + reach}"
        response = client.get("/teletravailleurs/carte.geojson", {"bbox": box, "z": "18"})
        features = json.loads(response.content)["features"]
        assert {tuple(feature["geometry"]["coordinates"]) for feature in features} <= halls
        assert all(feature["properties"]["count"] >= 3 for feature in features)


def test_distances_of_people_of_one_commune_are_the_same(client: Client, people: list[RemoteWorker]) -> None:
    """Sorting by distance from any position tells the commune, and nothing more."""
    assert {worker.commune for worker in people} == {mende()}
    for position in ("44.51,3.49", "44.52,3.50", "44.49,3.52"):
        cards = client.get(f"/teletravailleurs/?pres={position}&rayon=20&tri=distance").context["results"].cards
        assert len(cards) == len(people)
        assert len({card.km for card in cards}) == 1


def test_the_sitemap_names_only_those_who_wish_it(client: Client, people: list[RemoteWorker]) -> None:
    listed = make_worker(display_name="Eve", is_indexable=True)
    index = client.get("/plan-du-site.xml").content.decode()
    addresses = re.findall(r"<loc>(.*?)</loc>", index)
    maps = "".join(client.get(re.sub(r"https?://[^/]+", "", address)).content.decode() for address in addresses)
    assert listed.slug in maps
    assert all(worker.slug not in maps for worker in people)
