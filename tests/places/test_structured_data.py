"""A place in schema.org's words: true, valid, and unable to break out of its script."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from places.hours import parse
from places.models import Place
from places.page import PlacePage
from places.structured_data import as_script, local_business
from places.usual_week import usual_week
from places.vocabulary import Access, Accessibility, Internet, PlaceType, Service
from tests.factories.places import make_place
from tests.places.schemaorg import Vocabulary

URL = "https://hameau.example/lieux/la-filature/"
NOW = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("Europe/Paris"))
EVERYTHING: dict[str, Any] = {
    "name": "La Filature",
    "summary": "Quatorze postes au bord du Lot.",
    "address": "4 quai de la Filature",
    "postcode": "48000",
    "latitude": 44.52,
    "longitude": 3.5,
    "precision": "address",
    "phone": "04 66 65 12 34",
    "email": "bonjour@filature.example",
    "website": "https://filature.example/",
    "booking_url": "https://filature.example/reserver",
    "opening_hours": "Mo-Fr 08:30-12:30,13:30-19:00; PH off",
    "access": tuple(Access.values),
    "price_day": Decimal(10),
    "is_free": False,
    "internet": tuple(Internet.values),
    "services": tuple(Service.values),
    "accessibility": tuple(Accessibility.values),
}


def node_of(**fields: Any) -> dict[str, Any]:
    place = make_place(**fields)
    page = PlacePage(Place.objects.for_cards().get(pk=place.pk), NOW)
    return local_business(page, URL, ["https://hameau.example/media/1.jpg"])


@pytest.fixture(scope="module")
def vocabulary(data: Path) -> Vocabulary:
    return Vocabulary(data / "conformance" / "schemaorg")


@pytest.mark.data
@pytest.mark.django_db
class TestValid:
    @pytest.mark.parametrize("kind", [(kind,) for kind in PlaceType.values])
    def test_everything_is_of_the_vocabulary(self, vocabulary: Vocabulary, kind: tuple[str, ...]) -> None:
        assert list(vocabulary.problems(node_of(**{**EVERYTHING, "types": kind}))) == []

    def test_so_is_nearly_nothing(self, vocabulary: Vocabulary) -> None:
        assert list(vocabulary.problems(node_of())) == []

    @pytest.mark.parametrize(
        "wrong",
        [
            {"@type": "Coworking"},
            {"numberOfDesks": 14},
            {"isAccessibleForFree": "maybe"},
            {"name": 12},
            {"address": {"@type": "GeoCoordinates"}},
            {"geo": {"@type": "GeoCoordinates", "latitud": 44.5}},
        ],
    )
    def test_the_check_itself_refuses(self, vocabulary: Vocabulary, wrong: dict[str, Any]) -> None:
        assert list(vocabulary.problems({"@type": "LocalBusiness", "name": "x", **wrong}))


@pytest.mark.django_db
class TestTrue:
    def test_says_what_the_page_says(self) -> None:
        node = node_of(**EVERYTHING)
        assert node["telephone"] == "+33466651234"
        assert node["geo"] == {"@type": "GeoCoordinates", "latitude": 44.52, "longitude": 3.5}
        assert node["address"]["addressLocality"] == "Mende"
        assert node["isAccessibleForFree"] is False
        assert {"Cuisine", "Fibre", "Boucle magnétique"} <= {one["name"] for one in node["amenityFeature"]}

    def test_what_is_not_known_is_not_said(self) -> None:
        assert set(node_of()) == {"@context", "@type", "@id", "url", "name", "image", "address"}

    def test_a_commune_s_point_is_not_given_as_the_door(self) -> None:
        assert "geo" not in node_of(latitude=44.5, longitude=3.5, precision="commune")

    def test_a_library_is_a_library(self) -> None:
        assert node_of(types=("library",))["@type"] == "Library"
        assert node_of(types=("library", "coworking"))["@type"] == "LocalBusiness"


def openings(expression: str) -> list[tuple[str, str, str]]:
    node = node_of(opening_hours=expression)
    return [
        (one["dayOfWeek"].rpartition("/")[2][:2], one["opens"], one["closes"])
        for one in node.get("openingHoursSpecification", [])
    ]


@pytest.mark.django_db
class TestOpenings:
    def test_the_usual_week(self) -> None:
        assert openings("Mo,We 09:00-12:00,14:00-18:00; PH off") == [
            ("Mo", "09:00", "12:00"),
            ("Mo", "14:00", "18:00"),
            ("We", "09:00", "12:00"),
            ("We", "14:00", "18:00"),
        ]

    def test_hours_of_a_season_are_dated(self) -> None:
        node = node_of(opening_hours="2026 Nov 23-2026 Nov 29: Mo-Fr 09:00-12:00")
        first = node["openingHoursSpecification"][0]
        assert first["validFrom"] == first["validThrough"] == "2026-11-24"
        assert len(node["openingHoursSpecification"]) == 4

    def test_past_midnight_is_two_days(self) -> None:
        assert openings("Sa 20:00-02:00") == [("Sa", "20:00", "23:59"), ("Su", "00:00", "02:00")]

    def test_unknown_hours_are_not_opening_hours(self) -> None:
        assert openings('Mo-Fr unknown "sur rendez-vous"') == []

    def test_a_public_holiday_does_not_make_weeks_unlike(self) -> None:
        assert usual_week(parse("Mo-Fr 09:00-18:00; PH off"), date(2026, 12, 14)) is not None


@given(text=st.text())
def test_nothing_ends_the_script(text: str) -> None:
    script = as_script({"name": text})
    assert not re.search(r"[<>&\u2028\u2029]", script)
    assert json.loads(script) == {"name": text}


@pytest.mark.django_db
def test_in_the_page(client: Client) -> None:
    make_place(slug="x", name="</script><script>alert(1)</script> & l’été")
    html = client.get("/lieux/x/").content.decode()
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert json.loads(blocks[0])["name"] == "</script><script>alert(1)</script> & l’été"
    assert "<script>alert" not in html
