"""Communes found by what people type, in the whole country."""

from __future__ import annotations

import random
from time import process_time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geography.communes import CommuneMatch, _as_written, _take_apart, find_communes, nearest_communes, resolve
from geography.distance import Point, distance_km
from geography.keys import spelled_out
from geography.models import Commune, CommuneKey, FormerCommune
from geography.shipped import Reference

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("france")]


def found(text: str) -> CommuneMatch:
    match = resolve(text)
    assert match is not None, text
    return match


@pytest.mark.parametrize(
    ("typed", "code", "name"),
    [
        ("Mende", "48095", "Mende"),
        ("mende", "48095", "Mende"),
        ("MENDE CEDEX", "48095", "Mende"),
        ("48005 Mende Cedex", "48095", "Mende"),
        ("Mende (48)", "48095", "Mende"),
        ("Mende, Lozère", "48095", "Mende"),
        ("48000 Mende", "48095", "Mende"),
        ("Aumont-Aubrac", "48009", "Aumont-Aubrac"),
        ("48130", "48009", "Peyre en Aubrac"),
        ("48009", "48009", "Peyre en Aubrac"),
        ("peyre en aubrac", "48009", "Peyre en Aubrac"),
        ("st chely d apcher", "48140", "Saint-Chély-d’Apcher"),
        ("ST-CHELY-D’APCHER", "48140", "Saint-Chély-d’Apcher"),
        ("Saint Chély d'Apcher", "48140", "Saint-Chély-d’Apcher"),
        ("saint chely apcher", "48140", "Saint-Chély-d’Apcher"),
        ("Ste Enimie", "48146", "Sainte-Enimie"),
        ("florac", "48061", "Florac Trois Rivières"),
        ("canourgue", "48034", "La Canourgue"),
        ("malzieu", "48090", "Le Malzieu-Ville"),
        ("oeuilly", "51410", "Œuilly"),
        ("Villefort 48", "48198", "Villefort"),
        ("Villefort (Lozere)", "48198", "Villefort"),
        ("Villefort 11", "11424", "Villefort"),
        ("Nassbinals", "48104", "Nasbinals"),
        ("aix en Porvence", "13001", "Aix-en-Provence"),
        ("le puy en velay", "43157", "Le Puy-en-Velay"),
        ("Saint-Denis 93", "93066", "Saint-Denis"),
        ("2a004", "2A004", "Ajaccio"),
        ("97400", "97411", "Saint-Denis"),
        ("75011", "75056", "Paris"),
        ("Paris 11e", "75056", "Paris 11e Arrondissement"),
        ("Lyon 3ème arrondissement", "69123", "Lyon 3e Arrondissement"),
        ("Paris 75", "75056", "Paris"),
        ("marseille 13", "13055", "Marseille"),
        ("Aigne", "34006", "Aigne"),
        ("Aigné", "72001", "Aigné"),
        ("Château-Chinon (Ville)", "58062", "Château-Chinon (Ville)"),
        ("Laveyrune 48250", "07136", "Laveyrune"),
    ],
)
def test_the_right_commune_first(typed: str, code: str, name: str) -> None:
    match = found(typed)
    assert (match.commune.pk, match.name) == (code, name)


def test_every_name_means_a_commune_of_that_name(france: Reference) -> None:
    """All 34 969 by the order of the stored keys, in one query; 300 of them by asking."""
    first: dict[str, list[str]] = {}
    rows = CommuneKey.objects.exclude(kind=CommuneKey.Kind.WORD).order_by("kind", "-population", "commune")
    for key, name, former in rows.values_list("key", "commune__name", "former__name"):
        first.setdefault(key, []).append(former or name)
    for row in france.communes:
        typed = _take_apart(row.name)
        assert not typed.postcode
        names = first[typed.name][:60]
        names.sort(key=lambda name: _as_written(name) != typed.spelling)
        assert names[0] == row.name
    for row in random.Random().sample(france.communes, 300):
        assert found(row.name).name == row.name


def test_every_former_name_is_found(france: Reference) -> None:
    keys = set(CommuneKey.objects.values_list("key", "commune"))
    for former in france.former_communes:
        assert (spelled_out(former.name)[:80], former.commune) in keys
    for former in random.Random().sample(france.former_communes, 100):
        matches = find_communes(former.name, limit=40)
        assert any(match.commune.pk == former.commune for match in matches), former


def test_every_postcode_is_found(france: Reference) -> None:
    postcodes = {postcode for row in france.communes for postcode in row.postcodes.split()}
    assert postcodes <= set(CommuneKey.objects.filter(kind=CommuneKey.Kind.POSTCODE).values_list("key", flat=True))
    for postcode in random.Random().sample(sorted(postcodes), 150):
        expected = max(
            (row for row in france.communes if postcode in row.postcodes.split()), key=lambda c: c.population
        )
        assert found(postcode).commune.population == expected.population


def test_a_postcode_of_several_communes_gives_them_all_the_largest_first() -> None:
    names = [match.name for match in find_communes("48000", limit=20)]
    assert names[0] == "Mende"
    assert {"Badaroux", "Le Born", "Chastel-Nouvel", "Pelouse"} <= set(names)
    populations = [match.commune.population for match in find_communes("48000", limit=20)]
    assert populations == sorted(populations, reverse=True)


def test_the_beginning_of_a_postcode() -> None:
    assert found("4813").commune.pk == "48009"
    assert all(match.commune.departement_id == "48" for match in find_communes("480", limit=8))


def test_names_that_begin_so_come_before_names_with_a_later_word() -> None:
    names = [match.name for match in find_communes("aix")]
    assert names[:3] == ["Aix", "Aix-en-Provence", "Aix-les-Bains"]
    assert found("Lozère").commune.departement_id == "48"


def test_homonyms_always_tell_their_departement() -> None:
    labels = [match.label for match in find_communes("Sainte-Colombe", limit=20)]
    assert len([label for label in labels if label.startswith("Sainte-Colombe (")]) == 12
    assert len(set(labels)) == len(labels)


def test_an_old_name_says_so_and_keeps_its_own_point() -> None:
    match = found("Aumont-Aubrac")
    assert match.former
    assert match.label == "Aumont-Aubrac, ancienne commune de Peyre en Aubrac (Lozère)"
    assert match.point is not None
    former = FormerCommune.objects.get(name="Aumont-Aubrac")
    assert match.point == former.point
    assert found("Paris 11e").label == "Paris 11e Arrondissement (Paris)"
    assert not found("Mende").former


@pytest.mark.parametrize("text", ["", " ", "\x00", "🙂", "%", "_", "'", '"', "()", ",", "- -", "\u202f", "’’"])
def test_nothing_to_look_for(text: str) -> None:
    assert find_communes(text) == []
    assert resolve(text) is None


def test_nothing_found() -> None:
    assert find_communes("zzzzzz") == []
    assert find_communes("99999") == []


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_gets_an_answer(text: str) -> None:
    matches = find_communes(text, limit=3)
    assert len(matches) <= 3
    assert all(match.label and match.name for match in matches)


def slips(name: str, generator: random.Random) -> list[str]:
    """The name with a letter of its longest word dropped, doubled, changed, or swapped with the next."""
    word = max(name.replace("'", " ").replace("-", " ").split(), key=len)
    start = name.index(word)
    at = start + generator.randint(1, len(word) - 2)
    return [
        name[:at] + name[at + 1 :],
        name[:at] + name[at] + name[at:],
        name[:at] + "z" + name[at + 1 :],
        name[:at] + name[at + 1] + name[at] + name[at + 2 :],
    ]


def test_one_slip_of_the_finger(france: Reference) -> None:
    """Of 80 long names at random, nearly all come back among the names as near; the rest are another name."""
    generator = random.Random()
    lost = []
    for row in generator.sample([row for row in france.communes if 8 <= len(row.name) < 40], 80):
        typed = generator.choice(slips(row.name, generator))
        if row.name not in {match.name for match in find_communes(typed, limit=60)}:
            lost.append((row.name, typed))
    assert len(lost) <= 4, lost


def test_a_search_is_few_queries_and_quick() -> None:
    texts = ["st", "sa", "le ", "Aumont-Aubrac", "48130", "Nassbinals", "la roche", "e"]
    find_communes("Nassbinals")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        for text in texts:
            find_communes(text)
    assert len(queries) <= 6 * len(texts)
    started = process_time()
    for text in texts:
        find_communes(text)
    assert (process_time() - started) / len(texts) < 0.1


def test_nearest_communes() -> None:
    point = Point(44.52, 3.50)
    matches = nearest_communes(point)
    assert matches[0].name == "Mende"
    distances = [distance_km(point, match.point) for match in matches if match.point]
    assert distances == sorted(distances)
    assert nearest_communes(Point(0, -30)) == []


def test_within_is_the_great_circle(france: Reference) -> None:
    """The bounding box and the plain arithmetic lose no commune and add none."""
    centre = Point(44.70837, 3.28261)
    located = [row for row in france.communes if row.latitude is not None and row.longitude is not None]
    for km in (5, 30, 100):
        expected = {
            row.code for row in located if distance_km(centre, Point(row.latitude or 0, row.longitude or 0)) <= km
        }
        assert set(Commune.objects.within(centre, km).values_list("pk", flat=True)) == expected
