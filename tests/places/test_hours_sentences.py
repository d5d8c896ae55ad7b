from __future__ import annotations

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from places.hours import Setting, describe, parse
from places.hours_french import read

MENDE = Setting.of_departement("48", (44.518, 3.501))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (
            "Mo-Fr 09:00-12:30,14:00-18:00; Sa 09:00-12:00; PH off",
            "du lundi au vendredi, 9_h à 12_h_30 et 14_h à 18_h~; samedi, 9_h à 12_h~; fermé les jours fériés",
        ),
        ("24/7", "tous les jours, jour et nuit"),
        ("Mo-Fr 9:00-18:00; We 9:00-12:00", "lundi, mardi, jeudi et vendredi, 9_h à 18_h~; mercredi, 9_h à 12_h"),
        (
            "Mo,We,Fr 10:00-12:00; PH,Su off",
            "lundi, mercredi et vendredi, 10_h à 12_h~; fermé_: dimanche et jours fériés",
        ),
        ("Mo-We,Fr 10:00-12:00", "du lundi au mercredi et vendredi, 10_h à 12_h"),
        ("Jul-Aug Mo-Sa 10:00-19:00", "en juillet et en août, du lundi au samedi, 10_h à 19_h"),
        ("Sep-Jun Tu 10:00-18:00", "de septembre à juin, mardi, 10_h à 18_h"),
        ("Jun 01-Sep 15 10:00-18:00", "du 1er_juin au 15_septembre, 10_h à 18_h"),
        ('2026 Dec 24-2027 Jan 03 off "congés"', "fermé du 24_décembre 2026 au 3_janvier 2027 (congés)"),
        ("Sa[1,3] 09:00-12:00", "premier et troisième samedi du mois, 9_h à 12_h"),
        ("Su[-1] 09:00-12:00", "dernier dimanche du mois, 9_h à 12_h"),
        ("week 01-53/2 Tu 09:00-12:00", "semaines impaires, mardi, 9_h à 12_h"),
        ("Mo-Fr 14:00-18:00; SH off", "du lundi au vendredi, 14_h à 18_h~; fermé pendant les vacances scolaires"),
        ("SH Mo-Fr 10:00-18:00", "vacances scolaires, du lundi au vendredi, 10_h à 18_h"),
        ('Mo-Fr 09:00-12:00 || "sur RDV"', "du lundi au vendredi, 9_h à 12_h~; sinon, sur rendez-vous"),
        ('"sur RDV"', "sur rendez-vous"),
        ("Fr 18:00-02:00", "vendredi, 18_h à 2_h"),
        ("Fr 18:00-24:00", "vendredi, 18_h à minuit"),
        ("Fr 17:00+", "vendredi, à partir de 17_h"),
        ("sunrise-sunset", "lever du soleil au coucher du soleil"),
        ("08:00-sunset", "8_h au coucher du soleil"),
        ("08:00-(dusk-01:30)", "8_h à 1_h_30 avant la tombée de la nuit"),
        ("sunset+", "coucher du soleil ou plus tard"),
        ("Mo (sunrise+01:00)-18:00", "lundi, 1_h après le lever du soleil à 18_h"),
        ("PH -1 day 09:00-12:00", "veilles de jour férié, 9_h à 12_h"),
        ("off", "fermé"),
        ("Su[-1] +1 day 10:00-12:00", "horaires variables, à vérifier avant de venir"),
    ],
)
def test_describe(expression: str, expected: str) -> None:
    assert describe(parse(expression, MENDE)).replace("\u00a0", "_").replace("\u202f", "~") == expected


days = st.lists(st.sampled_from(["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]), min_size=1, max_size=5, unique=True)
hours = st.sampled_from(["09:00-12:00", "08:30-12:30,14:00-18:00", "10:00-19:00", "14:15-24:00", "00:00-24:00"])


@given(
    st.lists(st.tuples(days.map(",".join), hours).map(" ".join), min_size=1, max_size=4).map("; ".join), st.booleans()
)
@settings(max_examples=80, deadline=None)
def test_what_is_described_reads_the_same(expression: str, closes_on_holidays: bool) -> None:
    asked = parse(f"{expression}; PH off" if closes_on_holidays else expression)
    understood = read(describe(asked))
    assert understood.note == ""
    again = parse(understood.expression)
    assert describe(again) == describe(asked)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (
            "Mo-Fr 09:00-12:00,13:30-18:00; PH off",
            "from Monday to Friday, 9:00 to 12:00 and 13:30 to 18:00; closed on public holidays",
        ),
        (
            "Jun 01-Sep 15: Sa[1] 08:00-sunset",
            "from 1_June to 15_September, first Saturday of the month, 8:00 to sunset",
        ),
        ('08:00-(sunset+01:30) || "sur RDV"', "8:00 to 1_h_30_min after sunset; otherwise, by appointment"),
    ],
)
def test_describe_in_english(expression: str, expected: str) -> None:
    with override("en"):
        assert describe(parse(expression, MENDE)).replace("\u00a0", "_") == expected
