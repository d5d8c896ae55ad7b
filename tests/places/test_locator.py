"""Searching: where, words, filters, order, widening, pages. Real communes of Lozère, made-up places."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.http import QueryDict
from geopy.distance import geodesic

from geography.models import Commune, Territory
from places import locator
from places.actions import write_places
from places.locator import PAGE_SIZE
from places.models import Place
from places.results import Results

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lozere")]


def search(query: str = "", territory: Territory | None = None) -> Results:
    return Results(QueryDict(query), territory)


def names(results: Results) -> list[str]:
    return [place.name for place in results.page.object_list]


def place_in(code: str, name: str, **values: object) -> Place:
    """An unsaved place at the town hall of a commune."""
    commune = Commune.objects.get(pk=code)
    point = {"latitude": commune.latitude, "longitude": commune.longitude, "precision": "commune"}
    return Place(**{"name": name, "commune": commune, "types": ("coworking",), **point, **values})


MENDE, MARVEJOLS, LANGOGNE, SAINT_CHELY, PEYRE, FLORAC = "48095", "48092", "48080", "48140", "48009", "48061"


@pytest.fixture
def lozere(lozere_for_all: int, db: None) -> Territory:
    return Territory.objects.get(pk=lozere_for_all)


@pytest.fixture
def five(lozere: Territory) -> None:
    write_places(
        [
            place_in(MENDE, "La Filature", types=("coworking", "meeting_room"), services=("kitchen", "printing")),
            place_in(MARVEJOLS, "Télécentre du Gévaudan", types=("telecentre",), closed_offices=2, desks=8),
            place_in(
                SAINT_CHELY, "Comptoir de la Margeride", types=("counter",), is_free=True, internet=("free_wifi",)
            ),
            place_in(PEYRE, "L’Atelier de l’Aubrac", types=("fablab",), wheelchair="yes", services=("workshop",)),
            place_in(LANGOGNE, "Médiathèque du Haut-Allier", types=("library",), checked_on=date(2026, 11, 2)),
        ]
    )


@pytest.mark.usefixtures("five")
class TestWhere:
    @pytest.mark.parametrize(
        ("text", "first"),
        [
            ("Aumont-Aubrac", "L’Atelier de l’Aubrac"),  # a former commune
            ("48130", "L’Atelier de l’Aubrac"),  # its postcode
            ("st chely d apcher", "Comptoir de la Margeride"),
            ("Mende", "La Filature"),
            ("mende", "La Filature"),
            ("48095", "La Filature"),  # an INSEE code
        ],
    )
    def test_the_nearest_comes_first(self, text: str, first: str) -> None:
        results = search(f"lieu={text}&rayon=50")
        assert names(results)[0] == first
        distances = [place.km for place in results.page.object_list]
        assert distances == sorted(distances)

    def test_distances_are_within_one_percent_of_geodesic(self) -> None:
        results = search("lieu=Mende&rayon=100")
        assert len(names(results)) == 5
        for place in results.page.object_list[1:]:
            exact = geodesic(tuple(results.point), tuple(place.point)).km
            assert place.km == pytest.approx(exact, rel=0.01)

    def test_a_code_tells_homonyms_apart_until_another_name_is_written(self) -> None:
        assert search(f"commune={LANGOGNE}&lieu=langogne").where.commune.pk == LANGOGNE
        assert search(f"commune={LANGOGNE}&lieu=Mende").where.label == "Mende"

    def test_the_form_carries_what_it_shows(self) -> None:
        around = search(f"commune={LANGOGNE}")
        assert (around.where_text, around.where_code) == ("Langogne", LANGOGNE)
        assert search("lieu=Aumont-Aubrac").where_code == "", "an old name stays in words"
        near = search("pres=44.52,3.5")
        assert (near.where_text, near.position) == ("", "44.52,3.5")
        assert any("pres" not in chip.without for chip in near.chips)

    def test_other_communes_of_the_name_are_offered(self) -> None:
        results = search("lieu=48000")
        assert results.homonyms
        assert all("commune=" in other.without for other in results.homonyms)
        assert not search("lieu=Mende").homonyms

    def test_an_unknown_name_is_said_and_ignored(self) -> None:
        results = search("lieu=Xyzzyville-les-Bains")
        assert "Xyzzyville" in results.problems[0]
        assert results.total == 5

    def test_a_position_is_rounded_to_a_kilometre(self) -> None:
        results = search("pres=44.517817,3.501172&rayon=5")
        assert tuple(results.point) == (44.52, 3.5)
        assert names(results) == ["La Filature"]

    def test_without_where_the_territory_s_places(self, lozere: Territory) -> None:
        other = Territory.objects.create(name="Ailleurs", slug="ailleurs", agency_name="A")
        other.communes.set([LANGOGNE])
        assert search("", lozere).total == 5
        assert names(search("", other)) == ["Médiathèque du Haut-Allier"]
        assert search("lieu=Mende&rayon=100", other).total == 5, "around a point, the territory does not matter"


@pytest.mark.usefixtures("five")
class TestWidening:
    def test_to_the_smallest_radius_that_finds_something(self) -> None:
        results = search(f"commune={LANGOGNE}&rayon=5&type=fablab")
        assert names(results) == ["L’Atelier de l’Aubrac"]
        assert (results.widening.asked_km, results.widening.found_km) == (5, 50)
        assert 30 < results.page.object_list[0].km < 50

    def test_not_when_something_is_found(self) -> None:
        assert search(f"commune={LANGOGNE}&rayon=5").widening is None

    def test_beyond_the_largest_radius(self) -> None:
        commune = Commune.objects.get(pk=MENDE)
        Commune.objects.filter(pk=MENDE).update(latitude=48.85, longitude=2.35)
        results = search(f"commune={commune.pk}&rayon=10&type=fablab")
        assert results.total == 1
        assert results.widening.found_km >= results.page.object_list[0].km > 100

    def test_nothing_anywhere_is_said(self) -> None:
        results = search("lieu=Mende&type=business_centre")
        assert results.total == 0
        assert results.widening is None


@pytest.mark.usefixtures("five")
class TestFilters:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("type=fablab&type=counter", {"L’Atelier de l’Aubrac", "Comptoir de la Margeride"}),
            ("service=kitchen&service=printing", {"La Filature"}),
            ("service=kitchen&service=workshop", set()),
            ("gratuit=1", {"Comptoir de la Margeride"}),
            ("internet=free_wifi", {"Comptoir de la Margeride"}),
            ("bureau=1", {"Télécentre du Gévaudan"}),
            ("postes=8", {"Télécentre du Gévaudan"}),
            ("postes=9", set()),
            ("fauteuil=1", {"L’Atelier de l’Aubrac"}),
            ("q=atelier+aubrac", {"L’Atelier de l’Aubrac"}),
            ("q=mediateque", {"Médiathèque du Haut-Allier"}),
            ("q=marvejols", {"Télécentre du Gévaudan"}),
        ],
    )
    def test_narrow(self, query: str, found: set[str]) -> None:
        results = search(query)
        assert set(names(results)) == found
        assert results.total == len(found)
        assert not results.problems

    def test_an_unknown_code_is_said_and_the_known_one_kept(self) -> None:
        results = search("type=fablab&type=chateau")
        assert names(results) == ["L’Atelier de l’Aubrac"]
        assert "chateau" in results.problems[0]

    def test_what_is_not_published_is_never_found(self) -> None:
        Place.objects.filter(name="La Filature").update(live=False)
        assert "La Filature" not in names(search("lieu=Mende&rayon=100"))
        assert "La Filature" not in names(search("q=filature"))


@pytest.mark.usefixtures("five")
class TestFacets:
    @staticmethod
    def counts(results: Results, name: str) -> dict[str, int | None]:
        return {option.value: option.count for facet in results.facets if facet[0] == name for option in facet[2]}

    def test_count_what_each_choice_would_find(self) -> None:
        results = search()
        assert self.counts(results, "type") == {
            "telecentre": 1,
            "counter": 1,
            "coworking": 1,
            "fablab": 1,
            "library": 1,
            "meeting_room": 1,
        }
        assert {option.name: option.count for option in results.ticks} == {"fauteuil": 1, "gratuit": 1, "bureau": 1}

    def test_a_facet_of_alternatives_ignores_its_own_choice(self) -> None:
        assert self.counts(search("type=fablab"), "type")["counter"] == 1
        assert self.counts(search("type=fablab"), "service") == {"workshop": 1}

    def test_every_count_is_what_the_choice_finds(self) -> None:
        for name, _label, choices in search("lieu=Mende&rayon=50").facets:
            for option in choices:
                found = search(f"lieu=Mende&rayon=50&{name}={option.value}")
                assert found.total == option.count, (name, option)


@pytest.mark.usefixtures("five")
class TestOrder:
    def test_by_name_without_anything(self) -> None:
        results = search()
        assert results.sort == "nom"
        assert names(results)[0] == "Comptoir de la Margeride"

    def test_best_match_first_with_words(self) -> None:
        assert search("q=atelier").sort == "pertinence"

    def test_last_checked_first(self) -> None:
        assert names(search("tri=recent"))[0] == "Médiathèque du Haut-Allier"

    def test_by_distance_needs_a_place(self) -> None:
        results = search("tri=distance")
        assert results.sort == "nom"
        assert results.problems


class TestPages:
    @pytest.fixture(autouse=True)
    def _many(self, lozere: Territory) -> None:
        day = date(2026, 1, 1)
        write_places(
            [place_in(MENDE, f"Lieu {rank:02}", checked_on=day + timedelta(rank)) for rank in range(PAGE_SIZE * 2 + 1)]
        )

    def test_are_full_and_numbered_on(self) -> None:
        page = search("lieu=Mende&page=2").page
        assert len(page.object_list) == PAGE_SIZE
        assert page.object_list[0].number == PAGE_SIZE + 1

    def test_hold_each_place_once(self) -> None:
        seen = [name for number in (1, 2, 3) for name in names(search(f"lieu=Mende&page={number}"))]
        assert len(seen) == len(set(seen)) == PAGE_SIZE * 2 + 1

    def test_beyond_the_last_is_the_last_and_said(self) -> None:
        results = search("lieu=Mende&page=999")
        assert results.page.number == 3
        assert "999" in results.problems[0]

    @pytest.mark.parametrize("page", ["0", "-1", "x", "1e9", "9" * 30])
    def test_a_wrong_number_is_said(self, page: str) -> None:
        results = search(f"page={page}")
        assert results.page.number == 1
        assert results.problems


@pytest.mark.usefixtures("five")
class TestAddresses:
    def test_a_chip_removes_one_choice_and_keeps_the_others(self) -> None:
        results = search("type=fablab&type=counter&lieu=Mende&rayon=100&page=1")
        chips = {chip.label: QueryDict(chip.without[1:]) for chip in results.chips}
        assert chips["Fablab"].getlist("type") == ["counter"]
        assert chips["Fablab"]["lieu"] == "Mende"

    def test_without_filters_keeps_where(self) -> None:
        results = search("type=fablab&gratuit=1&q=x&lieu=Mende&rayon=100&tri=nom")
        assert set(QueryDict(results.without_filters[1:])) == {"lieu", "rayon", "tri"}

    def test_unknown_parameters_are_not_passed_on(self) -> None:
        assert "utm" not in search("utm=1&type=fablab").address(gratuit="1")


@pytest.mark.usefixtures("five")
class TestTitles:
    @pytest.mark.parametrize(
        ("query", "title"),
        [
            ("lieu=Mende", "Lieux où travailler autour de Mende"),
            ("lieu=Aumont-Aubrac&type=fablab", "Fablabs autour d’Aumont-Aubrac"),
            ("lieu=Les Salces", "Lieux où travailler autour des Salces"),
        ],
    )
    def test_contract_the_article(self, query: str, title: str) -> None:
        assert search(query).title == title

    def test_a_beginning_means_the_commune_of_the_territory(self, lozere: Territory) -> None:
        assert search("lieu=aumont", lozere).where.label == "Aumont-Aubrac"


class TestDense:
    """Many places around a point: shortcuts, which may not change what is found nor its order."""

    @pytest.fixture(autouse=True)
    def _many(self, lozere: Territory) -> None:
        places = [place_in(MENDE, f"Lieu {rank:02}") for rank in range(60)]
        for rank, place in enumerate(places):
            place.latitude += rank / 2000
        write_places(places)

    def test_the_nearest_come_first_whatever_the_page(self, monkeypatch: pytest.MonkeyPatch) -> None:
        plain = [names(search(f"lieu=Mende&rayon=50&page={number}")) for number in (1, 3)]
        monkeypatch.setattr(locator, "MANY", 40)
        results = [search(f"lieu=Mende&rayon=50&page={number}") for number in (1, 3)]
        assert [names(result) for result in results] == plain
        assert [result._ring for result in results] == [1, 2]
        assert results[0].is_broad
        assert results[0].summary == "Plus de 40 lieux à moins de 50\u00a0km"

    @pytest.mark.parametrize("many", [40, 1_000])
    def test_what_is_to_be_confirmed_comes_after_the_others_however_near(
        self, monkeypatch: pytest.MonkeyPatch, many: int
    ) -> None:
        """Also where a smaller circle than the one asked for holds the page, and on the page that has both."""
        monkeypatch.setattr(locator, "MANY", many)
        Place.objects.filter(name__lt="Lieu 35").update(to_confirm=True)
        pages = [names(search(f"lieu=Mende&rayon=50&page={number}")) for number in (1, 2, 3, 4)]
        order = [f"Lieu {rank:02}" for rank in (*range(35, 60), *range(35))]
        assert [name for page in pages for name in page] == order[:40]
        assert search("lieu=Mende&rayon=50").is_broad == (many == 40)

    @pytest.mark.parametrize("few", [0, 5_000])
    @pytest.mark.parametrize("many", [40, 1_000])
    @pytest.mark.parametrize("query", ["q=lieu", "q=lieu&gratuit=1", "q=12", "q=introuvable"])
    def test_words_find_the_same_in_each_way(
        self, monkeypatch: pytest.MonkeyPatch, few: int, many: int, query: str
    ) -> None:
        Place.objects.filter(name__endswith="2").update(is_free=True)
        plain = names(search(f"lieu=Mende&rayon=50&{query}"))
        monkeypatch.setattr(locator, "_FEW", few)
        monkeypatch.setattr(locator, "MANY", many)
        assert names(search(f"lieu=Mende&rayon=50&{query}")) == plain
