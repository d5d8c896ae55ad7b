"""« Proposer un lieu », from the page to the desk's table."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from listings.models import ChangeReport
from tests.factories.public_forms import send, take_time

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lozere")]
ADDRESS = "/lieux/proposer/"


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    take_time(monkeypatch)


def test_reaches_the_desk_and_thanks(client: Client) -> None:
    answer = send(client, ADDRESS, name="Café du Pont", lieu="Marvejols", address="2 rue Basse", message="Wifi")
    report = ChangeReport.objects.get()
    assert (report.subject, report.commune.name, report.proposed_address) == (
        "Café du Pont",
        "Marvejols",
        "2 rue Basse",
    )
    assert report.kind == "missing"
    assert "Merci" in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("lieu", "name"), [("Aumont-Aubrac", "Peyre en Aubrac"), ("st chely d apcher", "Saint-Chély-d’Apcher")]
)
def test_a_commune_by_the_name_people_use(client: Client, lieu: str, name: str) -> None:
    send(client, ADDRESS, name="Café", lieu=lieu)
    assert ChangeReport.objects.get().commune.name.replace("'", "’") == name


def test_an_unknown_commune(client: Client) -> None:
    html = send(client, ADDRESS, name="Café", lieu="Xyzzyville").content.decode()
    assert 'data-communes="/communes/"' in html, "suggested as one types"
    assert "Nous ne connaissons pas" in html
    assert not ChangeReport.objects.exists()


def test_a_postcode_of_several_asks_which_without_a_script(client: Client) -> None:
    html = send(client, ADDRESS, name="Café", lieu="48000").content.decode()
    codes = re.findall(r'<input type="radio" name="commune" value="(\d{5})"', html)
    assert len(codes) > 1
    assert "48095" in codes
    send(client, ADDRESS, name="Café", lieu="48000", commune="48095")
    assert ChangeReport.objects.get().commune.name == "Mende"


def test_a_code_that_the_words_do_not_mean_is_ignored(client: Client) -> None:
    send(client, ADDRESS, name="Café", lieu="Marvejols", commune="48095")
    assert ChangeReport.objects.get().commune.name == "Marvejols"


@pytest.mark.parametrize("nasty", ["\x00", "a" * 10_000, "😢", "%", "'"])
def test_no_text_is_an_error_of_ours(client: Client, nasty: str) -> None:
    for field in ("name", "lieu", "commune", "address", "message"):
        answer = send(client, ADDRESS, **{"name": "x", "lieu": "48000", field: nasty})
        assert answer.status_code in {200, 302}
