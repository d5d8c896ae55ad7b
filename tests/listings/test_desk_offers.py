"""Proposing a listing at the desk, what the other agency finds there, and who finds nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from geography.models import Territory
from listings.models import Offer
from listings.offering import withdraw_offer
from places.models import Place
from tests.factories.listings import ales, desk_of, make_moderator, make_superuser, millau
from tests.factories.offers import make_offer
from tests.factories.places import make_place, mende
from tests.factories.reviews import make_held_place, make_review
from tests.query_snapshots import reviewed_queries

pytestmark = pytest.mark.django_db
LIST = "/admin/relectures/propositions/"


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Client:
    """The desk of Lozère."""
    return desk_of(make_moderator(mende()), monkeypatch)


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> Client:
    """The desk of Aveyron."""
    return desk_of(make_moderator(millau()), monkeypatch)


def page(desk: Client, address: str, **data: Any) -> str:
    """The words of a page, with ordinary spaces."""
    html = desk.post(address, data, follow=True) if data else desk.get(address)
    return html.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def address(offer: Offer) -> str:
    return f"{LIST}{offer.pk}/"


def test_from_the_listing_to_its_new_agency(here: Client, there: Client) -> None:
    place = make_place(name="La Filature")
    propose = f"/admin/relectures/proposer/lieu/{place.pk}/"
    assert "Écrivez" not in page(here, propose)
    html = page(here, propose, commune="Millau (12145)", message="Elle a <b>déménagé</b>.")
    assert "« La Filature » est proposée à Agence de Aveyron." in html
    assert "Proposée le" in html, "The listing's page says so."
    assert "Voir la proposition" in html
    offer = Offer.objects.get()
    home = page(there, "/admin/")
    assert "1 fiche qu’une autre agence vous propose" in home
    assert "/admin/relectures/?quoi=proposition&amp;etat=attente" in home
    queue = page(there, "/admin/relectures/?quoi=proposition&etat=attente")
    for words in ("La Filature", "Fiche proposée", "une autre agence", address(offer), LIST):
        assert words in queue
    assert "La Filature" not in page(here, "/admin/relectures/"), "What one sent does not await oneself."
    assert "autre agence vous propose" not in page(here, "/admin/")
    html = page(there, address(offer))
    for words in ("Agence de Lozère", "De Mende (Lozère) à Millau (Aveyron)", "&lt;b&gt;déménagé", "Accepter la fiche"):
        assert words in html
    assert "Reprendre la proposition" not in html
    assert place.get_absolute_url() in html
    html = page(there, address(offer), answer="accepter", comment="Merci.")
    assert "« La Filature » est dans votre territoire" in html
    assert Place.objects.get().commune == millau()
    assert "Merci." in page(here, address(offer)), "Who proposed it reads the answer."
    html = page(there, f"/admin/lieux/{place.pk}/historique/")
    for words in ("Proposé à une autre agence : Millau", "déménagé", "Déplacé dans une autre commune : Millau"):
        assert words in html


def test_an_agency_s_name_is_no_pattern(here: Client, there: Client) -> None:
    Territory.objects.filter(communes=millau()).update(agency_name="Agence 100 % montagne")
    place = make_place(name="La Filature, 100 % laine")
    address = f"/admin/relectures/proposer/lieu/{place.pk}/"
    html = page(here, address, commune="Millau (12145)", message="x")
    assert "« La Filature, 100 % laine » est proposée à Agence 100 % montagne." in html


def test_each_side_has_its_buttons(here: Client, there: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    offer = make_offer()
    html = page(here, address(offer))
    assert ("Reprendre la proposition" in html, "Accepter la fiche" in html) == (True, False)
    here.post(address(offer), {"answer": "accepter", "comment": "x"})
    here.post(address(offer), {"answer": "decliner", "comment": "x"})
    there.post(address(offer), {"answer": "reprendre"})
    assert Offer.objects.get().is_waiting
    html = page(desk_of(make_superuser(), monkeypatch), address(offer))
    assert ("Reprendre la proposition" in html, "Accepter la fiche" in html) == (True, True)
    assert "n’est plus proposée" in page(here, address(offer), answer="reprendre")
    html = page(there, address(offer))
    assert "Reprise le" in html
    assert "Accepter la fiche" not in html


def test_the_other_agency_reads_no_address(there: Client) -> None:
    offer = make_offer()
    assert offer.proposed_by.email not in page(there, address(offer))
    offer.proposed_by.first_name = "Jeanne"
    offer.proposed_by.save()
    assert "(Jeanne)" in page(there, address(offer))


def test_declining_without_words_asks_for_them(there: Client) -> None:
    offer = make_offer()
    assert "Écrivez quelques mots" in page(there, address(offer), answer="decliner", comment="")
    assert "reste où elle est" in page(there, address(offer), answer="decliner", comment="Elle est à Mende.")


def test_the_second_of_two_people_is_told(there: Client, here: Client) -> None:
    offer = make_offer()
    page(there, address(offer), answer="decliner", comment="Non.")
    html = page(here, address(offer), answer="reprendre")
    assert "C’est déjà fait : déclinée. Votre réponse n’a rien changé." in html


def test_what_can_t_be_proposed_is_said_on_the_form(here: Client) -> None:
    place = make_place()
    propose = f"/admin/relectures/proposer/lieu/{place.pk}/"
    assert "Aucune agence ne tient Millau" in page(here, propose, commune=f"Millau ({millau().pk})", message="x")
    assert not Offer.objects.exists()
    for asked in ("12145", "Nulle part", "\x00", "%F4" * 50, "Millau (12145)"):
        assert here.get(propose, {"commune": asked}).status_code == 200


def test_nobody_else_finds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    offer, elsewhere = make_offer(), desk_of(make_moderator(ales()), monkeypatch)
    for path in (address(offer), f"{address(offer)}apercu/", f"/admin/relectures/proposer/lieu/{offer.object_id}/"):
        assert elsewhere.get(path).status_code == 404
    assert elsewhere.post(address(offer), {"answer": "accepter"}).status_code == 404
    assert not elsewhere.get(LIST).context["object_list"]
    Place.objects.all().delete()
    assert desk_of(make_superuser(), monkeypatch).get(address(offer)).status_code == 404


def test_what_is_not_public_is_shown_as_it_would_be(here: Client, there: Client) -> None:
    place = make_review(make_held_place(name="La Filature"), summary="Au calme.").listing
    offer = make_offer(place)
    assert "Voir l’aperçu" in page(there, address(offer))
    assert "Au calme." in page(there, f"{address(offer)}apercu/")
    public = make_offer()
    assert there.get(f"{address(public)}apercu/").status_code == 404
    Place.objects.filter(pk=public.object_id).update(live=False, owner=place.owner)
    html = page(there, address(public))
    assert "n’est pas en ligne" in html
    assert ("Accepter la fiche" in html, "Décliner" in html) == (False, True)


@pytest.mark.parametrize("answer", ["accepter", "decliner"])
def test_once_answered_the_agency_that_has_it_not_reads_no_more(here: Client, there: Client, answer: str) -> None:
    offer = make_offer(make_review(make_held_place(name="La Filature"), summary="Au calme.").listing)
    assert "La Filature" in page(there, address(offer), answer=answer, comment="Voilà.")
    for desk in (here, there):
        assert desk.get(f"{address(offer)}apercu/").status_code == 404
        for path in (LIST, address(offer)):
            assert "La Filature" not in page(desk, path)
            assert "fiche hors ligne" in page(desk, path)
    Place.objects.update(live=True)
    assert "La Filature" in page(there, LIST), "What is public has its name."


def test_the_list_is_narrowed_to_a_side_and_a_state(here: Client, there: Client) -> None:
    first, second = make_offer(), make_offer()
    withdraw_offer(first, make_superuser())
    found = {
        query: [offer.pk for offer in there.get(f"{LIST}?{query}").context["object_list"]]
        for query in ("", "side=recues", "side=envoyees", "state=waiting", "side=x")
    }
    assert found[""] == found["side=recues"] == [second.pk, first.pk]
    assert found["state=waiting"] == [second.pk]
    assert found["side=envoyees"] == []
    assert [offer.pk for offer in here.get(f"{LIST}?side=envoyees").context["object_list"]] == [second.pk, first.pk]
    assert "de cette sorte" in page(there, f"{LIST}?side=envoyees")


def test_nothing_is_said(there: Client) -> None:
    assert "Aucune proposition." in page(there, LIST)


@pytest.mark.parametrize("number", [2, 12])
def test_the_same_queries_whatever_the_number(there: Client, number: int) -> None:
    there.get(LIST)
    for _ in range(number):
        make_offer()
    with reviewed_queries("desk-offers"):
        there.get(f"{LIST}results/")
