"""Any parameter, missing, repeated, empty, endless or mad, on every public address: a clear answer, never a 500."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.factories.places import make_place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lozere")]

NAMES = (
    "q", "lieu", "commune", "pres", "rayon", "ouvert", "type", "service", "internet", "acces", "accessibilite",
    "fauteuil", "gratuit", "bureau", "salle", "postes", "tri", "page", "bbox", "z", "utm_source", "é",
)  # fmt: skip
NASTY = (
    "", " ", "0", "-1", "1e9", "1000000000", "9" * 400, "nan", "inf", "-inf", "NaN,NaN", "\x00", "a\x00b", "\"",
    "'", "\'\'\"", "') OR 1=1 --", "%", "_", "*", "\\", "<script>alert(1)</script>", "{{ 7*7 }}", "🏡", "é́",
    "\u202e", "\ud7ff", "a" * 10_000, "é " * 5_000, "44.5,3.5", "3.5,44.5", "-180,-90,180,90", "180,90,-180,-90",
    "1,1,1,1", "0,0,nan,1", "coworking", "maintenant", "week-end", "mardi-14h", "mardi-99h", "-mardi", "48095",
    "2A004", "distance", "../../etc/passwd", "1,2,3,4,5", "true", "None", "null", "[]", "{}", "\t\n\r", "١٢",
    "1_000", "0x10", "1.5", "+5", "5 km",
)  # fmt: skip
values = st.sampled_from(NASTY) | st.text(max_size=60)
parameters = st.lists(st.tuples(st.sampled_from(NAMES), values), max_size=6)
ADDRESSES = (
    "/lieux/",
    "/lieux/carte.geojson",
    "/lieux/carte.js",
    "/lieux/un-lieu/",
    "/lieux/un-lieu.vcf",
    "/lieux/un-lieu/signaler/",
    "/lieux/proposer/",
    "/communes/",
    "/contours/departements.geojson",
    "/contours/48.geojson",
    "/",
    "/healthz",
    "/readyz",
    "/plan-du-site.xml",
    "/robots.txt",
)


def check(client: Client, address: str, query: list[tuple[str, str]]) -> None:
    answer = client.get(f"{address}?{urlencode(query, errors='surrogatepass')}")
    assert answer.status_code in {200, 301, 302, 304, 400, 404}, (answer.status_code, address, query)
    if answer.status_code == 400 and answer["Content-Type"] == "application/problem+json":
        problem = json.loads(answer.content)
        assert problem["status"] == 400
        assert problem["detail"]


@pytest.fixture
def place(db: None) -> None:
    make_place(slug="un-lieu", latitude=44.5, longitude=3.5, precision="address", opening_hours="Mo-Fr 09:00-18:00")


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize("address", ADDRESSES)
@given(query=parameters)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(query=[])
@example(query=[("page", "0"), ("page", "1000000000")])
@example(query=[("bbox", "-180,-90,180,90"), ("z", "24")])
def test_parameters(client: Client, address: str, query: list[tuple[str, str]]) -> None:
    check(client, address, query)


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize("name", NAMES)
def test_each_nasty_value_of_each_parameter_of_the_list(client: Client, name: str) -> None:
    for value in NASTY:
        check(client, "/lieux/", [(name, value)])
        check(client, "/lieux/carte.geojson", [("bbox", "3,44,4,45"), ("z", "8"), (name, value)])


@given(path=st.text(max_size=80))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(path="\x00")
@example(path="a" * 5_000)
def test_paths(client: Client, path: str) -> None:
    for prefix in ("/", "/lieux/", "/contours/", "/en/"):
        answer = client.get(prefix + path.lstrip("/"))
        assert answer.status_code in {200, 301, 302, 400, 404}, (answer.status_code, prefix, path)


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize(
    "query", ["page=0", "rayon=-5", "postes=x", "type=chateau", "lieu=%00", "tri=x", "q=" + "a" * 9_000]
)
def test_the_list_says_in_french_what_it_ignored(client: Client, query: str) -> None:
    answer = client.get(f"/lieux/?{query}")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert 'role="alert"' in page
    assert "This field" not in page
    assert "Enter a" not in page
