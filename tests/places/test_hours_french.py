from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from places.hours import Hours, Piece, describe, normalise, parse
from places.hours_french import FrenchHours, from_days, read
from places.hours_french.days import DayHours, Part, Uncertain, read_day

MONDAY = date(2026, 11, 16)  # a week without holidays
CODES = ("Mo", "Tu", "We", "Th", "Fr", "Sa")
NAMES = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")

# Reviewed by eye: text, expression.
CERTAIN = [
    ("lun-ven 9h-12h30 / 14h-18h", "Mo-Fr 09:00-12:30,14:00-18:00"),
    ("Du lundi au vendredi de 9h à 12h et de 13h30 à 17h30", "Mo-Fr 09:00-12:00,13:30-17:30"),
    ("DU LUNDI AU VENDREDI de 9H à 12H", "Mo-Fr 09:00-12:00"),
    ("du lundi au vendredi de 10 h à 18 h", "Mo-Fr 10:00-18:00"),
    (
        "du lundi au vendredi, 9 h à 12 h 30 et 14 h à 18 h ; samedi, 9 h à 12 h",
        "Mo-Fr 09:00-12:30,14:00-18:00; Sa 09:00-12:00",
    ),
    ("Horaires d’ouverture : du lundi au vendredi de 9h à 12h et de 13h à 17h.", "Mo-Fr 09:00-12:00,13:00-17:00"),
    ("Accueil du public du lundi au vendredi de 09h00 à 12h30 sans RDV.", "Mo-Fr 09:00-12:30"),
    ("Ouvert tous les jours de 8h à 20h", "Mo-Su 08:00-20:00"),
    ("7j/7 de 8h à 20h", "Mo-Su 08:00-20:00"),
    ("24h/24", "24/7"),
    ("24h/24 7j/7", "24/7"),
    ("Ouvert 24 h/24 et 7 j/7", "24/7"),
    ("fermé", "off"),
    ("sur RDV", 'unknown "sur rendez-vous"'),
    ("Sur rendez-vous uniquement", 'unknown "sur rendez-vous"'),
    ("Uniquement sur rendez-vous", 'unknown "sur rendez-vous"'),
    ("mardi et jeudi 14h-17h", "Tu,Th 14:00-17:00"),
    ("mardi, jeudi 14h/17h", "Tu,Th 14:00-17:00"),
    ("Lundi Mardi : 9h-12h", "Mo,Tu 09:00-12:00"),
    ("lundi-mardi-jeudi : 9h00 à 12h30", "Mo,Tu,Th 09:00-12:30"),
    ("mar-mer-jeu-ven 10h-12h et le sam 10h-12h30", "Tu-Fr 10:00-12:00; Sa 10:00-12:30"),
    ("les mercredi et samedi de 10h00 à 18h00", "We,Sa 10:00-18:00"),
    ("Le mardi de 13h à 20h, le jeudi et vendredi de 13h à 18h", "Tu 13:00-20:00; Th,Fr 13:00-18:00"),
    (
        "Du lundi au jeudi : 9h-12h 14h-17h Le vendredi : 9h-12h 14h-16h",
        "Mo-Th 09:00-12:00,14:00-17:00; Fr 09:00-12:00,14:00-16:00",
    ),
    ("Mardi 16 h 18 h Mercredi : 9 h 30 12 h - 14 h 18 h.", "Tu 16:00-18:00; We 09:30-12:00,14:00-18:00"),
    ("Mardi : 15H-18H30 -- Samedi : 10H-13H et 14H-17H", "Tu 15:00-18:30; Sa 10:00-13:00,14:00-17:00"),
    ("Lundi : 15h18h / Mardi : 10h-12h30 - 15h-18h", "Mo 15:00-18:00; Tu 10:00-12:30,15:00-18:00"),
    ("Lundi : FERME  Mardi : 9h - 12h30", "Tu 09:00-12:30"),
    ("Mardi : Fermé au public le matin / 13h45 – 17h30", "Tu 13:45-17:30"),
    ("lundi matin : 8h15/12h, vendredi 9h/12h", "Mo 08:15-12:00; Fr 09:00-12:00"),
    ("Lundi après-midi : 14h-18h", "Mo 14:00-18:00"),
    ("Lundi\n13h30 – 17h30\n\nMardi\n13h30 – 17h30\n\nSamedi\nFermé", "Mo,Tu 13:30-17:30"),
    ("lundi :\t09:00–11:45, 13:30–16:30 mardi :\t13:30–16:30", "Mo 09:00-11:45,13:30-16:30; Tu 13:30-16:30"),
    ("Lundi au jeudi de 9h à 12h, le vendredi de 9h à midi", "Mo-Fr 09:00-12:00"),
    ("vendredi de 18h à minuit", "Fr 18:00-24:00"),
    ("lundi au vendredi 9-12h et 14-17h", "Mo-Fr 09:00-12:00,14:00-17:00"),
    ("Lundi : 9h-17", "Mo 09:00-17:00"),
    ("mercredi de 13h 30 à 16h30", "We 13:30-16:30"),
    ("samedi 9 heures à 12 heures", "Sa 09:00-12:00"),
    ("week-end de 10h à 12h", "Sa,Su 10:00-12:00"),
    ("du lundi au vendredi de 9h à 17h, fermé le mercredi", "Mo,Tu,Th,Fr 09:00-17:00"),
    ("du lundi au vendredi de 9h à 17h sauf le mercredi 9h-12h", "Mo,Tu,Th,Fr 09:00-17:00; We 09:00-12:00"),
    ("du lundi au samedi 9h-18h, fermé les jours fériés", "Mo-Sa 09:00-18:00; PH off"),
    ("du lundi au samedi 9h-18h (sauf jours fériés)", "Mo-Sa 09:00-18:00; PH off"),
    ("tous les jours 9h-18h sauf dimanches et jours fériés", "Mo-Su 09:00-18:00; Su off; PH off"),
    ("le 1er samedi du mois de 9h à 12h", "Sa[1] 09:00-12:00"),
    ("1er et 3ème lundi du mois de 14h à 17h", "Mo[1,3] 14:00-17:00"),
    ("Chaque 3e jeudi du mois de 14h à 17h", "Th[3] 14:00-17:00"),
    ("dernier vendredi de chaque mois de 18h à 22h", "Fr[-1] 18:00-22:00"),
    (
        "Du lundi au vendredi de 9h à 17h, le deuxième samedi du mois de 9h à 12h",
        "Mo-Fr 09:00-17:00; Sa[2] 09:00-12:00",
    ),
    ("les mardis des semaines paires de 9h à 12h", "week 02-52/2 Tu 09:00-12:00"),
    ("jeudi (semaines impaires) 14h-17h", "week 01-53/2 Th 14:00-17:00"),
    (
        "En période scolaire : mercredi de 13h à 18h. Pendant les vacances scolaires : du lundi au vendredi 10h-19h",
        "We 13:00-18:00; SH off; SH Mo-Fr 10:00-19:00",
    ),
    ("En période scolaire les lundi et mardi de 16h30 à 18h", "Mo,Tu 16:30-18:00; SH unknown"),
    (
        "De juin à septembre : du lundi au samedi 10h-19h. D'octobre à mai : du mardi au samedi 10h-18h",
        "Jun-Sep Mo-Sa 10:00-19:00; Oct-May Tu-Sa 10:00-18:00",
    ),
    ("Du 1er juillet au 31 août : du lundi au vendredi 9h-13h", "Jul 01-Aug 31 Mo-Fr 09:00-13:00"),
    ("en juillet et août, du mardi au samedi 10h-19h", "Jul,Aug Tu-Sa 10:00-19:00"),
    ("lundi 9h-12h, lundi 14h-17h", "Mo 09:00-12:00,14:00-17:00"),
    ("jeudi 14h-17h sur RDV", 'Th 14:00-17:00 unknown "sur rendez-vous"'),
    ("jeudi 14h-17h (sur rendez-vous)", 'Th 14:00-17:00 unknown "sur rendez-vous"'),
    ("vendredi 9h-12h / sur RDV : 14h-16h", 'Fr 09:00-12:00, Fr 14:00-16:00 unknown "sur rendez-vous"'),
    ("Mo-Fr 09:00-12:00; PH off", "Mo-Fr 09:00-12:00; PH off"),
]  # fmt: skip

UNCERTAIN = [
    "",
    "9h-12h / 14h-17h",  # which days?
    "du lundi au vendredi",  # which hours?
    "Atelier le mardi",
    "lundi au vendredi 9h-12h-14h",  # three times
    "lundi 14h-12h",
    "lundi 9h-25h",
    "lundi 9h70-12h",
    "du vendredi au lundi 9h-12h",  # a range backwards
    "Sur RDV : 9h-12h // 13h30-16h30",
    "du lundi au vendredi 9h-12h et 14h-17h sur RDV",  # both, or the afternoon?
    "Un lundi sur deux de 9h à 12h",
    "lundi 9h-12h, mardi 9h-12h (2e et 4e du mois)",
    "Du lundi au vendredi de 9h à 17h, fermé le mardi après-midi",
    "Du lundi au vendredi de 9h à 17h. Fermé les trois premières semaines d'août.",
    "Mardi 14h-18h, samedi 10h-12h (pas ouvert tous les samedis)",
    "lundi 9h-12h sauf vacances",
    "Mercredi 13h-18h et les vacances scolaires du lundi au vendredi",
    "Espace de coworking : du lundi au vendredi 8h30-12h30 ; EPN : 9h-12h",
    "Permanence le lundi de 9h à 12h, inscriptions le lundi de 10h à 11h",
    "lundi matin : 9h-18h",
    "après inscription et signature de la charte",
    "Pour les horaires, voir www.exemple.fr",
    "Fermé du lundi au mercredi",
    "lundi matin",
    "réservé aux adhérents du lundi au vendredi de 9h à 17h",
]


@pytest.mark.parametrize(("text", "expression"), CERTAIN)
def test_certain(text: str, expression: str) -> None:
    assert read(text) == FrenchHours(expression)
    assert normalise(expression) == expression


@pytest.mark.parametrize("text", UNCERTAIN)
def test_uncertain_stays_text(text: str) -> None:
    assert read(text) == FrenchHours("", text)
    assert not read(text)


@pytest.mark.parametrize(
    ("text", "expression", "note"),
    [
        ("lundi 10:00 - 13:00 / Après-midi sur RDV", "Mo 10:00-13:00", "Après-midi sur RDV"),
        ("mardi 9h-12h et sur rendez-vous", "Tu 09:00-12:00", "sur rendez-vous"),
        ("lundi 9h-12h. Salle au premier étage.", "Mo 09:00-12:00", "Salle au premier étage."),
        ("Sur RDV : 02.47.74.56.08", 'unknown "sur rendez-vous"', "Sur RDV : 02.47.74.56.08"),
    ],
)
def test_what_only_adds_is_a_note(text: str, expression: str, note: str) -> None:
    assert read(text) == FrenchHours(expression, note)


def test_days_told_elsewhere() -> None:
    assert read("9h-12h30 et 14h-17h30", ["Mo", "Tu", "We", "Th", "Fr"]).expression == "Mo-Fr 09:00-12:30,14:00-17:30"
    assert read("8h-12h sauf le vendredi 9h-11h", ["Mo", "Tu", "Fr"]).expression == "Mo,Tu 08:00-12:00; Fr 09:00-11:00"
    assert read("mardi 9h-12h", ["Mo"]).expression == "Tu 09:00-12:00", "the text names its days"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("-", DayHours(is_closed=True)),
        ("Fermé", DayHours(is_closed=True)),
        ("Horaires non communiqués", DayHours(is_told=False)),
        ("09:00 - 12:00 / 14:00 - 17:", DayHours((Part(((540, 720), (840, 1020)),),))),
        ("8:30-12:/ 13:30 - 17:", DayHours((Part(((510, 720), (810, 1020)),),))),
        ("9: 12:30 / 13:15 17:", DayHours((Part(((540, 750), (795, 1020)),),))),
        ("08:00 - 12:00 /12: 45 - 15:00", DayHours((Part(((480, 720), (765, 900)),),))),
        ("08:30 12:30 / 13:15 17:30", DayHours((Part(((510, 750), (795, 1050)),),))),
        (
            "09:00 - 12:30 (sur RDV 14:00 - 17:00)",
            DayHours((Part(((540, 750),)), Part(((840, 1020),), "unknown", "sur rendez-vous"))),
        ),
        ("1 samedi sur 2 : 9:00 - 12:30", DayHours((Part(((540, 750),), "unknown", "1 samedi sur 2"),))),
        ("Certains services : 9:00 - 12:00", DayHours((Part(((540, 720),), "open", "Certains services"),))),
        ("9:00 - 12:30 / Sur RDV", DayHours((Part(((540, 750),)),), note="Sur RDV")),
    ],
)  # fmt: skip
def test_cells(cell: str, expected: DayHours) -> None:
    assert read_day(cell) == expected


@pytest.mark.parametrize(
    "cell", ["8:00 - 12:00 / 13:30 16:00 -30", "10:30-12:30 / 113:30 - 18:30", "Selon planning bus"]
)
def test_uncertain_cells(cell: str) -> None:
    with pytest.raises(Uncertain):
        read_day(cell)


def test_columns_of_days() -> None:
    week = {"Mo": "9h-12h", "Tu": "9h-12h / Après-midi sur RDV", "We": "-", "Th": "bientôt", "Fr": "", "Sa": "fermé"}
    assert from_days(week) == FrenchHours(
        'Mo,Tu 09:00-12:00; Th unknown "bientôt"; Fr unknown', "mardi : Après-midi sur RDV"
    )
    assert from_days({"Mo": "-", "Tu": "Horaires non communiqués"}) == FrenchHours("")
    assert from_days({}) == FrenchHours("")
    assert from_days({"Mo": 'dit "bientôt"'}).expression == 'Mo unknown "dit ’bientôt’"'


def test_too_long_for_its_column_stays_text() -> None:
    cells = {code: f"voir {'x' * 90} {code}" for code in ("Mo", "Tu", "We", "Th", "Fr", "Sa")}
    found = from_days(cells)
    assert found.expression == ""
    assert "lundi : voir" in found.note


@given(st.text(alphabet="lundi mardi-09:h/.,;()àésauf fermé RDV12\n", max_size=80))
@settings(max_examples=150, deadline=None)
def test_any_text(text: str) -> None:
    found = read(text)
    if found:
        parse(found.expression)
    else:
        assert found.note == text.strip()


# Real files -----------------------------------------------------------------------------------------------------------


def times_of(hours: Hours) -> dict[int, list[tuple[int, int]]]:
    week = {day: [(piece.start, piece.end) for piece in pieces(hours, day)] for day in range(7)}
    return {day: times for day, times in week.items() if times}


def pieces(hours: Hours, day: int) -> tuple[Piece, ...]:
    return hours.day(MONDAY + timedelta(days=day)).pieces


@pytest.fixture(scope="module")
def france_services(data: Path) -> list[dict[str, str]]:
    content = json.loads((data / "france_services2021" / "france_services.geojson").read_text())
    return [
        {code: feature["properties"].get(f"h_{name}") or "" for code, name in zip(CODES, NAMES, strict=False)}
        for feature in content["features"]
    ]  # fmt: skip


@pytest.mark.data
def test_share_of_france_services(france_services: list[dict[str, str]]) -> None:
    cells, places = Counter[str](), Counter[str]()
    for week in france_services:
        kinds = [_kind(cell) for cell in week.values()]
        cells.update(kinds)
        if set(kinds) <= {"closed", "not told"}:
            places["tells nothing"] += 1
            assert not from_days(week)
        else:
            places["whole" if "uncertain" not in kinds else "partly"] += 1
            assert from_days(week)
    assert cells == {"hours": 1011, "closed": 221, "not told": 195, "uncertain": 13}
    assert places == {"whole": 203, "partly": 5, "tells nothing": 32}


def _kind(cell: str) -> str:
    try:
        day = read_day(cell)
    except Uncertain:
        return "uncertain"
    return "closed" if day.is_closed else "hours" if day.is_told else "not told"


@pytest.mark.data
def test_times_of_france_services_are_those_written(france_services: list[dict[str, str]]) -> None:
    """Every digit of a certain cell is found again in its times, in order, and nothing else is."""
    for week in france_services:
        hours = parse(from_days(week).expression) if from_days(week) else None
        for day, cell in enumerate(week.values()):
            if hours is None or _kind(cell) != "hours" or "sur 2" in cell:
                continue
            written = "".join(character for character in cell if character.isdigit())
            parts = read_day(cell).parts
            times = [minutes for part in parts for span in part.spans for minutes in span]
            assert _digits(times) == _trimmed(written), cell
            covered = {minute for piece in pieces(hours, day) for minute in range(piece.start, piece.end)}
            assert covered == {minute for part in parts for span in part.spans for minute in range(*span)}, cell


def _digits(times: list[int]) -> str:
    return _trimmed("".join(f"{minutes // 60}{minutes % 60:02}" for minutes in times))


def _trimmed(digits: str) -> str:
    """Without the zeros, which files leave out: « 9: », « 09:00 »."""
    return digits.replace("0", "")


@pytest.fixture(scope="module")
def town_halls(data: Path) -> list[dict[str, str]]:
    with (data / "mairies2026" / "mairies_48_et_voisins.csv").open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["opening_hours"]]


@pytest.mark.data
def test_town_halls_open_when_their_other_column_says(town_halls: list[dict[str, str]]) -> None:
    differing = [row["code_insee"] for row in town_halls if times_of(parse(row["opening_hours"])) != _by_json(row)]
    # Five name a day twice, which OSM syntax reads as a replacement; one has 13:30-13:30, which it reads as a day.
    assert len(differing) == 6
    assert len(town_halls) == 1961


def _by_json(row: Mapping[str, str]) -> dict[int, list[tuple[int, int]]]:
    week: dict[int, list[tuple[int, int]]] = {}
    for first, last, spans in json.loads(row["horaires_json"]):
        for day in range(NAMES.index(first), NAMES.index(last) + 1):
            week.setdefault(day, []).extend((_minutes(start), _minutes(end)) for start, end in spans)
    return {day: sorted(set(times)) for day, times in week.items()}


def _minutes(clock: str) -> int:
    hours, minutes, _seconds = clock.split(":")
    return int(hours) * 60 + int(minutes)


@pytest.mark.data
def test_town_halls_described_in_french_read_the_same(town_halls: list[dict[str, str]]) -> None:
    for expression in sorted({row["opening_hours"] for row in town_halls})[::4]:
        hours = parse(expression)
        understood = read(describe(hours))
        assert times_of(parse(understood.expression)) == times_of(hours), describe(hours)
