"""What a place's page says, in words."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from places.models import Place
from places.page import PlacePage, in_commune
from tests.factories.places import make_place

PARIS = ZoneInfo("Europe/Paris")
TUESDAY_AT_TEN = datetime(2026, 11, 24, 10, tzinfo=PARIS)

pytestmark = pytest.mark.django_db


def page_of(now: datetime = TUESDAY_AT_TEN, **fields: Any) -> PlacePage:
    return PlacePage(Place.objects.for_cards().get(pk=make_place(**fields).pk), now)


class TestTitle:
    def test_says_what_and_where(self) -> None:
        assert page_of(name="La Filature").title == "La Filature, espace de coworking à Mende"

    @pytest.mark.parametrize(
        ("name", "there"),
        [
            ("Mende", "à Mende"),
            ("Le Pont-de-Montvert", "au Pont-de-Montvert"),
            ("Les Bessons", "aux Bessons"),
            ("La Canourgue", "à La Canourgue"),
            ("L’Île-d’Aix", "à L’Île-d’Aix"),
            ("Leschères", "à Leschères"),
        ],
    )
    def test_articles_are_contracted(self, name: str, there: str) -> None:
        assert in_commune(name) == there

    def test_in_english_they_are_not(self) -> None:
        with translation.override("en"):
            assert "Le Puy" in in_commune("Le Puy")


class TestCall:
    @pytest.mark.parametrize(
        ("fields", "label", "url"),
        [
            (
                {"booking_url": "https://x.example/r", "email": "a@x.example", "desks": 3},
                "Réserver un poste",
                "https://x.example/r",
            ),
            ({"booking_url": "https://x.example/r"}, "Réserver", "https://x.example/r"),
            (
                {"email": "a@x.example", "phone": "0466000000", "slug": "la-filature"},
                "Écrire à ce lieu",
                "/contact/lieu/la-filature/",
            ),
            ({"phone": "04 66 65 12 34"}, "Appeler le 04\u00a066\u00a065\u00a012\u00a034", "tel:+33466651234"),
            ({"website": "https://x.example/"}, "Voir le site du lieu", "https://x.example/"),
        ],
    )
    def test_the_best_that_exists(self, fields: dict[str, Any], label: str, url: str) -> None:
        call = page_of(**fields).call
        assert call is not None
        assert (call.label, call.url) == (label, url)

    def test_none_is_none(self) -> None:
        assert page_of().call is None


class TestFacts:
    def facts(self, **fields: Any) -> dict[str, str]:
        return {fact.label: fact.value for fact in page_of(**fields).facts}

    def test_what_is_not_known_is_left_out(self) -> None:
        assert self.facts() == {"Où": "Mende (Lozère)"}

    def test_all(self) -> None:
        facts = self.facts(
            desks=14,
            internet=("fibre", "free_wifi"),
            measured_down=Decimal("850.5"),
            price_day=Decimal(10),
            price_half_day=Decimal("6.50"),
            access=("appointment",),
            accessibility=("step_free",),
        )
        assert facts == {
            "Où": "Mende (Lozère)",
            "Postes": "14",
            "Connexion": "fibre, 850,5\u00a0Mbit/s mesurés",
            "À partir de": "6,50\u00a0€ la demi-journée",
            "Accès": "sur rendez-vous, de plain-pied",
        }

    def test_free_is_a_price(self) -> None:
        assert self.facts(is_free=True)["Prix"] == "gratuit"

    def test_the_lowest_amount_wins_over_the_shortest_time(self) -> None:
        assert self.facts(price_hour=Decimal(5), price_day=Decimal(4))["À partir de"] == "4\u00a0€ la journée"

    def test_nothing_costs_zero(self) -> None:
        assert self.facts(price_day=Decimal(0))["À partir de"] == "0\u00a0€ la journée"


class TestHours:
    def test_the_week_begins_today_in_the_place_s_calendar(self) -> None:
        sunday_evening = datetime(2026, 11, 22, 23, 30, tzinfo=PARIS)
        week = page_of(sunday_evening, opening_hours="Mo-Fr 09:00-18:00").week
        assert [row.is_today for row in week] == [True] + [False] * 6
        assert week[0].date == date(2026, 11, 22)

    def test_hours_that_nobody_understands_are_no_error(self) -> None:
        page = page_of(opening_hours="quand il fait beau")
        assert page.week == []
        assert page.state.is_open is None

    @pytest.mark.parametrize(
        ("hours", "sentence"),
        [
            ("Mo-Fr 09:00-18:00; PH off", ""),
            ("Apr-Oct: Mo-Su 08:00-20:00", "avril à octobre"),
            ("off", "Fermé"),
            ("Mo[1] 09:00-12:00", "lundi"),
        ],
    )
    def test_hours_that_this_week_does_not_tell_are_told_in_words(self, hours: str, sentence: str) -> None:
        told = page_of(opening_hours=hours).other_weeks
        assert sentence.lower() in told.lower()
        assert bool(told) == bool(sentence)

    def test_the_state(self) -> None:
        assert page_of(opening_hours="Mo-Fr 09:00-18:00").state.is_open


class TestWorking:
    def test_measures_have_their_date(self) -> None:
        page = page_of(measured_down=Decimal(850), measured_up=Decimal("40.5"), measured_on=date(2026, 5, 4))
        facts = {fact.label: fact.value for fact in page.working}
        assert facts["Débit mesuré"] == "850\u00a0Mbit/s en réception, 40,5\u00a0Mbit/s en émission, le 4 mai 2026"

    def test_room_is_counted(self) -> None:
        facts = {fact.label: fact.value for fact in page_of(desks=1, closed_offices=2, meeting_rooms=1).working}
        assert facts["Capacité"] == "1 poste, 2 bureaux fermés, 1 salle de réunion"


class TestWhere:
    def test_an_address_as_on_an_envelope(self) -> None:
        page = page_of(address="4 quai de la Filature", address_extra="2e étage", postcode="48000")
        assert page.address_lines == ["4 quai de la Filature", "2e étage", "48000 Mende"]
        assert page_of().address_lines == ["Mende"]

    @pytest.mark.parametrize(("precision", "words"), [("address", ""), ("street", "bonne rue"), ("commune", "mairie")])
    def test_precision_is_said(self, precision: str, words: str) -> None:
        page = page_of(latitude=44.5, longitude=3.5, precision=precision)
        assert words in page.precision
        assert page.is_exact == (precision != "commune")

    def test_routes(self) -> None:
        page = page_of(latitude=44.517817, longitude=-3.501172, precision="address")
        assert page.geo_url == "geo:44.517817,-3.501172"
        assert page.route_url == "https://www.openstreetmap.org/directions?to=44.51782%2C-3.50117"
        assert page_of().geo_url == page_of().route_url == ""

    @pytest.mark.parametrize(
        ("address", "shown"),
        [("https://www.la-filature.example/", "la-filature.example"), ("http://x.example/a/b", "x.example/a/b")],
    )
    def test_a_site_without_what_browsers_add(self, address: str, shown: str) -> None:
        assert page_of(website=address).website == shown

    def test_a_number_that_is_none_is_shown_as_typed(self) -> None:
        place = make_place()
        Place.objects.filter(pk=place.pk).update(phone="3949")
        page = PlacePage(Place.objects.for_cards().get(pk=place.pk))
        assert page.phone == "3949"
        assert page.phone_url == "tel:3949"


class TestNearby:
    def at(self, latitude: float, **fields: Any) -> Place:
        return make_place(latitude=latitude, longitude=3.5, precision="address", **fields)

    def test_the_three_nearest_published_ones(self) -> None:
        here = self.at(44.5)
        for name, latitude in (("c", 44.6), ("a", 44.51), ("d", 44.7), ("b", 44.55)):
            self.at(latitude, name=name)
        self.at(44.501, name="brouillon", live=False)
        found = PlacePage(Place.objects.for_cards().get(pk=here.pk)).nearby
        assert [place.name for place in found] == ["a", "b", "c"]
        assert [round(place.km, 1) for place in found] == [1.1, 5.6, 11.1]

    def test_not_beyond_thirty_kilometres(self) -> None:
        here = self.at(44.5)
        self.at(44.8)
        assert PlacePage(Place.objects.for_cards().get(pk=here.pk)).nearby == []

    def test_from_its_commune_where_it_has_no_point(self) -> None:
        here = make_place()
        self.at(44.52, name="à Mende")
        assert [place.name for place in PlacePage(Place.objects.for_cards().get(pk=here.pk)).nearby] == ["à Mende"]


@pytest.mark.parametrize(
    ("licence", "address"),
    [
        ("Licence Ouverte 2.0", "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"),
        ("ODbL 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
        ("CC-BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/deed.fr"),
        ("inconnue", ""),
        ("", ""),
    ],
)
def test_a_licence_leads_to_its_text(licence: str, address: str) -> None:
    assert page_of(licence=licence).licence_url == address
