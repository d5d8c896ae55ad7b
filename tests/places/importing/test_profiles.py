"""Profiles: what TOML can say, and what it is told when it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from places.importing.profiles import ProfileError, choose, load, shipped
from places.importing.profiles.vocabularies import types_in_name
from search.analysis import fold

MINIMAL = '[fields]\nname = "nom"\n'


def _load(tmp_path: Path, text: str) -> object:
    path = tmp_path / "essai.toml"
    path.write_text(text, "utf-8")
    return load(path)


def test_shipped_profiles_load_and_differ() -> None:
    names = [profile.name for profile in shipped()]
    assert len(set(names)) == len(names) == 7
    signatures = [frozenset(profile.signature) for profile in shipped()]
    assert all(signatures)
    assert len(set(signatures)) == len(signatures)


def test_no_shipped_profile_recognises_another_s_columns() -> None:
    for profile in shipped():
        recognised = [other.name for other in shipped() if other.recognises(profile.signature)]
        assert recognised == [profile.name]


def test_choose_recognises_the_columns() -> None:
    headers = next(profile for profile in shipped() if profile.name == "cget").signature
    assert choose("", [*headers, "AUTRE"]).name == "cget"


def test_choose_says_what_it_could_not_recognise() -> None:
    with pytest.raises(ProfileError, match=r"Aucun profil.*nom, ville"):
        choose("", ["nom", "ville"])


def test_choose_by_name_and_by_file(tmp_path: Path) -> None:
    assert choose("mednum", ["x"]).name == "mednum"
    path = tmp_path / "mien.toml"
    path.write_text(MINIMAL, "utf-8")
    assert choose(str(path), ["x"]).name == "mien"
    with pytest.raises(ProfileError, match=r"pas de profil absent.*cget"):
        choose("absent", ["x"])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[fields\n", "ne se lit pas"),
        ("", "nom"),
        ('[fields]\nname = "n"\nnickname = "x"\n', "nickname"),
        (MINIMAL + 'titre = "x"\n', "titre"),
        (MINIMAL + "[couleurs]\n", "couleurs"),
        ('colour = "red"\n' + MINIMAL, "colour"),
        ('types = ["bistrot"]\n' + MINIMAL, "bistrot"),
        (MINIMAL + '[[codes]]\nfield = "couleur"\ncolumn = "c"\nvalues = {}\n', "couleur"),
        (MINIMAL + '[[codes]]\nfield = "types"\ncolumn = "c"\n[codes.values]\nA = "bistrot"\n', "bistrot"),
        (MINIMAL + '[[codes]]\nfield = "types"\n', "column"),
        (MINIMAL + '[hours]\ndays = { Lundi = "l" }\n', "Lundi"),
        (MINIMAL + '[point]\nx = "l"\n', "x"),
        (MINIMAL + '[[refuse]]\ncolumn = "c"\n', "reason"),
        ("fields = 3\n", "fields"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(ProfileError, match=reason):
        _load(tmp_path, text)


def test_missing_columns() -> None:
    profile = next(profile for profile in shipped() if profile.name == "cget")
    assert profile.missing(["NOM_TL", "CP"]) == []
    assert profile.missing(["CP"]) == ["NOM_TL"]
    assert profile.missing(["NOM_TL"]) == ["INSEECOM"]


@pytest.mark.parametrize(
    ("name", "types"),
    [
        ("Télécentre de Saint-Chély d'Apcher", ["telecentre"]),
        ("La Loco Coworking", ["coworking"]),
        ("Médiathèque / France Services", ["france_services", "library"]),
        ("Tiers-Lieu Bêta", ["third_place"]),
        ("Coworkingue", []),
    ],
)
def test_types_in_names(name: str, types: list[str]) -> None:
    assert types_in_name(fold(name)) == types
