"""``/lieux/carte.geojson``: boxes, features, counts, ETag, kept answers, refusals."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from geography.distance import Box
from geography.grid import Window
from geography.models import Commune, Territory
from places.actions import after_publish, write_places
from places.map_data import MOST, features
from places.models import Place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lozere")]

LOZERE = "bbox=2.8,44,4.1,45.1&z=9"


@pytest.fixture
def lozere(lozere_for_all: int, db: None) -> Territory:
    return Territory.objects.get(pk=lozere_for_all)


def places(number: int, **values: object) -> list[Place]:
    commune = Commune.objects.get(pk="48095")
    return [
        Place(
            **{
                "name": f"Lieu {rank}",
                "commune": commune,
                "types": ("coworking",) if rank % 2 else ("library", "counter"),
                "latitude": 44.2 + 0.7 * (rank % 97) / 97,
                "longitude": 3.1 + 0.7 * (rank % 89) / 89,
                "precision": "address",
                **values,
            }
        )
        for rank in range(number)
    ]


def ask(client: Client, query: str, **headers: str) -> dict:
    answer = client.get(f"{reverse('places:map_data')}?{query}", headers=headers)
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


def test_places_one_by_one(client: Client) -> None:
    write_places(places(12))
    collection = ask(client, LOZERE)
    assert collection["type"] == "FeatureCollection"
    assert len(collection["features"]) == 12
    feature = collection["features"][0]
    assert feature["geometry"]["type"] == "Point"
    west, south, east, north = collection["bbox"]
    assert west <= 2.8
    assert south <= 44
    assert east >= 4.1
    assert north >= 45.1
    page = client.get(feature["properties"]["url"])
    assert page.status_code == 200
    assert feature["properties"]["name"] in page.content.decode()


def test_counts_when_they_are_too_many(client: Client) -> None:
    write_places(places(MOST + 20))
    features = ask(client, LOZERE)["features"]
    assert len(features) <= MOST
    assert sum(feature["properties"]["count"] for feature in features) == MOST + 20


def test_the_filters_of_the_list(client: Client) -> None:
    write_places(places(10))
    assert len(ask(client, f"{LOZERE}&type=library")["features"]) == 5
    assert len(ask(client, f"{LOZERE}&q=mediatheque")["features"]) == 5
    assert len(ask(client, f"{LOZERE}&type=fablab")["features"]) == 0
    assert len(ask(client, f"{LOZERE}&q=xyzzyx")["features"]) == 0


def test_where_of_the_list_is_left_out(client: Client) -> None:
    write_places(places(10))
    assert len(ask(client, f"{LOZERE}&lieu=Mende&rayon=5&page=7&tri=nom")["features"]) == 10


def test_a_place_that_is_not_published_is_not_on_the_map(client: Client) -> None:
    write_places(places(2))
    assert len(ask(client, LOZERE)["features"]) == 2
    place = Place.objects.first()
    place.live = False
    place.save()
    after_publish(place)
    assert len(ask(client, LOZERE)["features"]) == 1


def test_neighbouring_boxes_share_an_answer(client: Client) -> None:
    write_places(places(3))
    address = reverse("places:map_data")
    west, south, east, north = Window.snapped(Box(3.4, 44.4, 3.6, 44.6), 9).box
    one = client.get(f"{address}?bbox={west + 0.01},{south + 0.01},{east - 0.01},{north - 0.01}&z=9")
    two = client.get(f"{address}?bbox={west + 0.02},{south + 0.02},{east - 0.02},{north - 0.02}&z=9")
    assert one.content == two.content


def test_unchanged_data_is_not_sent_again(client: Client) -> None:
    write_places(places(3))
    address = f"{reverse('places:map_data')}?{LOZERE}"
    first = client.get(address)
    assert "public" in first["Cache-Control"]
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    write_places(places(1, name="Autre"))
    changed = client.get(address, headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_compressed_for_those_who_can(client: Client) -> None:
    write_places(places(3))
    address = f"{reverse('places:map_data')}?{LOZERE}"
    plain = client.get(address)
    small = client.get(address, headers={"accept-encoding": "gzip, br"})
    assert small["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.content) == plain.content
    assert "Accept-Encoding" in small["Vary"]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "z=9",
        "bbox=1,2,3&z=9",
        "bbox=4,45,3,44&z=9",
        "bbox=nan,1,2,3&z=9",
        "bbox=-inf,1,inf,3&z=9",
        "bbox=1,2,3,400&z=9",
        "bbox=2,44,3,45",
        "bbox=2,44,3,45&z=-1",
        "bbox=2,44,3,45&z=99",
        f"{LOZERE}&type=chateau",
        f"{LOZERE}&postes=-3",
        "bbox=%00&z=9",
        f"bbox={'1' * 10_000}&z=9",
    ],
)
def test_refused_with_a_reason(client: Client, query: str) -> None:
    answer = client.get(f"{reverse('places:map_data')}?{query}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["detail"]


def test_the_whole_world_at_a_street_s_zoom_is_counts(client: Client) -> None:
    write_places(places(MOST + 1))
    assert len(ask(client, "bbox=-180,-90,180,90&z=22")["features"]) <= MOST


def test_the_script_is_folium_s_and_has_no_stranger(client: Client) -> None:
    answer = client.get(reverse("places:map_script"))
    script = answer.content.decode()
    assert answer["Content-Type"].startswith("text/javascript")
    assert "L.map(" in script
    assert "http" not in script


def test_the_kept_question_is_the_one_that_the_orm_writes(client: Client) -> None:
    """Without filters the SQL is kept from one window to the next: it must answer as ``published()`` does."""
    now = timezone.now()
    write_places(places(40))
    pks = list(Place.objects.order_by("pk").values_list("pk", flat=True))
    Place.objects.filter(pk__in=pks[:5]).update(expire_at=now - timedelta(minutes=1))
    Place.objects.filter(pk__in=pks[5:9]).update(expire_at=now + timedelta(days=1))
    Place.objects.filter(pk__in=pks[9:12]).update(live=False)
    for zoom in (7, 9, 11, 12):
        window = Window.snapped(Box(3.1, 44.2, 3.6, 44.7), zoom)
        kept, written = (features(asked, window) for asked in (None, Place.objects.published()))
        assert sorted(kept, key=str) == sorted(written, key=str)
        assert kept
