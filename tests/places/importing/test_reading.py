"""Any file becomes a table, or a clear refusal."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from places.importing.reading import read, read_bytes
from places.importing.table import MAX_COLUMNS, MAX_ROWS, UnreadableFile
from tests.places.importing.conftest import Writer

ROWS = [{"nom": "Café de la Poste", "ville": "Mende"}, {"nom": "L’Étable, à deux", "ville": "Saint-Chély"}]
LINES = "nom,ville\nCafé,Mende\n"


class TestText:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252", "utf-16"])
    def test_encodings_and_delimiters(self, write_csv: Writer, delimiter: str, encoding: str) -> None:
        table = read(write_csv(ROWS, delimiter=delimiter, encoding=encoding))
        assert table.headers == ("nom", "ville")
        assert [dict(row.cells) for row in table.rows] == ROWS
        assert [row.number for row in table.rows] == [2, 3]

    def test_format_is_told_by_the_content(self, write_csv: Writer) -> None:
        assert read(write_csv(ROWS, name="lieux.json")).kind == "CSV"

    def test_a_delimiter_inside_quotes_does_not_count(self) -> None:
        table = read_bytes(b'nom;note\n"a;b";"c, d, e, f"\nx;y\n')
        assert dict(table.rows[0].cells) == {"nom": "a;b", "note": "c, d, e, f"}

    def test_a_cell_may_have_lines(self) -> None:
        assert read_bytes(b'nom,note\nA,"un\ndeux"\n').rows[0].cells["note"] == "un\ndeux"

    def test_empty_lines_and_cells_are_left_out(self) -> None:
        table = read_bytes(b"nom,ville,\nA,,\n\n,,\nB,Mende,\n")
        assert [(row.number, dict(row.cells)) for row in table.rows] == [
            (2, {"nom": "A"}),
            (5, {"nom": "B", "ville": "Mende"}),
        ]

    def test_a_row_with_too_many_cells_is_refused_alone(self) -> None:
        table = read_bytes(b"nom,ville\nA,Mende,48000\nB,Mende\n")
        assert [row.problem for row in table.rows] == ["3 cellules pour 2 colonnes", ""]

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (b"", "vide"),
            (b" \n\t ", "vide"),
            (b"\xef\xbb\xbf", "vide"),
            (b"\0" * 5000, "vide"),
            (b"nom,ville\nA\0B,Mende\n", "octets nuls"),
            (b"nom,ville\n", "aucune ligne"),
            (b"nom\nA\nB\n", "ne sont pas séparées"),
            (b"nom,ville,nom\nA,B,C\n", "même titre"),
            (b"nom,,ville\nA,B,C\n", "colonne 2 n’a pas de titre"),
            (b'nom,ville\nA,"Mende\n', "tronqué"),
            (b"nom,ville,cp\nA,Mende,48000\nB,Men", "tronqué"),
            ("nom,ville\nA,Mend\u00e9".encode()[:-1], "tronqué"),
            (b'nom,ville\n"A"b,Mende\n', "guillemets"),
            (",".join(f"c{n}" for n in range(MAX_COLUMNS + 1)).encode() + b"\n" + b",".join([b"x"] * 301), "colonnes"),
        ],
    )
    def test_unreadable(self, data: bytes, reason: str) -> None:
        with pytest.raises(UnreadableFile, match=reason):
            read_bytes(data)

    def test_an_endless_cell_refuses_its_row(self) -> None:
        table = read_bytes(b"nom,ville\n" + b"A" * 50_000 + b",Mende\nB,Mende\n")
        assert "caractères" in table.rows[0].problem
        assert not table.rows[1].problem

    def test_200_000_rows_are_too_many(self) -> None:
        with pytest.raises(UnreadableFile, match="plus de 50\u202f000 lignes"):
            read_bytes(b"nom,ville\n" + b"A,Mende\n" * 200_000)


class TestOtherFiles:
    @pytest.mark.parametrize(
        ("start", "reason"),
        [
            (b"\x89PNG\r\n\x1a\n", "image"),
            (b"\xff\xd8\xff\xe0", "image"),
            (b"GIF89a", "image"),
            (b"%PDF-1.7", "PDF"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1", "ancien classeur"),
            (b"\x1f\x8b\x08", "archive"),
            (b"<!DOCTYPE html>", "page web"),
            (b"<?xml version='1.0'?>", "XML"),
        ],
    )
    def test_kinds_that_hold_no_rows(self, start: bytes, reason: str) -> None:
        with pytest.raises(UnreadableFile, match=reason):
            read_bytes(start + b"\0" * 100)

    def test_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableFile, match="Il n’y a pas de fichier"):
            read(tmp_path / "absent.csv")

    def test_a_folder(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableFile):
            read(tmp_path)

    def test_too_heavy(self, tmp_path: Path) -> None:
        path = tmp_path / "lourd.csv"
        with path.open("wb") as file:
            file.truncate(101 * 2**20)
        with pytest.raises(UnreadableFile, match="dépasse"):
            read(path)


class TestWorkbook:
    def test_values_become_text(self, write_xlsx: Writer) -> None:
        lines = [
            ["nom", "cp", "lat", "ouvert", "note"],
            ["A", 48000, 44.5, True, None],
            ["B", 1000.0, 3, False, "#N/A"],
        ]
        table = read(write_xlsx(lines))
        assert [dict(row.cells) for row in table.rows] == [
            {"nom": "A", "cp": "48000", "lat": "44.5", "ouvert": "oui"},
            {"nom": "B", "cp": "1000", "lat": "3", "ouvert": "non"},
        ]

    def test_lines_above_the_headers_may_be_empty(self, write_xlsx: Writer) -> None:
        table = read(write_xlsx([[None], ["nom", "ville"], ["A", "Mende"]]))
        assert [row.number for row in table.rows] == [3]

    def test_a_bomb_is_not_unpacked(self) -> None:
        with pytest.raises(UnreadableFile, match="décompressé"):
            read_bytes(_archive({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b" " * (101 * 2**20)}))

    def test_a_swarm_of_members(self) -> None:
        with pytest.raises(UnreadableFile, match="décompressé"):
            read_bytes(_archive({f"{n}": b"" for n in range(2_500)}))

    def test_another_archive(self) -> None:
        with pytest.raises(UnreadableFile, match="archive"):
            read_bytes(_archive({"lieux.csv": LINES.encode()}))

    def test_a_damaged_one(self, write_xlsx: Writer) -> None:
        data = write_xlsx([["nom", "ville"], ["A", "Mende"]]).read_bytes()
        with pytest.raises(UnreadableFile, match="abîmé"):
            read_bytes(data[: len(data) // 2])

    def test_entities_do_not_grow(self) -> None:
        bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
            f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">'.encode() for n in range(9)
        )
        workbook = bomb + b"]><workbook>&j;</workbook>"
        with pytest.raises(UnreadableFile, match="abîmé"):
            read_bytes(_archive({"[Content_Types].xml": workbook, "xl/workbook.xml": workbook}))

    def test_a_million_declared_rows_weigh_nothing(self, write_xlsx: Writer, tmp_path: Path) -> None:
        path = write_xlsx([["nom", "ville"], ["A", "Mende"]])
        with zipfile.ZipFile(path) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        sheet = members["xl/worksheets/sheet1.xml"]
        members["xl/worksheets/sheet1.xml"] = sheet.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')
        assert members["xl/worksheets/sheet1.xml"] != sheet
        assert len(read_bytes(_archive(members)).rows) == 1


def _archive(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


class TestJson:
    def test_objects(self, write_json: Writer) -> None:
        table = read(write_json([{"nom": "A", "cp": 1000, "ok": True, "vide": None}, {"nom": "B", "tags": ["x", "y"]}]))
        assert table.headers == ("nom", "cp", "ok", "vide", "tags")
        assert [dict(row.cells) for row in table.rows] == [
            {"nom": "A", "cp": "1000", "ok": "oui"},
            {"nom": "B", "tags": "x|y"},
        ]

    def test_nested_objects_have_dotted_names(self, write_json: Writer) -> None:
        row = read(write_json({"data": [{"nom": "A", "adresse": {"voie": "rue Basse"}}]})).rows[0]
        assert dict(row.cells) == {"nom": "A", "adresse.voie": "rue Basse"}

    def test_what_follows_the_list_is_left(self, write_json: Writer) -> None:
        rows = read(
            write_json({"page": 1, "results": [{"nom": "A"}], "next": {"a": [1]}, "others": [{"nom": "B"}]})
        ).rows
        assert [dict(row.cells) for row in rows] == [{"nom": "A"}]

    def test_geojson(self, write_json: Writer) -> None:
        point = {"type": "Point", "coordinates": [3.5, 44.5]}
        line = {"type": "LineString", "coordinates": [[3.5, 44.5], [3.6, 44.6]]}
        features = [
            {"type": "Feature", "id": 7, "properties": {"nom": "A"}, "geometry": point},
            {"type": "Feature", "properties": {"nom": "B"}, "geometry": line},
            {"type": "Feature", "properties": {"nom": "C"}, "geometry": None},
        ]
        table = read(write_json({"type": "FeatureCollection", "features": features}))
        assert table.kind == "GeoJSON"
        cells = {"nom": "A", "id": "7", "geometry.longitude": "3.5", "geometry.latitude": "44.5"}
        assert dict(table.rows[0].cells) == cells
        assert table.rows[1].problem == "la géométrie n’est pas un point"
        assert dict(table.rows[2].cells) == {"nom": "C"}

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ('[{"nom": "A"}, {"nom": ', "tronqué"),
            ('{"type": "FeatureCollection", "features": [', "tronqué"),
            ("[]", "aucune ligne"),
            ("{}", "liste d’objets"),
            ('{"nom": "A"}', "liste d’objets"),
            ("[1, 2,, 3]", "mal formé"),
            ("[" * 200_000, "trop profond"),
            ("[" + '{"a":' * 200_000, "trop profond"),
        ],
    )
    def test_unreadable(self, text: str, reason: str) -> None:
        with pytest.raises(UnreadableFile, match=reason):
            read_bytes(text.encode())

    def test_what_is_no_object_is_refused_alone(self) -> None:
        table = read_bytes(b'[{"nom": "A"}, 3]')
        assert [row.problem for row in table.rows] == ["", "ce n’est pas un objet"]

    def test_too_many_rows(self) -> None:
        with pytest.raises(UnreadableFile, match="lignes"):
            read_bytes(json.dumps([{"n": 1}] * (MAX_ROWS + 1)).encode())


def outcome(data: bytes) -> str:
    """What comes of some bytes: a table's kind, or the refusal."""
    try:
        return read_bytes(data).kind
    except UnreadableFile as error:
        return str(error)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"[", b"{", b"nom,ville\n", b"\xff\xfe", b"\x89PNG"])
)
def test_no_bytes_break_the_reader(data: bytes, start: bytes) -> None:
    """Whatever is read, it is a table or a refusal in words."""
    assert outcome(start + data)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60))
def test_no_damaged_workbook_breaks_the_reader(noise: bytes) -> None:
    cut = len(noise) * 37 % len(WORKBOOK)
    assert outcome(WORKBOOK[:cut] + noise + WORKBOOK[cut + len(noise) :])


def _workbook() -> bytes:
    buffer = io.BytesIO()
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["nom", "ville"])
    sheet.append(["A", "Mende"])
    workbook.save(buffer)
    return buffer.getvalue()


WORKBOOK = _workbook()
