"""The list and the page of businesses."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from directory.businesses.actions import after_publish, write_businesses
from directory.businesses.indexing import BUSINESSES
from directory.models import Business, BusinessContact, BusinessSite
from directory.synthetic_businesses import synthetic_businesses
from geography.models import Commune, Territory
from listings.merging import merge
from tests.factories.directory_businesses import make_business
from tests.factories.listings import make_moderator, make_user, millau
from tests.factories.places import mende
from tests.query_snapshots import reviewed_queries

pytestmark = pytest.mark.django_db


def found(client: Client, **parameters: Any) -> list[str]:
    response = client.get("/entreprises/", parameters)
    assert response.status_code == 200
    return [business.name for business in response.context["results"].page.object_list]


def published(**overrides: Any) -> Business:
    business = make_business(**overrides)
    after_publish(business)
    return business


class TestList:
    def test_only_what_is_published(self, client: Client) -> None:
        published(name="En ligne")
        published(name="Brouillon", live=False)
        assert found(client) == ["En ligne"]

    def test_words_activity_and_place(self, client: Client) -> None:
        published(name="Atelier Bleu", headline="Des logiciels pour les fermes", activity="62.01Z", sector="J")
        published(name="La Scierie", presentation="Bois de pays", activity="16.10A", sector="C")
        assert found(client, q="logiciel") == ["Atelier Bleu"]
        assert found(client, q="informatique") == ["Atelier Bleu"]
        assert found(client, q="scierie bois") == ["La Scierie"]
        assert len(found(client, q="mende")) == 2

    def test_facets_narrow_and_count(self, client: Client) -> None:
        published(name="A", sector="J", size="tpe", modes=("hybrid",), hires_remotely=True)
        published(name="B", sector="C", size="pme", modes=("on_site",))
        published(name="C", sector="C", size="tpe", modes=("hybrid", "full_remote"))
        assert found(client, secteur="C") == ["B", "C"]
        assert found(client, secteur=["C", "J"], taille="tpe") == ["A", "C"]
        assert found(client, rythme="hybrid") == ["A", "C"]
        assert found(client, recrute="1") == ["A"]
        results = client.get("/entreprises/", {"secteur": "C"}).context["results"]
        counts = {(name, option.value): option.count for name, _label, options in results.facets for option in options}
        assert counts[("secteur", "J")] == 1, "Another sector would add one."
        assert counts[("taille", "tpe")] == 1, "Of the two of this sector."
        assert ("taille", "eti") not in counts

    def test_near_a_commune_by_any_site(self, client: Client) -> None:
        here = published(name="Ici")
        there = published(name="Ailleurs", commune=millau())
        BusinessSite.objects.create(business=there, commune=mende())
        published(name="Loin", commune=millau())
        assert found(client, commune="48095", rayon=5) == ["Ici", "Ailleurs"]
        results = client.get("/entreprises/", {"commune": "48095", "rayon": 5}).context["results"]
        assert [round(business.km, 3) for business in results.page.object_list] == [0, 0]
        assert found(client, commune="12145", rayon=5) == ["Ailleurs", "Loin"]
        assert here.commune_id == "48095"

    def test_nothing_near_widens(self, client: Client) -> None:
        published(name="Loin", commune=millau())
        response = client.get("/entreprises/", {"commune": mende().pk, "rayon": 5})
        assert response.context["results"].widening.found_km == 100
        assert "Nous avons élargi" in response.content.decode()

    def test_an_empty_list_says_so(self, client: Client) -> None:
        assert "Aucune entreprise ici pour l’instant" in client.get("/entreprises/").content.decode()

    @pytest.mark.parametrize(
        "query",
        ["secteur=ZZ", "taille=%00", "rayon=7", "page=0", "tri=x", "commune=99999", "lieu=%00", "q=%22", "rythme="],
    )
    def test_bad_parameters_are_told_not_fatal(self, client: Client, query: str) -> None:
        published()
        assert client.get(f"/entreprises/?{query}").status_code == 200

    def test_in_english(self, client: Client) -> None:
        assert client.get("/en/entreprises/").status_code == 200


def test_of_its_territory_and_few_queries(client: Client, lozere: Territory) -> None:
    """As many queries with 30 businesses as with 300."""
    communes = list(Commune.objects.filter(departement="48").select_related("departement")[:20])
    everything = list(synthetic_businesses(300, 48))
    for rank, business in enumerate(everything):
        business.commune = communes[rank % len(communes)]
    write_businesses(everything[:30])
    client.get("/entreprises/")
    with reviewed_queries("businesses-list", at_most=12):
        client.get("/entreprises/", {"page": 2})
    write_businesses(everything[30:])
    client.get("/entreprises/")
    with reviewed_queries("businesses-list", at_most=12):
        client.get("/entreprises/", {"page": 2})
    with reviewed_queries("businesses-list-around", at_most=12):
        client.get("/entreprises/", {"commune": "48095", "rayon": 30, "secteur": "J", "q": "logiciel"})


class TestPage:
    def test_what_it_says(self, client: Client) -> None:
        business = published(
            name="Atelier Bleu",
            siret="73282932000074",
            activity="62.01Z",
            sector="J",
            size="tpe",
            modes=("hybrid",),
            remote_days=3,
            agreement="charter",
            agreement_date="2025-03-01",
            hires_remotely=True,
            hires_what="une comptable",
        )
        page = client.get(business.get_absolute_url()).content.decode()
        for words in (
            *("732\u00a0829\u00a0320\u00a000074", "Programmation et conseil informatique", "3\u00a0jours par semaine"),
            *("1\u1d49\u02b3 mars 2025" if "1\u1d49\u02b3 mars 2025" in page else "mars 2025", "une comptable"),
        ):
            assert words in page

    @pytest.mark.parametrize("live", [False, None])
    def test_a_draft_or_nothing_is_not_found(self, client: Client, live: bool | None) -> None:
        slug = make_business(live=False).slug if live is False else "rien"
        assert client.get(f"/entreprises/{slug}/").status_code == 404

    def test_contacts_are_seen_by_whom_they_chose(self, client: Client) -> None:
        business = published()
        for audience in ("everyone", "members", "nobody"):
            BusinessContact.objects.create(
                business=business,
                name=f"Nom-{audience}",
                email=f"{audience}@prive.example",
                phone="0466000000",
                audience=audience,
            )

        def seen(visitor: Client) -> set[str]:
            page = visitor.get(business.get_absolute_url()).content.decode()
            return set(re.findall(r"(\w+)@prive\.example", page)) | set(re.findall(r"Nom-(\w+)", page))

        assert seen(client) == {"everyone"}
        client.force_login(make_user())
        assert seen(client) == {"everyone", "members"}

    def test_a_contact_is_nobodys_unless_told(self) -> None:
        assert BusinessContact(name="x").audience == "nobody"

    def test_structured_data_holds_public_fields_only(self, client: Client) -> None:
        business = published(name="</script>Atelier", website="https://atelier.example")
        BusinessContact.objects.create(business=business, name="Nadia", email="n@prive.example", audience="everyone")
        BusinessSite.objects.create(business=business, commune=millau(), address="2 rue du Pont")
        page = client.get(business.get_absolute_url()).content.decode()
        match = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
        assert match
        data = json.loads(match[1])
        assert (data["@type"], data["name"]) == ("Organization", "</script>Atelier")
        assert data["sameAs"] == "https://atelier.example"
        assert [address["addressLocality"] for address in data["address"]] == ["Mende", "Millau"]
        assert "prive" not in match[1]
        assert "Nadia" not in match[1]

    def test_html_is_text(self, client: Client) -> None:
        business = published(name="<b>X</b>", headline="<script>alert(1)</script>", presentation="<img src=x>")
        page = client.get(business.get_absolute_url()).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x>" not in page

    def test_few_queries(self, client: Client) -> None:
        business = published()
        for _ in range(3):
            BusinessSite.objects.create(business=business, commune=millau())
            BusinessContact.objects.create(business=business, name="N", audience="everyone")
        with reviewed_queries("businesses-detail", at_most=12):
            client.get(business.get_absolute_url())

    def test_claiming_is_offered_while_nobody_holds_it(self, client: Client) -> None:
        business = published()
        assert "revendiquer" in client.get(business.get_absolute_url()).content.decode()
        Business.objects.filter(pk=business.pk).update(owner=make_user())
        assert "revendiquer" not in client.get(business.get_absolute_url()).content.decode()


def test_unpublished_leaves_the_index() -> None:
    business = published(name="Zéphyrine")
    assert BUSINESSES.query("zephyrine").count(10) == 1
    Business.objects.filter(pk=business.pk).update(live=False)
    after_publish(business)
    assert BUSINESSES.query("zephyrine").count(10) == 0


def test_one_that_was_merged_leads_to_the_one_kept(client: Client) -> None:
    kept, other, moderator = make_business(), make_business(), make_moderator(mende())
    merge(kept, other, moderator, [])
    answer = client.get(other.get_absolute_url())
    assert (answer.status_code, answer["Location"]) == (301, kept.get_absolute_url())
    assert client.get("/entreprises/inconnue/").status_code == 404
