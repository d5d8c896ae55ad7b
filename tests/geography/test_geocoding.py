"""The geocoding client, against the real server on loopback and against one that misbehaves."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings
from hypothesis import given
from hypothesis import strategies as st

from geography import geocoding
from geography.distance import Point, distance_km
from geography.geocoding import GeocodingError, Kind, RateLimited, Refused, Unavailable, geocode
from geography.models import Commune, Departement, FormerCommune
from tests.geocoder import faulty as faults
from tests.geocoder.faulty import Fault, FaultyGeocoder, feature, raw, results, too_many
from tests.geocoder.server import ADDRESSES

pytestmark = pytest.mark.once

LINES: list[dict[str, Any]] = [json.loads(line) for line in ADDRESSES.read_text(encoding="utf-8").splitlines()]
HALLS = [line for line in LINES if line["type"] != "municipality" and line["citycode"].startswith("48")]
MAIRIE = ("1 place du Général-de-Gaulle", "48000", "48095")


def near(found: geocoding.Geocoded | None, line: dict[str, Any], km: float = 0.1) -> bool:
    return found is not None and distance_km(found.point, Point(line["lat"], line["lon"])) <= km


@pytest.fixture
def communes(db: None) -> None:
    """The communes that the test geocoder knows."""
    municipalities = [line for line in LINES if line["type"] == "municipality"]
    codes = {line["citycode"][:2] for line in municipalities}
    Departement.objects.bulk_create([Departement(code=code, name=code) for code in codes])
    Commune.objects.bulk_create(
        Commune(
            code=line["citycode"],
            name=line["name"],
            departement_id=line["citycode"][:2],
            postcodes=line["postcode"],
            latitude=line["lat"],
            longitude=line["lon"],
        )
        for line in municipalities
    )


# The real server -----------------------------------------------------------------------------------------------------


@pytest.mark.geocoder
@pytest.mark.usefixtures("communes", "geocoder")
class TestRealServer:
    def test_a_house_number(self) -> None:
        found = geocode(*MAIRIE)
        assert found is not None
        assert found.kind is Kind.HOUSENUMBER
        assert found.point == Point(44.517817, 3.501172)
        assert found.citycode == "48095"
        assert found.label == "1 place du Général-de-Gaulle 48000 Mende"
        assert 0.9 < found.score <= 1

    def test_a_street_when_the_number_is_not_known(self) -> None:
        found = geocode("12 place du Général-de-Gaulle", "48000", "48095")
        assert found is not None
        assert found.kind is Kind.STREET

    def test_a_locality(self) -> None:
        found = geocode("Le Bourg", "48310", "48031")
        assert found is not None
        assert (found.kind, found.label) == (Kind.LOCALITY, "Le Bourg 48310 Brion")

    @pytest.mark.parametrize("postcode", ["", "48001", "75001", "n’importe quoi"])
    def test_a_wrong_postcode_does_not_matter(self, postcode: str) -> None:
        found = geocode(MAIRIE[0], postcode, "48095")
        assert found is not None
        assert found.score > 0.9

    def test_an_address_of_the_commune_next_door_is_refused(self) -> None:
        """The town hall of Malzieu-Forain (48089) stands in Le Malzieu-Ville (48090)."""
        address = "34 boulevard Robert-de-Flers"
        assert geocode(address, "48140", "48090") is not None
        assert geocode(address, "48140", "48089") is None

    def test_a_street_that_does_not_exist_is_not_replaced_by_another(self) -> None:
        assert geocode("8 avenue Georges-Clemenceau", "48000", "48095") is None

    def test_a_former_commune_s_code_in_the_service(self) -> None:
        """Mende merged in our data and not yet in the service's: found under the old code."""
        departement = Departement.objects.get(pk="48")
        merged = Commune.objects.create(code="48999", name="Mende", departement=departement, postcodes="48000")
        assert geocode(*MAIRIE[:2], "48999") is None
        FormerCommune.objects.create(code="48095", kind="deleguee", name="Mende", commune=merged)
        found = geocode(*MAIRIE[:2], "48999")
        assert found is not None
        assert found.citycode == "48095"

    def test_precision_over_the_town_halls_of_lozere(self) -> None:
        """As written in the register, then as people write: within 100 m, and never in another commune."""
        short = {"place": "pl.", "avenue": "av", "route": "rte"}
        spellings: dict[str, Callable[[str], str]] = {
            "as is": str,
            "capitals without accents": lambda text: strip_accents(text).upper(),
            "abbreviated": lambda text: re.sub("place|avenue|route", lambda word: short[word[0]], text.lower()),
            "a letter lost": lambda text: text[:-3] + text[-2:],
            "with a building": lambda text: f"Mairie, {text} - BP 12",
        }
        shares, elsewhere = {}, 0
        for name, spell in spellings.items():
            found = [(line, geocode(spell(address(line)), line["postcode"], line["citycode"])) for line in HALLS]
            shares[name] = sum(near(result, line) for line, result in found) / len(HALLS)
            elsewhere += sum(result is not None and result.citycode != line["citycode"] for line, result in found)
        assert elsewhere == 0
        assert len(HALLS) > 100
        assert shares["as is"] >= 0.99
        assert min(shares.values()) >= 0.95, shares

    def test_addresses_of_elsewhere_are_mostly_refused(self) -> None:
        """The town hall's address of one commune asked in the next: nothing, or a street of the very same name."""
        wrong = []
        for line, other in zip(HALLS, [*HALLS[31:], *HALLS[:31]], strict=True):
            found = geocode(address(other), line["postcode"], line["citycode"])
            if found and strip_accents(other["name"]).lower() not in strip_accents(found.label).lower():
                wrong.append((address(other), found))
        assert len(wrong) / len(HALLS) < 0.04, wrong


def address(line: dict[str, Any]) -> str:
    return " ".join([*line.get("housenumbers", {}), line["name"]])


def strip_accents(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))


# What is asked and what is kept --------------------------------------------------------------------------------------


@pytest.fixture
def mende(db: None) -> Commune:
    departement = Departement.objects.create(code="48", name="Lozère")
    return Commune.objects.create(code="48095", name="Mende", departement=departement, postcodes="48000")


@pytest.mark.usefixtures("mende")
class TestQuestion:
    def test_the_commune_filters_and_the_query_is_whole(self, faulty: FaultyGeocoder) -> None:
        faulty.script = [results()]
        assert geocode("  « Le Torrent »,\n 1 place   du Général de Gaulle ", "48000", "48095") is None
        assert faulty.asked == [
            {"q": "1 place du Général de Gaulle 48000 Mende", "citycode": "48095", "autocomplete": "0", "limit": "5"}
        ]

    def test_a_query_starts_by_a_letter_or_digit_and_keeps_the_commune(self, faulty: FaultyGeocoder) -> None:
        faulty.script = [results()]
        geocode("« " + "Causse " * 100, "", "48095")
        query = faulty.asked[0]["q"]
        assert len(query) <= 200
        assert query.startswith("Causse")
        assert query.endswith(" 48000 Mende")

    @pytest.mark.parametrize("nothing", ["", "   ", " , - "])
    def test_nothing_is_asked_without_address(self, faulty: FaultyGeocoder, nothing: str) -> None:
        assert geocode(nothing, "48000", "48095") is None
        assert faulty.asked == []

    def test_an_unknown_commune_is_still_the_limit(self, faulty: FaultyGeocoder) -> None:
        faulty.script = [results(feature())]
        assert geocode("1 place du Général de Gaulle", "48000", "48999") is None
        assert faulty.asked[0]["citycode"] == "48999"

    def test_arrondissements_are_their_city(self, faulty: FaultyGeocoder) -> None:
        faulty.script = [results(feature(citycode="75102"))]
        assert geocode("1 rue de la Paix", "75002", "75056") is not None
        assert geocode("1 rue de la Paix", "69002", "69123") is None
        assert "citycode" not in faulty.asked[0]


@pytest.mark.usefixtures("mende")
class TestChoice:
    def ask(self, faulty: FaultyGeocoder, *features: Any) -> geocoding.Geocoded | None:
        faulty.script = [results(*features)]
        return geocode(*MAIRIE)

    def test_low_scores_are_refused(self, faulty: FaultyGeocoder) -> None:
        assert self.ask(faulty, feature(score=geocoding.MIN_SCORE)) is not None
        assert self.ask(faulty, feature(score=geocoding.MIN_SCORE - 0.01)) is None

    def test_other_communes_are_refused_even_with_a_better_score(self, faulty: FaultyGeocoder) -> None:
        found = self.ask(faulty, feature(citycode="48092", score=0.99), feature(score=0.7))
        assert found is not None
        assert (found.citycode, found.score) == ("48095", 0.7)

    def test_two_streets_of_one_name_far_apart_are_an_ambiguity(self, faulty: FaultyGeocoder) -> None:
        assert self.ask(faulty, feature(), feature(point=[3.52, 44.5178])) is None
        assert self.ask(faulty, feature(), feature(point=[3.5013, 44.5178])) is not None
        assert self.ask(faulty, feature(), feature(point=[3.52, 44.5178], name="1 Place du Foirail")) is not None

    def test_a_score_a_hair_over_one_is_one(self, faulty: FaultyGeocoder) -> None:
        found = self.ask(faulty, feature(score=1.0000001))
        assert found is not None
        assert found.score == 1

    def test_other_kinds_of_things_are_ignored(self, faulty: FaultyGeocoder) -> None:
        assert self.ask(faulty, feature(type="poi")) is None


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("12 rue Basse", "12 rue Basse"),
        ("Résidence les Cèdres, 12 bis, rue Basse - BP 3", "12 bis, rue Basse"),
        ("Bâtiment 3, 12 RUE BASSE (2e étage)", "12 RUE BASSE"),
        ("4 place de l’Église-Saint-Médard", "4 place de l’Église-Saint-Médard"),
        ("29 Grande-Rue", "29 Grande-Rue"),
        ("Le Village", "Le Village"),
        ("Le Village - BP 12", "Le Village"),
        ("Mairie, Le Bourg", "Le Bourg"),
        ("Mairie (29 Grande-Rue)", "29 Grande-Rue"),
        ("Maison des services, place du Foirail", "place du Foirail"),
        ("3 rue Hélène Boucher 40220 TARNOS CEDEX 9", "3 rue Hélène Boucher"),
        ('Lieu dit "Les Clauds"', "Lieu dit Les Clauds"),
        ("Z.A. du Causse", "Z.A. du Causse"),
        ("Maison de la rue Basse", "Maison de la rue Basse"),
        ("3 Sainte-Marie", "3 Sainte-Marie"),
        ("", ""),
    ],
)
def test_the_essential_of_an_address(written: str, asked: str) -> None:
    assert geocoding.essential(written) == asked


@given(st.text(max_size=300))
def test_any_address_has_an_essential(text: str) -> None:
    essential = geocoding.essential(text)
    assert len(essential) <= len(text)
    assert essential == essential.strip()


# A server that misbehaves --------------------------------------------------------------------------------------------

UNUSABLE: dict[str, Fault] = {
    "HTML": raw(b"<html>Maintenance</html>"),
    "nothing": raw(b""),
    "not UTF-8": raw(b'{"features": "\xff"}'),
    "nested too deep": raw(b"[" * 100_000),
    "a list": raw(b"[]"),
    "null": raw(b"null"),
    "no features": raw(b'{"message": "error"}'),
    "features of another kind": raw(b'{"features": [1, null, "x"]}'),
    "no geometry": raw(b'{"features": [{"properties": {"type": "street"}}]}'),
    "one coordinate": results(feature(point=[3.5])),
    "out of the Earth": results(feature(point=[3.5, 444.5])),
    "no number": results(feature(point=["NaN", "NaN"])),
    "no score": results(feature(score=None)),
    "negative score": results(feature(score=-1)),
    "infinite score": results(feature(score=float("inf"))),
    "without end": faults.flood,
}


@pytest.mark.usefixtures("mende")
class TestFaults:
    @pytest.mark.parametrize("name", UNUSABLE)
    def test_unusable_answers(self, faulty: FaultyGeocoder, name: str) -> None:
        faulty.script = [UNUSABLE[name]]
        with pytest.raises(GeocodingError, match="not usable") as caught:
            geocode(*MAIRIE)
        assert type(caught.value) is GeocodingError
        assert len(str(caught.value)) < 400

    @pytest.mark.parametrize(
        "fault", [raw(b"", 500), raw(b"", 502), raw(b"", 503), faults.close, faults.cut, faults.redirect_forever]
    )
    def test_a_server_in_trouble(self, faulty: FaultyGeocoder, fault: Fault) -> None:
        faulty.script = [fault]
        with pytest.raises(Unavailable):
            geocode(*MAIRIE)

    @pytest.mark.parametrize("fault", [faults.hang, faults.drip])
    @pytest.mark.usefixtures("impatient")
    def test_a_server_that_never_ends(self, faulty: FaultyGeocoder, fault: Fault) -> None:
        """The server only stops after the test: that the client raised proves that it didn't wait."""
        faulty.script = [fault]
        with pytest.raises(Unavailable):
            geocode(*MAIRIE)

    @pytest.mark.parametrize("status", [200, 500])
    def test_a_body_without_end_is_cut_short(self, faulty: FaultyGeocoder, status: int) -> None:
        faulty.script = [faults.flood if status == 200 else raw(b" " * 50_000_000, 500)]
        with pytest.raises(GeocodingError, match="more than 262144 bytes" if status == 200 else "500"):
            geocode(*MAIRIE)
        if status == 200:
            assert faulty.cut_short.wait(10)

    def test_no_server(self, settings: LazySettings) -> None:
        with faults.faulty_geocoder() as server:
            settings.GEOCODER_URL = server.url
        with pytest.raises(Unavailable):
            geocode(*MAIRIE)

    def test_an_address_that_is_not_http(self, settings: LazySettings) -> None:
        settings.GEOCODER_URL = "ftp://127.0.0.1/search"
        with pytest.raises(Unavailable, match="http"):
            geocode(*MAIRIE)

    @pytest.mark.parametrize("status", [400, 413, 414])
    def test_a_refused_query(self, faulty: FaultyGeocoder, status: int) -> None:
        faulty.script = [raw(b'{"code": 400}', status)]
        with pytest.raises(Refused):
            geocode(*MAIRIE)

    @pytest.mark.parametrize(
        ("header", "seconds"), [("7", 7), (None, None), ("", None), ("soon", None), ("-5", 0), ("0", 0)]
    )
    def test_too_many_requests(self, faulty: FaultyGeocoder, header: str | None, seconds: float | None) -> None:
        faulty.script = [too_many(header)]
        with pytest.raises(RateLimited) as caught:
            geocode(*MAIRIE)
        assert caught.value.retry_after == seconds

    def test_each_question_is_asked_once(self, faulty: FaultyGeocoder) -> None:
        """geopy's transport would try three times."""
        faulty.script = [faults.close]
        with pytest.raises(Unavailable):
            geocode(*MAIRIE)
        assert len(faulty.asked) == 1

    def test_it_recovers(self, faulty: FaultyGeocoder) -> None:
        faulty.script = [faults.cut, faults.flood, raw(b"", 500), results(feature())]
        for _ in range(3):
            with pytest.raises(GeocodingError):
                geocode(*MAIRIE)
        assert geocode(*MAIRIE) is not None


class TestPace:
    def test_requests_are_spaced_evenly(self) -> None:
        now, slept = [100.0], []

        def sleep(seconds: float) -> None:
            slept.append(round(seconds, 6))
            now[0] += seconds

        pace = geocoding.Pace(4, clock=lambda: now[0], sleep=sleep)
        pace.wait()
        pace.wait()
        pace.wait()
        assert slept == [0.25, 0.25]
        now[0] += 60
        pace.wait()
        assert slept == [0.25, 0.25]

    def test_every_request_waits_its_turn(
        self, faulty: FaultyGeocoder, mende: Commune, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        turns: list[int] = []
        monkeypatch.setattr(geocoding._pace, "wait", lambda: turns.append(1))
        faulty.script = [results()]
        geocode(*MAIRIE)
        geocode(*MAIRIE)
        assert len(turns) == len(faulty.asked) == 2
