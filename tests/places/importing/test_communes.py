"""Which commune a row speaks of."""

from __future__ import annotations

import pytest

from geography.distance import Point
from places.importing.communes import Claim, Communes, name_key

JARRY = Point(16.2397, -61.5661)


@pytest.mark.parametrize(
    ("claim", "code"),
    [
        (Claim(["48095"], ["Mende"], "48000"), "48095"),
        (Claim(["48095"]), "48095"),
        (Claim([], ["MENDE"], "48000"), "48095"),
        (Claim([], ["st chely d apcher"], "48200"), "48140"),
        (Claim([], ["St-Chély d’Apcher"]), "48140"),
        (Claim([], ["Mende Cedex 9"], "48004"), "48095"),
        (Claim([], ["Langone"], "48300"), "48080"),
        (Claim([], ["Le Massegros"], "48500"), "48094"),
        (Claim([], ["Sainte-Colombe"], "89440"), "89339"),
        (Claim([], ["Sainte-Colombe"], "", "25"), "25515"),
        (Claim([], ["Ste Colombe"], "", "", [Point(47.56, 3.95)]), "89339"),
        (Claim(["75110"], ["Paris"], "75010"), "75056"),
        (Claim([], ["Paris - France"], "75011"), "75056"),
        (Claim([], ["Paris-8E-Arrondissement"], "75010"), "75056"),
        (Claim([], ["Aumont-Aubrac"], "48130"), "48009"),
        (Claim([], ["La Chaze de Peyre"]), "48009"),
        (Claim(["", "48080"], ["", ""], "", "48", [Point(44.7255, 3.8571)]), "48080"),
    ],
)
def test_found(few: Communes, claim: Claim, code: str) -> None:
    answer = few.resolve(claim)
    assert answer.commune is not None, answer.reason
    assert answer.commune.code == code


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        (Claim(), "ni commune, ni code, ni code postal"),
        (Claim(["99999"], ["Nulle-Part"], "99999"), "commune inconnue\u00a0: 99999 Nulle-Part"),
        (Claim([], ["Sainte-Colombe"]), "commune incertaine\u00a0: Sainte-Colombe (25), Sainte-Colombe (89)"),
        (Claim(["48080"], ["Mende"], "48000"), "commune incertaine\u00a0: Langogne (48), Mende (48)"),
    ],
)
def test_not_found(few: Communes, claim: Claim, reason: str) -> None:
    answer = few.resolve(claim)
    assert answer.commune is None
    assert answer.reason == reason


def test_the_point_decides_between_code_and_name(few: Communes) -> None:
    claim = Claim(["48080"], ["Mende"], "48000", "", [Point(44.52, 3.50)])
    answer = few.resolve(claim)
    assert answer.commune is not None
    assert answer.commune.code == "48095"
    assert answer.contradicted == "48080 (Langogne (48))"


def test_a_wrong_point_does_not_beat_a_code(few: Communes) -> None:
    """The example of the national schema: Reims by its code and name, Aix-en-Provence by its point."""
    answer = few.resolve(Claim(["48095"], ["Mende"], "48000", "", [Point(48.8566, 2.3522)]))
    assert answer.commune is not None
    assert answer.commune.code == "48095"


def test_a_second_code_loses_to_the_name_and_the_point(few: Communes) -> None:
    """The CGET file puts a fablab of Guadeloupe in Guyane, by its second code and its département."""
    claim = Claim(["", "97353"], ["Baie Mahault Guadeloupe", "Baie-Mahault", "Maripasoula"], "97129", "973", [JARRY])
    answer = few.resolve(claim)
    assert answer.commune is not None
    assert answer.commune.code == "97103"
    assert answer.contradicted == "97353 (Maripasoula (973))"


def test_a_former_code_is_told(few: Communes) -> None:
    assert few.resolve(Claim(["48043"])).former == "48043"
    assert few.resolve(Claim(["48009"])).former == ""


def test_a_commune_of_the_postcode_alone_is_deduced(few: Communes) -> None:
    answer = few.resolve(Claim([], ["Cloyes"], "48300", "", [Point(44.7267, 3.8550)]))
    assert answer.commune is not None
    assert answer.commune.code == "48080"
    assert answer.deduced


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Saint-Chély-d'Apcher", "saint chely d apcher"),
        ("ST CHELY D APCHER", "saint chely d apcher"),
        ("VALENCE CEDEX 9", "valence"),
        ("Paris 10e Arrondissement", "paris"),
        ("Lyon 1er Arrondissement", "lyon"),
        ("Lyon.", "lyon"),
        ("", ""),
    ],
)
def test_name_key(name: str, key: str) -> None:
    assert name_key(name) == key
