"""The words inside a file, read by a child process that is held to a time and a memory."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from cms.resources.vocabulary import TextState

READER = Path(__file__).with_name("file_reader.py")
KINDS = {"pdf", "docx", "odt"}
TIMEOUT = 60
"""Seconds by the clock; the child has fewer of computing."""


class Text(NamedTuple):
    """What came of reading a file."""

    state: TextState
    words: str = ""


def kind_of(name: str) -> str:
    """« pdf » of « Guide.PDF »; nothing for a file whose words are not read."""
    kind = Path(name).suffix.lower().removeprefix(".")
    return kind if kind in KINDS else ""


def text_of(file: Any, name: str, timeout: float = TIMEOUT) -> Text:
    """The words of an open file of this name. Never raises on what it holds; a reader that hangs or dies read none."""
    kind = kind_of(name)
    if not kind:
        return Text(TextState.OTHER)
    with tempfile.TemporaryFile() as copy:  # a store may have no file of this machine
        shutil.copyfileobj(file, copy)
        copy.seek(0)
        # Nothing of the environment: it holds the secrets of the site, and the file may be hostile.
        command = [sys.executable, "-I", str(READER), kind]
        try:
            done = subprocess.run(command, stdin=copy, capture_output=True, timeout=timeout, env={}, check=True)  # noqa: S603
            told = json.loads(done.stdout)
            return Text(TextState(told["state"]), told["words"])
        except (subprocess.SubprocessError, ValueError, KeyError):
            return Text(TextState.MALFORMED)
