"""The catalogues of texts in ``locale/``: extracted from the code, checked for gaps.

The texts in the code are French, so the French catalogue is made by the machine: it only fixes the plural rule (in
French, zero is singular). The English one is written by people.
"""

from __future__ import annotations

import difflib
import os
import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand

SOURCES = ("manage.py", "site", "places", "directory", "templates", "locale")
"""What is extracted from; a part that does not exist yet is left out."""
PLURAL_RULES = {"fr": "nplurals=2; plural=(n > 1);", "en": "nplurals=2; plural=(n != 1);"}
HEADER = """\
# The texts of Hameau.
msgid ""
msgstr ""
"Project-Id-Version: Hameau\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {rule}\\n"

"""


def catalogue(root: Path, language: str) -> Path:
    """The file of a language's texts."""
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def extract(root: Path, destination: Path) -> None:
    """Copy a checkout's sources to ``destination`` and bring the catalogues there up to date."""
    for name in SOURCES:
        source = root / name
        if source.is_dir():
            shutil.copytree(source, destination / name, ignore=shutil.ignore_patterns("__pycache__", "static", "*.mo"))
        elif source.exists():
            shutil.copy(source, destination)
    spell_out_spaces(destination)
    (destination / "locale").mkdir(exist_ok=True)
    catalogue(destination, "fr").unlink(missing_ok=True)
    languages = [f"--locale={language}" for language in PLURAL_RULES]
    options = ["--no-obsolete", "--add-location=file", "--extension=html,txt,py", "--verbosity=0"]
    run(sys.executable, "manage.py", "makemessages", *languages, *options, cwd=destination)
    for language in PLURAL_RULES:
        path = catalogue(destination, language)
        # gettext's own header holds dates and blanks to fill: every extraction would change the file.
        texts = path.read_text().split("\n\n", 1)[1]
        path.write_text(HEADER.format(language=language, rule=PLURAL_RULES[language]) + texts)
    french = str(catalogue(destination, "fr"))
    run("msgen", f"--output-file={french}", french, cwd=destination)


def spell_out_spaces(root: Path) -> None:
    """Write no-break spaces as themselves in the Python files under ``root``.

    gettext before 0.22 keeps ``\\u00a0`` as six characters: the text extracted is then never the text asked for.
    """
    for path in root.rglob("*.py"):
        code = path.read_text()
        path.write_text(code.replace(r"\u00a0", "\u00a0").replace(r"\u202f", "\u202f"))


def run(*command: str, cwd: Path) -> None:
    """Run a command in a folder. Raises ``CommandError`` with what it said."""
    environment = {**os.environ, "HAMEAU_MODE": "test", "PYTHONPATH": ""}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)  # noqa: S603 - no shell
    if done.returncode:
        raise CommandError(f"{' '.join(command)}\n{done.stdout}{done.stderr}")


def gaps(path: Path) -> Iterator[str]:
    """The texts of a catalogue that have no sure translation."""
    with path.open("rb") as file:
        for message in read_po(file, abort_invalid=True):
            strings = message.string if isinstance(message.string, (list, tuple)) else [message.string]
            if message.id and (message.fuzzy or not all(strings)):
                yield message.id if isinstance(message.id, str) else message.id[0]


class Command(BaseCommand):
    """Extracts every translatable text, or says what an extraction would change and what is not translated."""

    help = "Bring the catalogues in locale/ up to date with the code."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="Change nothing; fail when something would change")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        root = Path(settings.ROOT_DIR)
        with tempfile.TemporaryDirectory(prefix="hameau-messages-") as folder:
            extract(root, Path(folder))
            for language in PLURAL_RULES:
                made, kept = catalogue(Path(folder), language), catalogue(root, language)
                if check:
                    self.compare(kept, made)
                else:
                    kept.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy(made, kept)
        missing = [text for language in PLURAL_RULES for text in gaps(catalogue(root, language))]
        if missing:
            listing = "".join(f"\n  {text}" for text in missing[:50])
            report = f"{len(missing)} texts to translate in locale/:{listing}"
            if check:
                raise CommandError(report)
            self.stdout.write(report)

    def compare(self, kept: Path, made: Path) -> None:
        """Raise ``CommandError`` when a catalogue is not what an extraction gives."""
        before = kept.read_text().splitlines() if kept.exists() else []
        after = made.read_text().splitlines()
        if before != after:
            changes = list(difflib.unified_diff(before, after, str(kept), "extracted", lineterm="", n=1))
            raise CommandError("\n".join(["The catalogue is not up to date: run `make messages`.", *changes[:60]]))
