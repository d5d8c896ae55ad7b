from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError

from config.management.commands.update_messages import (
    HEADER,
    PLURAL_RULES,
    Command,
    catalogue,
    extract,
    gaps,
    spell_out_spaces,
)
from tests.house_rules import IN_CI


@pytest.mark.skipif(not shutil.which("xgettext") and not IN_CI, reason="extracting needs GNU gettext")
def test_french_is_filled_and_english_is_to_do(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    extract(root, tmp_path)
    french = catalogue(tmp_path, "fr").read_text()
    assert '"Plural-Forms: nplurals=2; plural=(n > 1);\\n"' in french
    assert "POT-Creation-Date" not in french
    assert list(gaps(catalogue(tmp_path, "fr"))) == []


def test_no_break_spaces_are_extracted_as_themselves(tmp_path: Path) -> None:
    (tmp_path / "view.py").write_text(r'_("«\u00a0Mende\u00a0»\u202f?")')
    spell_out_spaces(tmp_path)
    assert (tmp_path / "view.py").read_text() == '_("«\u00a0Mende\u00a0»\u202f?")'


def _catalogue(path: Path, body: str) -> Path:
    path.write_text(HEADER.format(language="en", rule=PLURAL_RULES["en"]) + body)
    return path


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        ('msgid "Lieux"\nmsgstr "Places"\n', []),
        ('msgid "Lieux"\nmsgstr ""\n', ["Lieux"]),
        ('#, fuzzy\nmsgid "Lieux"\nmsgstr "Place"\n', ["Lieux"]),
        ('msgid "lieu"\nmsgid_plural "lieux"\nmsgstr[0] "place"\nmsgstr[1] ""\n', ["lieu"]),
        ('msgid "lieu"\nmsgid_plural "lieux"\nmsgstr[0] "place"\nmsgstr[1] "places"\n', []),
    ],
)
def test_gaps(tmp_path: Path, body: str, missing: list[str]) -> None:
    assert list(gaps(_catalogue(tmp_path / "en.po", body))) == missing


def test_a_stale_catalogue_is_said_with_its_changes(tmp_path: Path) -> None:
    kept = _catalogue(tmp_path / "kept.po", 'msgid "Lieu"\nmsgstr "Place"\n')
    made = _catalogue(tmp_path / "made.po", 'msgid "Lieux"\nmsgstr ""\n')
    Command().compare(kept, kept)
    with pytest.raises(CommandError, match=r'make messages[\s\S]*\+msgid "Lieux"'):
        Command().compare(kept, made)
