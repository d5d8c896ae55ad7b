"""What is to be confirmed comes below the others, alike in the three public lists, in every order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from directory.businesses.actions import after_publish as follow_business
from directory.models import Business, RemoteWorker
from geography.models import Territory
from listings.models import Listing
from places.actions import after_publish as follow_place
from places.models import Place
from tests.factories.directory_businesses import make_business
from tests.factories.places import make_place, mende
from tests.factories.workers import make_worker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lozere")]


@pytest.fixture
def lozere(lozere_for_all: int, db: None) -> Territory:
    return Territory.objects.get(pk=lozere_for_all)


def place(name: str) -> Place:
    point = mende().point
    assert point
    made = make_place(name=name, latitude=point.latitude, longitude=point.longitude, precision="commune")
    follow_place(made)
    return made


def business(name: str) -> Business:
    made = make_business(name=name)
    follow_business(made)
    return made


def worker(name: str) -> RemoteWorker:
    return make_worker(display_name=name, headline="atelier de reliure")


ASKED = (
    {"tri": "nom"},
    {"tri": "recent"},
    {"q": "atelier"},
    {"commune": "48095", "rayon": "10"},
    {"commune": "48095", "rayon": "10", "q": "atelier"},
    {"commune": "48095", "rayon": "10", "tri": "nom"},
)


@pytest.mark.parametrize(
    ("make", "address"), [(place, "/lieux/"), (business, "/entreprises/"), (worker, "/teletravailleurs/")]
)
def test_below_in_every_order(client: Client, make: Callable[[str], Listing], address: str) -> None:
    doubtful, sure = make("Atelier Abeille"), make("Atelier Zèbre")
    today = timezone.localdate()
    rows = type(doubtful)._default_manager
    rows.filter(pk=doubtful.pk).update(to_confirm=True, checked_on=today)
    rows.filter(pk=sure.pk).update(checked_on=today - timedelta(days=30))
    for asked in ASKED:
        page = client.get(address, asked)
        order = [row.pk for row in page.context["results"].page.object_list]
        assert order == [sure.pk, doubtful.pk], asked
        assert page.content.decode().count("À confirmer") == 1, f"wherever it stands, it says so: {asked}"
