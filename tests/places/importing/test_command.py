"""The command: what it prints, what it writes beside, how it ends."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from places.importing.reporting import safe
from places.models import Place
from tests.places.importing.conftest import Writer, a_row

pytestmark = pytest.mark.usefixtures("communes")


def run(*arguments: object) -> str:
    """The command's output."""
    out = io.StringIO()
    call_command("import_places", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_it_says_what_it_would_do(write_csv: Writer, profile_path: Path) -> None:
    rows = [
        a_row(),
        a_row(id="2", nom="la grange"),
        a_row(id="3", nom=""),
        a_row(id="4", ville="Atlantis", insee="", cp=""),
    ]
    said = run(write_csv(rows), "--profile", profile_path)
    assert "CSV (UTF-8, virgule), 4 lignes" in said
    assert "le nom manque" in said
    assert "commune inconnue" in said
    assert "Doublons possibles" in said
    assert "Rien n’est écrit" in said
    assert not Place.objects.exists()


def test_it_writes_when_asked(write_csv: Writer, profile_path: Path) -> None:
    path = write_csv([a_row(), a_row(id="2", nom="la grange")])
    assert "Rien n’est écrit" not in run(path, "--profile", profile_path, "--apply", "--distinct", "3")
    assert Place.objects.count() == 2
    said = run(write_csv([a_row(nom="La Grange neuve")]), "--profile", profile_path, "--source", "Essai")
    assert "La Grange neuve" in said
    assert "nom" in said


def test_the_report_has_every_line_and_no_formula(write_csv: Writer, profile_path: Path, tmp_path: Path) -> None:
    rows = [a_row(nom="=2+3", tel="237641660"), a_row(id="2", nom="@SUM(A1)", adresse="9 rue Haute", lat="", lon=""),
            a_row(id="3", nom="")]  # fmt: skip
    report = tmp_path / "rapport.csv"
    run(write_csv(rows), "--profile", profile_path, "--report", report)
    with report.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file, delimiter=";"))
    assert [line["issue"] for line in lines if not line["remarque"]] == ["créé", "créé", "refusé"]
    assert "téléphone réparé" in {line["remarque"] for line in lines}
    assert not [cell for line in lines for cell in line.values() if cell.startswith(("=", "+", "-", "@"))]


def test_people_are_not_in_the_report(write_csv: Writer, profile_path: Path, tmp_path: Path) -> None:
    report = tmp_path / "rapport.csv"
    row = a_row(courriel="paule.martin@gmail.com", tel="06 12 34 56 78")
    said = run(write_csv([row]), "--profile", profile_path, "--report", report)
    for text in (said, report.read_text("utf-8")):
        assert "courriel personnel écarté" in text
        assert "mobile personnel écarté" in text
        assert "paule" not in text
        assert "12 34 56" not in text


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "vide"), (b"\x89PNG\r\n", "image"), (b"nom,nom\nA,B\n", "même titre"), (b"a,b\n1,2\n", "Aucun profil")],
)
def test_a_useless_file_is_an_error(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "fichier.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=reason):
        run(path)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="pas de fichier"):
        run(tmp_path / "absent.csv")


def test_a_report_that_can_t_be_written(write_csv: Writer, profile_path: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="rapport ne s’écrit pas"):
        run(write_csv([a_row()]), "--profile", profile_path, "--report", tmp_path / "absent" / "r.csv")


def test_the_report_does_not_replace_the_file(write_csv: Writer, profile_path: Path) -> None:
    path = write_csv([a_row()])
    with pytest.raises(CommandError, match="autre nom"):
        run(path, "--profile", profile_path, "--report", path.parent / "." / path.name)
    assert "La Grange" in path.read_text("utf-8")


@given(st.text(max_size=30))
def test_no_cell_is_a_formula(text: str) -> None:
    assert not safe(text).startswith(("=", "+", "-", "@", "\t", "\r"))
