"""Addresses of communes and outlines."""

from __future__ import annotations

import gzip
import json
from time import process_time

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geography.models import Territory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lozere")]

COMMUNES = "/communes/"


@pytest.fixture
def lozere(lozere_for_all: int, db: None) -> Territory:
    return Territory.objects.get(pk=lozere_for_all)


def test_communes_for_the_combobox(client: Client) -> None:
    response = client.get(COMMUNES, {"q": "aumont"})
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    (match,) = response.json()["communes"]
    assert match == {
        "code": "48009",
        "name": "Aumont-Aubrac",
        "label": "Aumont-Aubrac, ancienne commune de Peyre en Aubrac (Lozère)",
        "departement": "Lozère",
        "former": True,
        "postcodes": ["48130"],
        "latitude": match["latitude"],
        "longitude": match["longitude"],
    }
    assert 44.6 < match["latitude"] < 44.8
    assert 3.2 < match["longitude"] < 3.4


def test_nothing_asked_nothing_found(client: Client) -> None:
    assert client.get(COMMUNES).json() == {"communes": []}
    assert client.get(COMMUNES, {"q": ""}).json() == {"communes": []}
    assert client.get(COMMUNES, {"q": "zzzzzz"}).json() == {"communes": []}


def test_near_me(client: Client) -> None:
    names = [match["name"] for match in client.get(COMMUNES, {"pres": "44.52,3.50"}).json()["communes"]]
    assert names[0] == "Mende"
    assert client.get(COMMUNES, {"pres": "10,10"}).json() == {"communes": []}


@pytest.mark.parametrize(
    "query",
    [{"q": "a" * 101}, {"q": "men\x00de"}, {"pres": "44.52"}, {"pres": "nan,3"}, {"pres": "91,3"}, {"pres": "x,y"}],
)
def test_bad_input_is_a_problem_in_french(client: Client, query: dict[str, str]) -> None:
    response = client.get(COMMUNES, query)
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    body = response.json()
    assert body["status"] == 400
    assert body["detail"]
    assert list(body["errors"]) == list(query)


@given(st.text(max_size=150), st.text(max_size=30))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_query_gets_an_answer(client: Client, q: str, pres: str) -> None:
    response = client.get(COMMUNES, {"q": q, "pres": pres})
    assert response.status_code in {200, 400}
    json.loads(response.content)


@pytest.mark.parametrize(
    "address", [f"{COMMUNES}?q=mende", "/contours/departements.geojson", "/contours/48.geojson", "/contours/2A.geojson"]
)
def test_addresses_are_public_and_cacheable(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert "public" in response["Cache-Control"]
    assert "max-age" in response["Cache-Control"]
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies
    again = client.get(address, headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    assert not again.content
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405


def test_outlines(client: Client) -> None:
    response = client.get(reverse("geography:communes_outline", args=["48"]))
    assert response["Content-Type"] == "application/geo+json"
    assert len(response.json()["features"]) == 152
    assert len(gzip.compress(response.content)) < 25_000
    country = client.get(reverse("geography:departements_outline"))
    assert len(country.json()["features"]) == 101
    assert len(gzip.compress(country.content)) < 45_000


@pytest.mark.parametrize("code", ["99", "975", "CODE", "departement", "4%008", "..", "48 ", "é"])
def test_unknown_outline(client: Client, code: str) -> None:
    response = client.get(f"/contours/{code}.geojson")
    assert response.status_code == 404


def test_unknown_outline_is_a_problem(client: Client) -> None:
    body = client.get("/contours/99.geojson").json()
    assert body["status"] == 404
    assert body["title"] == "Contour introuvable"


def test_the_combobox_is_quick(client: Client) -> None:
    client.get(COMMUNES, {"q": "mende"})
    started = process_time()
    for text in ("men", "st chely", "48130", "aumont", "la can"):
        client.get(COMMUNES, {"q": text})
    assert (process_time() - started) / 5 < 0.05
