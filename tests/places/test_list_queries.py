"""The queries of the list are the same whatever the number of places, and at most twelve."""

from __future__ import annotations

import pytest
from django.test import Client

from geography.models import Commune
from places.actions import write_places
from places.models import Place
from tests.query_snapshots import reviewed_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lozere")]

MOST = 12
SEARCHES = {
    "places-list": "",
    "places-list-around": "lieu=Mende&rayon=50",
    "places-list-filtered": "lieu=Mende&rayon=100&type=coworking&type=library&service=kitchen&gratuit=1",
    "places-list-words": "q=tables+calmes",
    "places-list-open": "lieu=Mende&rayon=50&ouvert=mardi-10h",
}


@pytest.mark.parametrize("number", [3, 60])
@pytest.mark.parametrize("name", SEARCHES)
def test_queries(client: Client, name: str, number: int) -> None:
    communes = list(Commune.objects.filter(latitude__isnull=False).order_by("pk")[:20])
    write_places(
        [
            Place(
                name=f"Lieu {rank}",
                types=("coworking", "library")[: rank % 2 + 1],
                summary="Des tables calmes.",
                commune=(commune := communes[rank % 20]),
                latitude=commune.latitude,
                longitude=commune.longitude,
                precision="commune",
                services=("kitchen",),
                is_free=True,
                opening_hours="Mo-Fr 09:00-18:00",
            )
            for rank in range(number)
        ]
    )
    client.get(f"/lieux/?{SEARCHES[name]}")  # what a process and the cache keep: outlines, identity of the site
    with reviewed_queries(name, at_most=MOST):
        assert client.get(f"/lieux/?{SEARCHES[name]}").status_code == 200
