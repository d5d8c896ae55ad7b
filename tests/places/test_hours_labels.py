from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from places.hours import NowLabel, Setting, now_label, parse, week_rows

PARIS = ZoneInfo("Europe/Paris")
MENDE = Setting.of_departement("48", (44.518, 3.501))
TUESDAY = date(2026, 12, 1)


def spaces(text: str) -> str:
    """The text with its no-break spaces as ``_``."""
    return text.replace("\u00a0", "_").replace("\u202f", "~")


def label(expression: str, moment: str, note: str = "") -> NowLabel:
    hours = parse(expression, MENDE) if expression else None
    return now_label(hours, datetime.fromisoformat(moment).replace(tzinfo=PARIS), note)


OFFICE = "Mo-Fr 09:00-12:30,14:00-18:00; PH off"


@pytest.mark.parametrize(
    ("expression", "moment", "expected"),
    [
        (OFFICE, "2026-12-01T10:00", "Ouvert maintenant, jusqu’à 12_h_30"),
        (OFFICE, "2026-12-01T12:45", "Fermé maintenant, ouvre à 14_h"),
        (OFFICE, "2026-12-01T18:00", "Fermé maintenant, ouvre mercredi à 9_h"),
        (OFFICE, "2026-12-05T10:00", "Fermé aujourd’hui, ouvre lundi à 9_h"),
        (OFFICE, "2026-12-25T10:00", "Fermé aujourd’hui, ouvre lundi à 9_h"),
        ("We 10:00-12:00", "2026-12-01T10:00", "Fermé aujourd’hui, ouvre mercredi à 10_h"),
        ("Mo[1] 10:00-12:00", "2026-12-08T10:00", "Fermé aujourd’hui, ouvre le 4_janvier"),
        ("Jul-Aug 10:00-12:00", "2026-12-08T10:00", "Fermé aujourd’hui, ouvre le 1er_juillet 2027"),
        ("24/7", "2026-12-01T10:00", "Ouvert jour et nuit"),
        ("off", "2026-12-01T10:00", "Fermé"),
        ("Tu 18:00-24:00", "2026-12-01T20:00", "Ouvert maintenant, jusqu’à minuit"),
        ("Tu 18:00-02:00", "2026-12-01T20:00", "Ouvert maintenant, jusqu’à 2_h"),
        ("Tu-Fr", "2026-12-01T20:00", "Ouvert maintenant, jusqu’à vendredi à minuit"),
        ("Tu-Fr", "2026-11-30T20:00", "Fermé aujourd’hui, ouvre mardi"),
        ("14:00-17:00+", "2026-12-01T15:00", "Ouvert maintenant, au moins jusqu’à 17_h"),
        ("14:00-17:00+", "2026-12-01T18:00", "Sans doute ouvert, heure de fermeture non précisée"),
        ('Tu unknown "sur RDV"', "2026-12-01T18:00", "Sur rendez-vous"),
        ('Tu "by appointment"', "2026-12-01T18:00", "Sur rendez-vous"),
        ('Tu unknown "un mardi sur deux"', "2026-12-01T18:00", "Un mardi sur deux"),
        ("Tu unknown", "2026-12-01T18:00", "À vérifier avant de venir"),
        ('We 14:00-17:00 unknown "sur RDV"', "2026-12-01T18:00", "Fermé aujourd’hui, sur rendez-vous mercredi à 14_h"),
    ],
)
def test_now(expression: str, moment: str, expected: str) -> None:
    assert spaces(label(expression, moment).label) == expected


def test_now_as_data() -> None:
    assert label(OFFICE, "2026-12-01T10:00").is_open is True
    assert label(OFFICE, "2026-12-01T10:00").icon == "clock"
    assert label(OFFICE, "2026-12-01T13:00").is_open is False
    assert label(OFFICE, "2026-12-01T13:00").icon == "ban"
    assert label('"sur RDV"', "2026-12-01T13:00").is_open is None
    assert label("", "2026-12-01T13:00") == NowLabel("Horaires non communiqués", None, "info")
    assert label("", "2026-12-01T13:00", "Selon le planning du bus").label == "Horaires à lire sur la fiche"
    assert label("", "2026-12-01T13:00", "Uniquement sur RDV") == NowLabel("Sur rendez-vous", None, "calendar")


def test_week_starts_today() -> None:
    rows = week_rows(parse("Tu 08:30-12:30,13:30-19:00; We-Fr 08:30-19:00; Mo 13:30-19:00", MENDE), TUESDAY)
    assert [row.name for row in rows] == [
        "Mardi, aujourd’hui",
        "Mercredi",
        "Jeudi",
        "Vendredi",
        "Samedi",
        "Dimanche",
        "Lundi",
    ]
    assert spaces(rows[0].label) == "8_h_30 à 12_h_30, 13_h_30 à 19_h"
    assert (rows[0].is_today, rows[0].is_closed) == (True, False)
    assert (rows[4].label, rows[4].is_closed) == ("fermé", True)


def test_an_evening_past_midnight_is_told_with_its_day() -> None:
    rows = week_rows(parse("Fr,Sa 18:00-02:00", MENDE), date(2026, 12, 4))
    assert [spaces(row.label) for row in rows[:3]] == ["18_h à 2_h", "18_h à 2_h", "fermé"]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("24/7", "jour et nuit"),
        ("Tu 17:00+", "à partir de 17_h"),
        ("Tu 14:00-17:00+", "14_h à 17_h ou plus tard"),
        ('Tu 09:00-12:00 open "adhérents"', "9_h à 12_h (adhérents)"),
        ('Tu 09:00-12:00, Tu 14:00-17:00 "rdv"', "9_h à 12_h, 14_h à 17_h, sur rendez-vous"),
        ('Tu 09:00-12:00 || "sur RDV"', "9_h à 12_h, sinon sur rendez-vous"),
        ("Tu unknown", "à vérifier avant de venir"),
        ('Tu off "travaux"', "fermé (travaux)"),
    ],
)
def test_a_day(expression: str, expected: str) -> None:
    assert spaces(week_rows(parse(expression, MENDE), TUESDAY)[0].label) == expected


def test_remarks() -> None:
    rows = week_rows(parse("Mo-Su 09:00-12:00; PH off", MENDE), date(2026, 12, 25))
    assert (rows[0].label, rows[0].note) == ("fermé", "Jour de Noël, jour férié")
    rows = week_rows(parse("Mo-Su 09:00-12:00", MENDE), date(2026, 12, 25))
    assert spaces(rows[0].note) == "Jour de Noël, jour férié_: à vérifier avant de venir"
    rows = week_rows(parse("Mo-Su 09:00-12:00; SH off", Setting.of_departement("2B")), TUESDAY)
    assert rows[0].note.startswith("vacances scolaires non connues")


def test_in_english() -> None:
    with translation.override("en"):
        assert week_rows(parse("Tu 08:30-12:30", MENDE), TUESDAY)[1].name == "Wednesday"
