"""Businesses on the desk: a territory's own, and only those."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from directory.businesses.actions import draft_of
from directory.models import Business
from geography.keys import rebuild_commune_keys
from tests.factories.directory_businesses import make_business
from tests.factories.listings import desk_of, make_moderator, make_user, millau
from tests.factories.places import mende

pytestmark = pytest.mark.django_db

LIST = "/admin/entreprises/"
FORM = {
    "name": "Scierie du Lot",
    "siret": "732 829 320 00074",
    "rna": "",
    "commune": "Mende (48095)",
    "activity": "1610A",
    "contacts-TOTAL_FORMS": "1",
    "contacts-INITIAL_FORMS": "0",
    "contacts-0-name": "Nadia",
    "contacts-0-role": "",
    "contacts-0-email": "n@x.example",
    "contacts-0-phone": "",
    "contacts-0-audience": "nobody",
    "contacts-0-ORDER": "1",
    "sites-TOTAL_FORMS": "1",
    "sites-INITIAL_FORMS": "0",
    "sites-0-commune": "Millau",
    "sites-0-address": "",
    "sites-0-ORDER": "1",
}


@pytest.fixture
def desk(monkeypatch: Any) -> Client:
    moderator = make_moderator(mende())
    millau()
    rebuild_commune_keys()
    return desk_of(moderator, monkeypatch)


def test_the_list_is_of_the_territory(desk: Client) -> None:
    make_business(name="Chez nous")
    make_business(name="Chez eux", commune=millau())
    page = desk.get(LIST).content.decode()
    assert "Chez nous" in page
    assert "Chez eux" not in page


@pytest.mark.parametrize(
    "query", ["q=scierie", "q=732829320", "etat=en-ligne", "verification=a-faire", "registre=failed"]
)
def test_it_can_be_searched_and_filtered(desk: Client, query: str) -> None:
    make_business(name="Scierie", siret="73282932000074")
    make_business(name="Autre", live=False)
    page = desk.get(f"{LIST}?{query}").content.decode()
    assert ("Scierie" in page) is (query != "registre=failed")
    assert "Autre" not in page, "What was never public is not to be checked."


def test_an_export_runs_no_formula_and_holds_no_contact(desk: Client) -> None:
    business = make_business(name="=HYPERLINK(1)")
    business.contacts.create(name="Nadia Secret", email="n@x.example")
    response = desk.get(f"{LIST}?export=csv")
    text = b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()
    assert "'=HYPERLINK" in text
    assert "Nadia" not in text


def test_adding_one(desk: Client) -> None:
    assert desk.get(f"{LIST}ajouter/").status_code == 200
    response = desk.post(f"{LIST}ajouter/", {**FORM, "action-publish": "1"})
    assert response.status_code == 302, response.context["form"].errors
    business = Business.objects.get()
    assert (business.live, business.owner, business.activity, business.sector) == (True, None, "16.10A", "C")
    assert [site.commune.name for site in business.sites.all()] == ["Millau"]
    assert [contact.audience for contact in business.contacts.all()] == ["nobody"]


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"commune": "Millau"}, "pas de votre territoire"),
        ({"siret": ""}, "Donnez un SIRET"),
        ({"siret": "1"}, "14 chiffres"),
        ({"activity": "1"}, "62.01Z"),
    ],
)
def test_what_is_wrong_is_told(desk: Client, answers: dict[str, str], says: str) -> None:
    response = desk.post(f"{LIST}ajouter/", {**FORM, **answers})
    assert response.status_code == 200
    assert says in response.content.decode()
    assert not Business.objects.exists()


def test_editing_one(desk: Client) -> None:
    business = make_business()
    page = desk.get(f"{LIST}{business.pk}/")
    assert page.status_code == 200
    token = page.context["form"].initial["edit_token"]
    response = desk.post(f"{LIST}{business.pk}/", {**FORM, "edit_token": token})
    assert response.status_code == 302, response.context["form"].errors
    assert draft_of(business).name == "Scierie du Lot"
    assert Business.objects.get(pk=business.pk).name == business.name


@pytest.mark.parametrize("address", ["", "historique/", "historique/results/", "verifie/", "retirer/"])
def test_another_territory_s_is_not_found(desk: Client, address: str) -> None:
    business = make_business(commune=millau())
    method = desk.post if address in {"verifie/", "retirer/"} else desk.get
    assert method(f"{LIST}{business.pk}/{address}").status_code == 404
    assert Business.objects.get(pk=business.pk).live


def test_history_checked_and_unpublished(desk: Client) -> None:
    business = make_business()
    assert desk.get(f"{LIST}{business.pk}/historique/").status_code == 200
    desk.post(f"{LIST}{business.pk}/verifie/")
    assert Business.objects.get(pk=business.pk).checked_on
    desk.post(f"{LIST}{business.pk}/retirer/")
    assert not Business.objects.get(pk=business.pk).live


def test_members_have_no_desk(client: Client) -> None:
    client.force_login(make_user())
    assert client.get(LIST).status_code in {302, 403}
