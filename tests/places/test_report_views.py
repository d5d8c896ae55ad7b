"""The two forms of visitors, from the page to the desk's table."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import signing
from django.test import Client

from listings.models import ChangeReport
from listings.public_forms import FASTEST, MOST_AN_HOUR
from tests.factories.listings import territory_of
from tests.factories.places import make_place, mende

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each page was opened a while before it is sent."""
    real = signing.TimestampSigner.timestamp
    age = FASTEST + 2
    monkeypatch.setattr(
        signing.TimestampSigner, "timestamp", lambda self: signing.b62_encode(signing.b62_decode(real(self)) - age)
    )


def token_of(client: Client, address: str) -> str:
    html = client.get(address).content.decode()
    found = re.search(r'name="token" value="([^"]+)"', html)
    assert found
    return found[1]


def send(client: Client, page: str, /, **answers: str) -> Any:
    return client.post(page, {"token": token_of(client, page), "website": "", **answers})


class TestReport:
    @pytest.fixture(autouse=True)
    def _place(self) -> None:
        make_place(slug="la-filature", name="La Filature")

    ADDRESS = "/lieux/la-filature/signaler/"

    def test_reaches_the_desk_and_thanks(self, client: Client) -> None:
        territory_of(mende())
        answer = send(client, self.ADDRESS, kind="hours", message="Fermé le lundi", reporter_email="a@exemple.fr")
        assert answer.status_code == 302
        report = ChangeReport.objects.get()
        assert (report.subject, report.kind, report.message) == ("La Filature", "hours", "Fermé le lundi")
        assert report.reporter_email == "a@exemple.fr"
        thanks = client.get(answer["Location"]).content.decode()
        assert "Merci" in thanks
        assert "Agence de Lozère" in thanks

    def test_a_place_outside_any_territory_is_thanked_for_too(self, client: Client) -> None:
        assert "L’équipe de Hameau" in client.get(f"{self.ADDRESS}merci/").content.decode()

    def test_mistakes_are_said_first_in_the_title_and_beside_the_field(self, client: Client) -> None:
        answer = send(client, self.ADDRESS, kind="", message="a" * 10_000, reporter_email="x")
        html = answer.content.decode()
        assert answer.status_code == 200
        assert re.search(r"<title>Erreur\u00a0:\s+Signaler un changement, La Filature \|", html)
        assert 'role="alert" tabindex="-1" data-error-summary' in html
        assert "3 réponses sont à revoir" in html
        for anchor in ("id_kind_0", "id_message", "id_reporter_email"):
            assert f'href="#{anchor}"' in html
            assert f'id="{anchor}"' in html
        assert 'aria-describedby="id_message_helptext id_message_error"' in html
        assert 'id="id_message_error"' in html
        assert not ChangeReport.objects.exists()

    @pytest.mark.parametrize("nasty", ["\x00", "é" * 4001, "\ud7ff\uffff", "<script>alert(1)</script>"])
    def test_no_text_is_an_error_of_ours(self, client: Client, nasty: str) -> None:
        for field in ("kind", "message", "reporter_email", "token", "website"):
            answer = send(client, self.ADDRESS, **{"kind": "other", "message": "x", field: nasty})
            assert answer.status_code in {200, 302}
            assert "<script>alert" not in answer.content.decode()

    def test_a_double_click_is_one_report(self, client: Client) -> None:
        data = {"token": token_of(client, self.ADDRESS), "website": "", "kind": "closed"}
        assert client.post(self.ADDRESS, data).status_code == client.post(self.ADDRESS, data).status_code == 302
        assert ChangeReport.objects.count() == 1

    def test_too_many_are_told_to_wait(self, client: Client) -> None:
        for _ in range(MOST_AN_HOUR):
            assert send(client, self.ADDRESS, kind="closed").status_code == 302
        answer = send(client, self.ADDRESS, kind="closed")
        assert answer.status_code == 429
        assert "Attendez une heure" in answer.content.decode()
        assert ChangeReport.objects.count() == MOST_AN_HOUR

    def test_needs_the_page_s_own_token_against_forgery(self) -> None:
        client = Client(enforce_csrf_checks=True)
        assert client.post(self.ADDRESS, {"kind": "closed"}).status_code == 403

    def test_the_only_cookie_is_the_form_s(self, client: Client) -> None:
        assert not client.get("/lieux/la-filature/").cookies
        assert set(client.get(self.ADDRESS).cookies) == {"csrftoken"}

    def test_the_page_is_not_kept_by_caches(self, client: Client) -> None:
        assert "no-store" in client.get(self.ADDRESS)["Cache-Control"]


@pytest.mark.usefixtures("lozere")
class TestProposal:
    ADDRESS = "/lieux/proposer/"

    def test_reaches_the_desk_and_thanks(self, client: Client) -> None:
        answer = send(
            client, self.ADDRESS, name="Café du Pont", lieu="Marvejols", address="2 rue Basse", message="Wifi"
        )
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
    def test_a_commune_by_the_name_people_use(self, client: Client, lieu: str, name: str) -> None:
        send(client, self.ADDRESS, name="Café", lieu=lieu)
        assert ChangeReport.objects.get().commune.name.replace("'", "’") == name

    def test_an_unknown_commune(self, client: Client) -> None:
        html = send(client, self.ADDRESS, name="Café", lieu="Xyzzyville").content.decode()
        assert "Nous ne connaissons pas" in html
        assert not ChangeReport.objects.exists()

    def test_a_postcode_of_several_asks_which_without_a_script(self, client: Client) -> None:
        html = send(client, self.ADDRESS, name="Café", lieu="48000").content.decode()
        codes = re.findall(r'<input type="radio" name="commune" value="(\d{5})"', html)
        assert len(codes) > 1
        assert "48095" in codes
        send(client, self.ADDRESS, name="Café", lieu="48000", commune="48095")
        assert ChangeReport.objects.get().commune.name == "Mende"

    def test_a_code_that_the_words_do_not_mean_is_ignored(self, client: Client) -> None:
        send(client, self.ADDRESS, name="Café", lieu="Marvejols", commune="48095")
        assert ChangeReport.objects.get().commune.name == "Marvejols"

    @pytest.mark.parametrize("nasty", ["\x00", "a" * 10_000, "😢", "%", "'"])
    def test_no_text_is_an_error_of_ours(self, client: Client, nasty: str) -> None:
        for field in ("name", "lieu", "commune", "address", "message"):
            answer = send(client, self.ADDRESS, **{"name": "x", "lieu": "48000", field: nasty})
            assert answer.status_code in {200, 302}
