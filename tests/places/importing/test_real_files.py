"""The real files, with the figures read and checked row by row when the profiles were written."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from geography.distance import Point
from places.importing.communes import Communes
from places.importing.outcomes import Outcome, Plan
from places.importing.shapes import km_outside
from places.models import Place

pytestmark = [pytest.mark.data, pytest.mark.django_db]

CGET = "tierslieux2019/tierslieux2019.csv"
FRANCE_SERVICES = "france_services2021/france_services.geojson"
STANDARD = "schemas/lieux_mediation_numerique_exemple_valide.csv"
AIX, POSTE, HUB, ANJOU = (
    f"mednum/{name}.json" for name in ("aix-en-provence", "etapes-numerique", "hub-lo", "maine-et-loire")
)
"""In the order in which the last test imports them all."""


def twins_of(plan: Plan) -> dict[int, int | str]:
    """Each row proposed as a duplicate, with the row it repeats or the source of the place it repeats."""
    return {row.number: row.twin.number or row.twin.source for row in plan.having(Outcome.DUPLICATE) if row.twin}


# File, created, refused by reason, duplicates (row: repeated row), remarks by kind.
FIGURES: list[tuple[str, int, dict[str, int], dict[int, int | str], dict[str, int]]] = [
    (
        CGET,
        329,
        {"le fichier dit ce lieu fermé": 1},
        {201: 18, 235: 180, 241: 185, 257: 154, 322: 294},
        {
            "postcode": 30, "commune": 2, "former_commune": 74, "encoding": 3, "website": 60, "handle": 11,
            "no_website": 1, "email": 1, "personal": 7, "public_mailbox": 3, "neighbour": 2,
        },
    ),
    (
        FRANCE_SERVICES,
        239,
        {},
        {181: 10},
        {
            "zero": 7, "postcode": 14, "commune": 2, "former_commune": 12, "point": 1, "mobile": 8, "personal": 12,
            "public_mailbox": 33, "hours": 5,
        },
    ),
    (STANDARD, 1, {}, {}, {"point": 1, "website": 1, "email": 1}),
    (AIX, 38, {}, {}, {"mobile": 1, "personal": 3, "public_mailbox": 4, "neighbour": 2}),
    (POSTE, 95, {}, {}, {"zero": 16, "former_commune": 3}),
    (
        HUB,
        378,
        {"«\u00a0promeneur du net\u00a0» est une personne, pas un lieu où travailler": 37},
        {51: 49, 69: 67, 163: 137, 178: 158, 211: 26, 240: 239, 375: 373, 391: 390, 407: 213, 410: 123, 411: 310},
        {
            "postcode": 2, "commune": 3, "former_commune": 5, "point": 34, "website": 5, "no_website": 1, "phone": 1,
            "mobile": 63, "email": 1, "no_email": 3, "personal": 55, "public_mailbox": 53, "hours": 48, "neighbour": 2,
        },
    ),
    (
        ANJOU,
        213,
        {
            "le nom manque": 3,
            "le fichier dit ce lieu inactif": 18,
            "le fichier dit que ce lieu n’accueille pas de public": 5,
        },
        {95: 92, 109: 107, 134: 133, 216: 215},
        {
            "point": 1, "website": 8, "no_phone": 27, "mobile": 12, "email": 1, "no_email": 8, "personal": 20,
            "public_mailbox": 19, "date": 38, "neighbour": 6,
        },
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "created", "refused", "twins", "remarks"), FIGURES, ids=[row[0] for row in FIGURES])
def test_figures(
    bring_in: Any,
    france: Communes,
    name: str,
    created: int,
    refused: dict[str, int],
    twins: dict[int, int | str],
    remarks: dict[str, int],
) -> None:
    plan = bring_in(name).plan
    assert plan.counts()[Outcome.CREATED] == Place.objects.published().count() == created
    assert Counter(row.reason for row in plan.having(Outcome.REFUSED)) == refused
    assert twins_of(plan) == twins
    # Hours are read ever better (places.hours_french): fewer of them left as text is no failure.
    told = {kind.value: count for kind, count in plan.remark_counts().items()}
    assert told.pop("hours", 0) <= remarks.get("hours", 0)
    assert told == {kind: count for kind, count in remarks.items() if kind != "hours"}
    again = bring_in(name).plan
    assert {outcome: count for outcome, count in again.counts().items() if count} == {
        outcome: count
        for outcome, count in {
            Outcome.UNCHANGED: created,
            Outcome.DUPLICATE: len(twins),
            Outcome.REFUSED: sum(refused.values()),
        }.items()
        if count
    }
    assert Place.objects.count() == created
    assert_points_are_in_their_communes(france)


def assert_points_are_in_their_communes(france: Communes) -> None:
    """Of all places that have one, by the outlines where they are known, else at most a kilometre from the centre."""
    for place in Place.objects.exclude(latitude=None):
        commune = france.by_code[place.commune_id]
        point = Point(place.latitude, place.longitude)
        outside = km_outside(commune.code, commune.departement, point)
        assert (outside if outside is not None else commune.distance_km(point)) <= 1.0, place.name


def cget_rows(data: Path) -> Iterator[tuple[Place, dict[str, str]]]:
    """The places of the CGET file with their rows."""
    places = {place.source_id: place for place in Place.objects.select_related("commune")}
    with (data / CGET).open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["ID"] in places:
                yield places[row["ID"]], row


def test_cget_codes_and_departements(bring_in: Any, data: Path, france: Communes) -> None:
    """Every declared code is respected; the départements are the file's, but for two that it has wrong."""
    bring_in(CGET)
    declared = [(place, row["INSEECOM"]) for place, row in cget_rows(data) if row["INSEECOM"] != "0"]
    assert len(declared) == 278
    assert all(france.current(code) == place.commune_id for place, code in declared)
    moved = {
        row["NOM_TL"]: (row["INSEEDEP"], place.commune.departement_id)
        for place, row in cget_rows(data)
        if row["INSEEDEP"] != place.commune.departement_id
    }
    assert moved == {"Le Fablab de Jarry": ("973", "971"), "FabLab Réunion": ("2A", "974")}


def test_cget_rows_without_code(bring_in: Any) -> None:
    """INSEECOM is 0 in all of Lozère; the code sits in INSEEMETRO."""
    bring_in(CGET)
    lozere = Place.objects.filter(commune__departement="48")
    assert lozere.count() == 11
    assert set(lozere.values_list("commune_id", flat=True)) >= {"48080", "48095", "48116", "48140"}
    telecentre = lozere.get(name="Télécentre de Saint-Chély d'Apcher")
    assert telecentre.types == ("telecentre", "coworking", "third_place")
    assert (telecentre.postcode, telecentre.email) == ("48200", "contact@stchelydapcher.fr")
    assert telecentre.precision == "street"


def test_no_person_comes_in(bring_in: Any) -> None:
    for name in (CGET, FRANCE_SERVICES, HUB, ANJOU):
        bring_in(name)
    emails = list(Place.objects.exclude(email="").values_list("email", flat=True))
    phones = [str(phone) for phone in Place.objects.exclude(phone="").values_list("phone", flat=True)]
    assert len(emails) > 600
    assert not [email for email in emails if "personne" in email or email.endswith("example.org")]
    assert not [phone for phone in phones if phone.startswith(("+336", "+337", "+262639", "+262692"))]
    assert not Place.objects.filter(description__contains="example.org").exists()
    assert not Place.objects.filter(name="Pierre Trouvé").exists()


def test_the_same_places_in_two_files(bring_in: Any) -> None:
    """The telework offices of Lozère became France services: they are proposed, not doubled."""
    bring_in(CGET)
    plan = bring_in(FRANCE_SERVICES).plan
    cget = "CGET, tiers-lieux 2019"
    assert twins_of(plan) == {93: cget, 95: cget, 165: cget, 181: 10, 213: cget, 217: cget, 218: cget, 219: cget}


def test_a_stated_profile_is_used(bring_in: Any) -> None:
    assert bring_in(POSTE, profile="mednum-etapes-numerique", source="La Poste").source == "La Poste"
    assert Place.objects.filter(source="La Poste").count() == 95
