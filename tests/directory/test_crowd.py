"""Numbers by commune never isolate someone."""

from __future__ import annotations

import json
from collections import Counter
from random import Random

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory import crowd as crowds
from directory.crowd import FEWEST, Crowd, Home
from directory.workers.actions import write_workers
from geography.distance import Box
from geography.models import Commune
from tests.factories.workers import unsaved_worker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lozere")]


def homes(counts: dict[str, int]) -> list[Home]:
    """A number of people by code of commune."""
    communes = Commune.objects.select_related("epci", "departement").in_bulk(counts)
    return [
        Home(
            commune.pk,
            commune.name,
            commune.epci_id,
            commune.epci and commune.epci.name,
            commune.departement_id,
            commune.departement.name,
            commune.latitude,
            commune.longitude,
            counts[commune.pk],
        )
        for commune in communes.values()
    ]


def grouped(counts: dict[str, int]) -> Crowd:
    """The groups of a number of people by code of commune."""
    return crowds.grouped(homes(counts))


def codes() -> list[str]:
    return sorted(Commune.objects.values_list("pk", flat=True))


def neighbours(number: int) -> list[Commune]:
    """Communes of one EPCI."""
    first = Commune.objects.get(pk="48095")
    return list(Commune.objects.filter(epci=first.epci_id).order_by("pk")[:number])


def test_three_people_are_a_circle_of_their_commune() -> None:
    crowd = grouped({"48095": 3})
    assert [(group.code, group.number) for group in crowd.groups] == [("48095", 3)]
    assert crowd.groups[0].point == Commune.objects.get(pk="48095").point
    assert crowd.elsewhere == 0


@given(st.randoms(use_true_random=False))
def test_the_order_of_communes_changes_nothing(random: Random) -> None:
    known = homes({code: 1 + rank % 3 for rank, code in enumerate(codes())})
    ordered = crowds.grouped(known)
    random.shuffle(known)
    assert crowds.grouped(known) == ordered


def test_fewer_join_their_epci() -> None:
    one, other = neighbours(2)
    crowd = grouped({one.pk: 2, other.pk: 1})
    assert [(group.code, group.number) for group in crowd.groups] == [(one.epci_id, 3)]
    assert not crowd.groups[0].is_commune


def test_fewer_than_that_join_their_departement() -> None:
    alone = [Commune.objects.filter(epci=code).order_by("pk").first() for code in sorted(_epcis())[:3]]
    crowd = grouped({commune.pk: 1 for commune in alone if commune})
    assert [(group.code, group.number) for group in crowd.groups] == [("48", 3)]
    assert crowd.groups[0].point == Commune.objects.get(pk="48095").point


def _epcis() -> set[str]:
    return set(Commune.objects.filter(epci__isnull=False).values_list("epci_id", flat=True))


def test_what_is_left_has_no_place() -> None:
    assert grouped({"48095": 2}) == Crowd([], 2)
    assert grouped({}) == Crowd([], 0)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_group_is_smaller_than_three_and_nobody_is_lost(data: st.DataObject) -> None:
    counts = data.draw(st.dictionaries(st.sampled_from(codes()), st.integers(1, 5), max_size=40))
    crowd = grouped(counts)
    assert all(group.number >= FEWEST for group in crowd.groups)
    assert sum(group.number for group in crowd.groups) + crowd.elsewhere == sum(counts.values())
    assert crowd.elsewhere < FEWEST
    assert all(counts[group.code] == group.number for group in crowd.groups if group.is_commune)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_box_hides_groups_and_never_parts_them(data: st.DataObject) -> None:
    counts = data.draw(st.dictionaries(st.sampled_from(codes()), st.integers(1, 4), min_size=1, max_size=40))
    south, north = sorted(data.draw(st.tuples(st.floats(44, 45), st.floats(44, 45))))
    west, east = sorted(data.draw(st.tuples(st.floats(2.9, 4.1), st.floats(2.9, 4.1))))
    crowd = grouped(counts)
    seen = crowd.inside(Box(west, south, east, north))
    assert set(seen) <= set(crowd.groups)


def answer(client: Client, box: tuple[float, ...], **parameters: str) -> Counter[tuple[float, float]]:
    """Numbers by point."""
    sides = ",".join(f"{side:.6f}" for side in box)
    response = client.get("/teletravailleurs/carte.geojson", {"bbox": sides, "z": "18", **parameters})
    assert response.status_code == 200, response.content
    found: Counter[tuple[float, float]] = Counter()
    for feature in json.loads(response.content)["features"]:
        assert set(feature["properties"]) == {"count", "name"}
        found[tuple(feature["geometry"]["coordinates"])] = feature["properties"]["count"]
    return found


def test_shrinking_the_box_around_someone_finds_the_same_numbers(client: Client) -> None:
    """A bisection of the map: whatever the box, a number is one of those of the whole, on the same town hall."""
    two = neighbours(4)
    people = [unsaved_worker(commune=commune) for commune in two for _ in range(1)]
    people += [unsaved_worker(commune=Commune.objects.get(pk="48061")) for _ in range(4)]
    write_workers([(person, []) for person in people])
    whole = answer(client, (2.0, 43.0, 5.0, 46.0))
    assert sorted(whole.values()) == [4, 4]
    target = two[0].point
    assert target is not None
    west, south, east, north = 2.0, 43.0, 5.0, 46.0
    for _ in range(14):
        west, east = (west + target.longitude) / 2, (east + target.longitude) / 2
        south, north = (south + target.latitude) / 2, (north + target.latitude) / 2
        for point, number in answer(client, (west, south, east, north)).items():
            assert whole[point] == number
            assert number >= FEWEST


def test_a_filter_does_not_isolate_either(client: Client) -> None:
    communes = neighbours(3)
    people = [unsaved_worker(commune=commune, status="freelance") for commune in communes]
    people.append(unsaved_worker(commune=communes[0], status="looking"))
    write_workers([(person, []) for person in people])
    box = (2.0, 43.0, 5.0, 46.0)
    assert list(answer(client, box, statut="freelance").values()) == [3]
    assert not answer(client, box, statut="looking")


@pytest.mark.parametrize("query", ["", "bbox=1,2,3", "bbox=1,2,3,4", "bbox=a,b,c,d&z=3", "bbox=3,44,4,45&z=99"])
def test_wrong_boxes_are_refused(client: Client, query: str) -> None:
    response = client.get(f"/teletravailleurs/carte.geojson?{query}")
    assert response.status_code == 400
    assert response["Content-Type"].startswith("application/problem+json")


def test_the_page_draws_no_number_below_three(client: Client) -> None:
    write_workers([(unsaved_worker(commune=Commune.objects.get(pk="48061")), []) for _ in range(2)])
    page = client.get("/teletravailleurs/").content.decode()
    assert 'class="pin"' not in page
