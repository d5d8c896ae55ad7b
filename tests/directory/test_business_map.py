"""The map of businesses: where they have a site, by commune, as numbers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest
from django.test import Client

from directory.businesses.actions import write_businesses
from directory.models import Business, BusinessSite
from geography.models import Commune, Territory
from tests.factories.directory_businesses import make_business
from tests.factories.listings import millau

pytestmark = pytest.mark.django_db

WIDE = "2.0,43.0,5.0,46.0"


@pytest.fixture
def florac(lozere: Territory) -> Commune:
    return Commune.objects.get(pk="48061")


def make_some(number: int, sites: Iterable[Commune] = (), **fields: Any) -> list[Business]:
    made = [make_business(**fields) for _ in range(number)]
    for business in made:
        for commune in sites:
            BusinessSite.objects.create(business=business, commune=commune)
    write_businesses([])  # what was kept for the former data is forgotten
    return made


def shown(client: Client, **parameters: str) -> dict[str, int]:
    """Number by name of the groups beside the list."""
    page = client.get("/entreprises/", parameters)
    return {group.name: group.number for group in page.context["map"].groups}


def told(client: Client, **parameters: str) -> dict[str, int]:
    """Number by name in the data of the live map."""
    response = client.get("/entreprises/carte.geojson", {"bbox": WIDE, "z": "9", **parameters})
    assert response.status_code == 200, response.content
    features = json.loads(response.content)["features"]
    return {feature["properties"]["name"]: feature["properties"]["count"] for feature in features}


def test_a_business_counts_once_in_each_commune_where_it_has_a_site(client: Client, florac: Commune) -> None:
    make_some(3, sites=[florac, florac, Commune.objects.get(pk="48095")])
    assert shown(client) == told(client) == {"Mende": 3, florac.name: 3}


def test_below_three_a_commune_joins_its_epci(client: Client, florac: Commune) -> None:
    make_some(2)
    make_some(4, commune=florac)
    assert told(client) == {florac.name: 4}
    page = client.get("/entreprises/")
    assert page.context["map"].unseen == 2, "two are told without a place"


def test_a_commune_and_the_rest_of_its_epci_share_a_disc(client: Client, lozere: Territory) -> None:
    main = Commune.objects.filter(pk="48095").get()
    others = Commune.objects.filter(epci=main.epci).exclude(pk=main.pk).order_by("pk")[:3]
    make_some(4)
    for commune in others:
        make_some(1, commune=commune)
    sketch = client.get("/entreprises/").context["map"]
    assert sorted(group.number for group in sketch.groups) == [3, 4], "the words tell them apart"
    assert [pin.text for pin in sketch.sketch.pins] == ["7"]


def test_the_list_the_page_and_the_map_filter_alike(client: Client, florac: Commune) -> None:
    make_some(3, hires_remotely=True)
    make_some(3, commune=florac)
    assert shown(client, recrute="1") == told(client, recrute="1") == {"Mende": 3}


def test_what_is_not_published_counts_nowhere(client: Client, lozere: Territory) -> None:
    make_some(3, live=False)
    assert told(client) == {}
    assert shown(client) == {}


def test_sites_beyond_the_radius_are_not_on_the_map_of_it(client: Client, florac: Commune) -> None:
    make_some(3, sites=[florac, millau()])
    assert shown(client, commune=florac.pk, rayon="5") == {florac.name: 3}


def test_the_page_says_the_numbers_and_leads_to_each_commune(client: Client, florac: Commune) -> None:
    make_some(3, commune=florac)
    page = client.get("/entreprises/").content.decode()
    assert f'href="?commune={florac.pk}&amp;rayon=5"' in page
    assert 'data-url="/entreprises/carte.geojson"' in page
    assert "{n} entreprises" in page
    assert "personne" not in page[page.index('id="carte"') :]


@pytest.mark.parametrize("query", ["", "bbox=1,2,3", "bbox=3,44,4,45&z=99", f"bbox={WIDE}&z=9&taille=geante"])
def test_wrong_questions_are_refused(client: Client, query: str) -> None:
    response = client.get(f"/entreprises/carte.geojson?{query}")
    assert response.status_code == 400
    assert response["Content-Type"].startswith("application/problem+json")


def test_no_slug_takes_the_address_of_the_map(client: Client) -> None:
    assert client.get(f"/en/entreprises/carte.geojson?bbox={WIDE}&z=9").status_code == 200
