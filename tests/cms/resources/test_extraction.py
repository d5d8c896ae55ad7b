"""The child process that reads a file: what it says is kept, and it can neither hang nor fill the worker."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from cms.resources import extraction
from cms.resources.extraction import Text, text_of
from cms.resources.vocabulary import TextState
from config.demo.small_files import pdf

MALFORMED = Text(TextState.MALFORMED)


def test_a_file_is_read_by_a_process_of_its_own() -> None:
    text = text_of(BytesIO(pdf(["Un accord signé à Mende, dans l’étude."])), "Guide.PDF")
    assert text == Text(TextState.READ, "Un accord signé à Mende, dans l’étude.")


def test_other_formats_are_left_alone() -> None:
    assert text_of(BytesIO(b"a;b"), "tableau.csv") == Text(TextState.OTHER)


@pytest.mark.parametrize(
    "script",
    [
        "import time; time.sleep(60)",
        "raise SystemExit(3)",
        "print('rien')",
        'print(\'{"state": "inconnu", "words": ""}\')',
        f"import runpy; runpy.run_path({str(extraction.READER)!r})['limit_this_process'](); bytearray(3 << 30)",
    ],
    ids=["hangs", "dies", "says nothing", "says nonsense", "fills the memory"],
)
def test_a_reader_that_fails_read_nothing(script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = tmp_path / "reader.py"
    reader.write_text(script)
    monkeypatch.setattr(extraction, "READER", reader)
    assert text_of(BytesIO(b""), "a.pdf", timeout=1 if "sleep" in script else 20) == MALFORMED


def test_the_reader_gets_none_of_the_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "canari")
    reader = tmp_path / "reader.py"
    reader.write_text("import json, os; print(json.dumps({'state': 'lu', 'words': str(dict(os.environ))}))")
    monkeypatch.setattr(extraction, "READER", reader)
    assert "canari" not in text_of(BytesIO(b""), "a.pdf").words
