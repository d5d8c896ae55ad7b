import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.index import Index
from search.reading import MOST_WORDS, typed_words
from tests.search.conftest import Fill, found

PLACES = {
    1: "Fablab des Cévennes",
    2: "Coworking de Mende",
    3: "Le Comptoir, café avec wifi à Florac",
    4: "Médiathèque de Mende",
    5: "Tiers lieu de Marvejols 48100",
    6: "Télécentre de Saint-Chély-d’Apcher 48200",
    7: "Co-working du Malzieu",
    8: "Animatrices et ouvrières",
    9: "Comptable",
}


@pytest.fixture
def places(fill: Fill) -> Index:
    return fill(PLACES)


@pytest.mark.parametrize(
    ("text", "pks"),
    [
        ("mediatheque", [4]),
        ("MÉDIATHÈQUES", [4]),
        ("l’animateur", [8]),
        ("ouvrier", [8]),
        ("coworking mende", [2]),
        ("saint chely", [6]),
        ("ST CHELY D APCHER", [6]),
        ("48200", [6]),
        # Glued, parted, hyphenated.
        ("coworking", [2, 7]),
        ("co-working ", [7, 2]),
        ("co working malzieu", [7]),
        ("wi-fi ", [3]),
        ("fab lab", [1]),
        ("tierslieu ", [5]),
        # Unfinished.
        ("médiath", [4]),
        ("mende cowor", [2]),
        ("48", [5, 6]),
        ("animatri", [8]),
        # Mistyped.
        ("mediatheqe ", [4]),
        ("fabalb ", [1]),
        ("telecnetre", [6]),
        ("comptoire floraq", [3]),
        ("tele centre", [6]),
        # Mistyped and unfinished.
        ("meditah", [4]),
        ("mnde mediat", [4]),
        # Mistyped stop words.
        ("fablab dse cevennes", [1]),
        # Nothing holds all words.
        ("fablab wifi", [1, 3]),
        # Unknown words are passed over.
        ("xyzzyq fablab", [1]),
        ("xyzzyq", []),
        ("48999", []),
    ],
)
def test_what_is_found(places: Index, text: str, pks: list[int]) -> None:
    assert found(places, text) == pks


def test_exact_before_unfinished_before_mistyped(fill: Fill) -> None:
    index = fill({1: "comptage", 2: "comptables", 3: "comptable", 4: "comptabilité", 5: "compta"})
    assert found(index, "comptable")[:2] == [3, 2]
    assert found(index, "compta")[0] == 5
    assert set(found(index, "compta")) == {1, 2, 3, 4, 5}
    assert found(index, "comptavle ") == [3, 2]


def test_shorter_first_then_by_key(fill: Fill) -> None:
    index = fill({1: "Atelier des métiers du bois", 2: "Atelier bois", 3: "Atelier", 4: "Atelier bois"})
    assert found(index, "atelier") == [3, 2, 4, 1]


@pytest.mark.parametrize(
    ("text", "corrections", "ignored"),
    [
        ("Médiatèque de Mende", [("médiatèque", "médiathèque")], []),
        ("tierslieu ", [("tierslieu", "tiers lieu")], []),
        ("coworkng xyzzyq", [("coworkng", "coworking")], ["xyzzyq"]),
        ("coworking mende", [], []),
        ("ouvriers", [], []),
        ("48101 ", [], ["48101"]),
        ("fablab dse cevennes", [], ["dse"]),
    ],
)
def test_what_was_done_to_the_words_is_told(
    places: Index, text: str, corrections: list[tuple[str, str]], ignored: list[str]
) -> None:
    query = places.query(text)
    assert (query.corrections, query.ignored) == (corrections, ignored)


def test_the_correction_told_is_the_one_that_fits_the_other_words(fill: Fill) -> None:
    index = fill({1: "vendre", 2: "vendre", 3: "vendre", 4: "vendeur d'articles"})
    assert index.query("vender ").corrections == [("vender", "vendre")]
    assert index.query("vender d'articles").corrections == [("vender", "vendeur")]


@pytest.mark.parametrize(
    ("text", "all_words"),
    [("fablab", True), ("coworking mende", True), ("fablab wifi", False), ("xyzzyq fablab", True)],
)
def test_whether_all_words_were_found_is_told(places: Index, text: str, all_words: bool) -> None:
    assert places.query(text).all_words == all_words


@pytest.mark.parametrize("text", ["", "  ", "de la ", "🎉", "' \" \\ -- ; %", "\x00\x00", "\ud800", "l’"])
def test_nothing_to_look_for(places: Index, text: str) -> None:
    query = places.query(text)
    assert query.is_empty
    assert found(places, text) == sorted(PLACES)


@pytest.mark.parametrize(
    "text",
    [
        "fablab\x00",
        "fab'; DROP TABLE search_word; --",
        '"fablab"',
        "%s %(x)s {} {0} \\",
        "é" * 10_000,
        "fablab " * 2_000,
        " ".join(f"mot{number}" for number in range(3_000)),
        "🎉 fablab 🎉",
        "\ud800fablab\udfff",
        "nan inf -1 1e999",
        "\u0301\u0301\u0301",
        "文字 я Ω ﷺ",
    ],
)
def test_whatever_is_typed_is_no_error(places: Index, text: str) -> None:
    assert set(found(places, text)) <= set(PLACES)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text()
    | st.lists(st.sampled_from(["fablab", "mnde", "co", "working", "wi-fi", "c", "48", "'", "de"])).map(" ".join)
)
def test_any_text_is_no_error(places: Index, text: str) -> None:
    assert set(found(places, text)) <= set(PLACES)


def test_an_index_without_documents_finds_nothing(fill: Fill) -> None:
    fill({1: "fablab"})
    never_written = Index("never written").query("fablab")
    assert (never_written.is_empty, never_written.ignored) == (False, ["fablab"])
    assert found(Index("never written"), "fablab") == []


def test_words_are_looked_for_once_and_a_dozen_at_most() -> None:
    assert [word.form for word in typed_words("café CAFÉ cafe wifi")] == ["cafe", "wifi"]
    assert len(typed_words(" ".join(f"mot{number}" for number in range(50)))) == MOST_WORDS


def test_a_lone_stop_word_may_be_the_beginning_of_a_name(places: Index) -> None:
    assert [word.form for word in typed_words("de")] == ["de"]
    assert typed_words("de ") == []
    assert typed_words("le comptoir de") == typed_words("le comptoir ")
