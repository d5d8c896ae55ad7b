import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import WORD_LENGTH, fold, split, stem, words

# Letters French texts hold, and those that break naive folding: ligatures, capitals without a pair, joined marks.
TEXTS = st.text(st.one_of(st.characters(), st.sampled_from("éÈçœŒæßẞİıĲﬁǅ’'‑-\u00a0\u202f\u00ad\u0301²№ªʼ")))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Aumont-Aubrac", "aumont aubrac"),
        ("SAINT-CHÉLY-D’APCHER", "saint chely d apcher"),
        ("l'œuf, Œuvre & cætera", "l oeuf oeuvre caetera"),
        ("Le\u00a0Comptoir\u202f: wifi gratuit", "le comptoir wifi gratuit"),
        ("wi‑fi 5G/4G, 48 130", "wi fi 5g 4g 48 130"),
        ("Straße, İstanbul, ŁÓDŹ, øre", "strasse istanbul lodz ore"),
        ("télé\u00adtravail e\u0301te\u0301", "teletravail ete"),
        ("12 m²", "12 m2"),
        ("", ""),
        ("🎉 \x00 '\" \ud800 --", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(TEXTS)
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXTS)
def test_words_are_folded_and_short(text: str) -> None:
    for word in split(text):
        assert word.form == fold(word.form)[:WORD_LENGTH] != ""
        assert word.spelling
        assert len(word.spelling) <= WORD_LENGTH
        assert 0 < len(stem(word.form)) <= WORD_LENGTH


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("L’atelier d'Anne, qu’on dit à l'œuvre", ["atelier", "anne", "dit", "oeuvre"]),
        ("aujourd'hui jusqu'à 18h", ["aujourd", "hui", "18h"]),
        ("une salle de réunion pour les équipes", ["salle", "reunion", "equipes"]),
        ("code 2A004, 48130, A1301", ["code", "2a004", "48130", "a1301"]),
        ("opérateur d'", ["operateur"]),
        ("st chely d apcher", ["st", "chely", "apcher"]),
        ("car scolaire, son et lumière, gare de l'Est", ["car", "scolaire", "son", "lumiere", "gare", "est"]),
        ("de la", []),
    ],
)
def test_words_without_stop_words_and_elisions(text: str, forms: list[str]) -> None:
    assert [word.form for word in words(text)] == forms


def test_words_keep_their_accents_for_readers() -> None:
    assert [word.spelling for word in words("La MÉDIATHÈQUE du cœur")] == ["médiathèque", "cœur"]


def test_words_tell_hyphens() -> None:
    assert [(word.form, word.joined) for word in words("un co-working, wi‑fi, l'e-mail")] == [
        ("co", False),
        ("working", True),
        ("wi", False),
        ("fi", True),
        ("e", False),
        ("mail", True),
    ]


@pytest.mark.parametrize(
    ("text", "is_open"),
    [("cowor", True), ("salle cowor", True), ("cowor ", False), ("d'", False), ("cowor.", False), ("MÉD", True)],
)
def test_the_last_word_may_be_unfinished(text: str, is_open: bool) -> None:
    found = split(text)
    assert [word.open for word in found[:-1]] == [False] * len(found[:-1])
    assert bool(found and found[-1].open) == is_open


@pytest.mark.parametrize(
    "kin",
    [
        "animateur animatrice animateurs animatrices",
        "ouvrier ouvrière ouvriers ouvrières",
        "chargé chargée chargés chargées",
        "employé employée employe employee",
        "conducteur conductrice",
        "monteur monteuse monteuses",
        "infirmier infirmière infirmiere",
        "technicien technicienne techniciens",
        "maçon maçonne",
        "professionnel professionnelle professionnels",
        "actif active actifs",
        "public publique publics",
        "local locaux locale locales",
        "bureau bureaux",
        "lieu lieux",
        "travail travaux",
        "salle salles",
        "gratuit gratuite gratuits",
        "ambassadeur ambassadrice",
        "saint st ste sainte",
    ],
)
def test_one_stem(kin: str) -> None:
    assert len({stem(fold(word)) for word in kin.split()}) == 1


@pytest.mark.parametrize(
    "strangers",
    ["marin marinier", "bureau bureautique", "wifi wisigoth", "48130 48131", "tiers tiercé", "mende monde"],
)
def test_not_one_stem(strangers: str) -> None:
    first, second = strangers.split()
    assert stem(fold(first)) != stem(fold(second))


@pytest.mark.data
def test_real_feminines_have_the_stem_of_their_masculine(data: Path) -> None:
    """« Ouvrier / Ouvrière »: the two heads of the ROME titles, « garçon / fille » and « barman / barmaid » too."""
    pairs = set()
    with (data / "search_fr" / "rome_appellations.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            masculine, slash, feminine = row["appellation"].partition(" / ")
            if slash and " " not in masculine:
                pairs.add((fold(masculine).split()[0], fold(feminine).split()[0]))
    alike = {(masculine, feminine) for masculine, feminine in pairs if stem(masculine) == stem(feminine)}
    assert len(pairs) > 800
    assert len(alike) >= 0.97 * len(pairs), sorted(pairs - alike)
