"""A row becomes a draft, or a refusal that says where and why."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from places.importing.communes import Communes
from places.importing.converting import Converter, Draft, Refused
from places.importing.profiles import load
from places.importing.remarks import Kind
from places.importing.table import SourceRow, Table
from tests.places.importing.conftest import PROFILE, TODAY, a_row


@pytest.fixture
def convert(few: Communes, tmp_path: Path) -> Any:
    """Convert rows of text: ``convert(a_row(), …, more="TOML to add")``."""

    def convert(*rows: Mapping[str, str], more: str = "", keep_source: bool = False) -> list[Draft | Refused]:
        path = tmp_path / "essai.toml"
        path.write_text(PROFILE + more, "utf-8")
        headers = tuple(dict.fromkeys(name for row in rows for name in row))
        sources = tuple(
            SourceRow(number, {name: value for name, value in row.items() if value})
            for number, row in enumerate(rows, start=2)
        )
        converter = Converter(load(path), few, "Essai", today=TODAY, keep_source=keep_source)
        return list(converter.convert(Table("CSV", headers, sources)))

    return convert


def kinds(draft: Draft) -> list[Kind]:
    return [remark.kind for remark in draft.remarks]


def test_a_faultless_row(convert: Any) -> None:
    (draft,) = convert(a_row())
    assert draft.remarks == []
    assert (draft.source, draft.source_id) == ("Essai", "1")
    assert draft.values == {
        "name": "La Grange",
        "commune_id": "48095",
        "address": "3 rue Basse",
        "postcode": "48000",
        "latitude": 44.518,
        "longitude": 3.5,
        "precision": "address",
        "point_origin": "source",
        "types": ("third_place",),
        "phone": "+33466650000",
        "email": "contact@lagrange.fr",
        "website": "https://lagrange.fr",
        "description": "",
        "opening_hours": "Mo-Fr 09:00-18:00",
        "opening_note": "",
        "checked_on": TODAY.replace(month=1, day=15),
        "licence": "Licence Ouverte 2.0",
    }


@pytest.mark.parametrize(
    ("changes", "column", "value", "reason"),
    [
        ({"nom": ""}, "nom", "", "le nom manque"),
        ({"nom": "NULL"}, "nom", "NULL", "le nom manque"),
        (
            {"ville": "Atlantis", "insee": "", "cp": "99999"},
            "ville",
            "Atlantis",
            "commune inconnue\u00a0: 99999 Atlantis",
        ),
        (
            {"ville": "", "insee": "0", "cp": "0", "lat": "", "lon": ""},
            "insee",
            "0",
            "ni commune, ni code, ni code postal",
        ),
    ],
)
def test_refusals_say_where(convert: Any, changes: dict[str, str], column: str, value: str, reason: str) -> None:
    (refused,) = convert(a_row(**changes))
    assert (refused.number, refused.column, refused.value, refused.reason) == (2, column, value, reason)


def test_a_row_without_type_is_refused(convert: Any) -> None:
    rule = '\n[[codes]]\nfield = "types"\ncolumn = "genre"\n[codes.values]\nbistrot = []\n'
    (draft,) = convert(a_row(genre="bistrot"), more=rule)
    assert draft.values["types"] == ("third_place",)  # the profile's own
    rows = convert(a_row(genre="bistrot", nom="Télécentre"), more=rule)
    assert rows[0].values["types"] == ("telecentre",)


def test_the_same_identifier_twice(convert: Any) -> None:
    first, second = convert(a_row(), a_row(nom="Autre"))
    assert isinstance(first, Draft)
    assert (second.column, second.value, second.reason) == ("id", "1", "même identifiant que la ligne 2")


def test_rows_without_identifier_get_one_of_their_content(convert: Any) -> None:
    first, second = convert(a_row(id=""), a_row(id="", nom="Autre"))
    again, _other = convert(a_row(id="", nom="LA  GRANGE", adresse="3, Rue Basse"), a_row(id="", nom="Autre"))
    assert first.source_id.startswith("~")
    assert first.source_id != second.source_id
    assert first.source_id == again.source_id


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"lat": "3.5", "lon": "44.518"}, Kind.AXES),
        ({"lat": "44,518", "lon": "3,5"}, Kind.COMMA),
        ({"lat": "44.518", "lon": "-3.5"}, Kind.SIGN),
        ({"lat": "44.518, 3.5", "lon": ""}, Kind.BOTH),
        ({"lat": "6379985.7", "lon": "739833.9"}, Kind.LAMBERT),
    ],
)
def test_points_are_repaired(convert: Any, changes: dict[str, str], kind: Kind) -> None:
    (draft,) = convert(a_row(**changes))
    assert (draft.values["latitude"], draft.values["longitude"]) == pytest.approx((44.518, 3.5), abs=0.002)
    assert kinds(draft) == [kind]


@pytest.mark.parametrize(
    ("lat", "lon"), [("48.8566", "2.3522"), ("44.7267", "3.8550"), ("0", "0"), ("", ""), ("x", "y")]
)
def test_a_point_elsewhere_gives_way_to_the_commune(convert: Any, lat: str, lon: str) -> None:
    (draft,) = convert(a_row(lat=lat, lon=lon))
    values = draft.values
    assert (values["latitude"], values["longitude"]) == (44.5178, 3.5012)
    assert (values["precision"], values["point_origin"]) == ("commune", "commune")
    assert (Kind.POINT in kinds(draft)) == (lat not in {"0", ""})


def test_a_commune_without_point(convert: Any) -> None:
    (draft,) = convert(a_row(ville="Sans-Point", insee="99001", cp="98999", lat="", lon=""))
    assert (draft.values["latitude"], draft.values["precision"], draft.values["point_origin"]) == (None, "", "")


@pytest.mark.parametrize(
    ("cp", "postcode", "remarked"),
    [
        ("48000", "48000", False),
        ("48004", "48004", False),
        ("48300", "48000", True),
        ("0", "48000", True),
        ("", "48000", False),
    ],
)
def test_postcodes(convert: Any, cp: str, postcode: str, remarked: bool) -> None:
    (draft,) = convert(a_row(cp=cp))
    assert draft.values["postcode"] == postcode
    assert (Kind.POSTCODE in kinds(draft)) == remarked


def test_of_two_postcodes_none_is_guessed(convert: Any) -> None:
    (draft,) = convert(a_row(ville="Cannes", insee="06029", cp="0", lat="43.5647", lon="7.0216"))
    assert draft.values["postcode"] == ""


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("3 rue Basse 48000 Mende", "3 rue Basse"),
        ("3 rue Basse, 48000 Mende", "3 rue Basse"),
        ("23 chemin du Prieuré .", "23 chemin du Prieuré"),
        ("Z.A. du Causse", "Z.A. du Causse"),
        ("4 rue des Mariniers -", "4 rue des Mariniers"),
        ("NULL", ""),
    ],
)
def test_addresses_are_tidied(convert: Any, address: str, kept: str) -> None:
    assert convert(a_row(adresse=address))[0].values["address"] == kept


def test_codes_notes_and_unknown_labels(convert: Any) -> None:
    more = """
[[codes]]
field = "services"
column = "sur place"
separators = "|"
[codes.values]
imprimante = "printing"
wifi = []

[[codes]]
field = "is_free"
column = "prix"
values = { Gratuit = "yes", Payant = "no" }

[[notes]]
label = "Sur place"
columns = ["sur place"]
"""
    row = a_row(**{"sur place": "Imprimante|Wifi|Trampoline", "prix": "gratuit"})
    (draft,) = convert(row, more=more)
    assert draft.values["services"] == ("printing",)
    assert draft.values["is_free"] is True
    assert draft.values["description"] == "Sur place\u00a0: Imprimante, Wifi, Trampoline"
    assert [(remark.kind, remark.before, remark.after) for remark in draft.remarks] == [
        (Kind.LABEL, "Trampoline", "description")
    ]


def test_refusal_rules(convert: Any) -> None:
    more = '\n[[refuse]]\ncolumn = "nom"\ncontains = ["fermé"]\nreason = "fermé"\n'
    refused, kept = convert(a_row(nom="Le Quai (FERMÉ)"), a_row(id="2"), more=more)
    assert isinstance(refused, Refused)
    assert (refused.column, refused.reason) == ("nom", "fermé")
    assert isinstance(kept, Draft)


def test_hours_that_are_not_certain_stay_as_text(convert: Any) -> None:
    (draft,) = convert(a_row(horaires="voir la planification mensuelle du lieu"))
    assert draft.values["opening_hours"] == ""
    assert draft.values["opening_note"] == "voir la planification mensuelle du lieu"
    assert kinds(draft) == [Kind.HOURS]


def test_french_hours(convert: Any) -> None:
    (draft,) = convert(a_row(horaires="du lundi au vendredi de 9h à 12h et de 14h à 17h"))
    assert draft.values["opening_hours"] == "Mo-Fr 09:00-12:00,14:00-17:00"


def test_long_texts_are_cut_with_a_remark(convert: Any) -> None:
    (draft,) = convert(a_row(nom="Grange " * 40, adresse="rue Basse " * 40))
    assert len(draft.values["name"]) <= 150
    assert len(draft.values["address"]) <= 200
    assert draft.values["name"].endswith("…")
    assert kinds(draft) == [Kind.LENGTH, Kind.LENGTH]


def test_a_source_of_the_row_and_one_of_the_operator(convert: Any) -> None:
    more = PROFILE.replace('source = "Essai"', 'source = "Essai"\nsource_column = "origine"')
    assert "origine" in more
    (draft,) = convert(a_row(origine="Hubik"))
    assert draft.source == "Essai"


def test_a_bare_point_finds_its_commune(convert: Any) -> None:
    (draft,) = convert({"id": "1", "nom": "La Grange", "lat": "44.5185", "lon": "3.4995"})
    assert draft.values["commune_id"] == "48095"
    assert kinds(draft) == [Kind.COMMUNE]


def test_an_unreadable_row_is_refused(few: Communes, profile_path: Path) -> None:
    table = Table("CSV", ("nom",), (SourceRow(2, {}, "3 cellules pour 2 colonnes"),))
    converter = Converter(load(profile_path), few, "Essai", today=TODAY, keep_source=False)
    (refused,) = converter.convert(table)
    assert isinstance(refused, Refused)
    assert refused.reason == "3 cellules pour 2 colonnes"
