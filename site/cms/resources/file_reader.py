"""Reads the words of one file, in a process of its own: a hostile file may hang or fill this one, never the worker.

Run by ``cms.resources.extraction`` as a script: ``file_reader.py pdf < file`` writes ``{"state": …, "words": …}``.
It imports nothing of Hameau, so that it starts in a tenth of a second; its states are those of
``cms.resources.vocabulary.TextState``. Formats: ISO 32000 (PDF), ECMA-376 part 1 (DOCX), OASIS OpenDocument 1.3 (ODT).
"""

from __future__ import annotations

import json
import re
import resource
import sys
import unicodedata
import zipfile
from collections.abc import Iterator
from typing import IO, Any

READ, PARTLY, EMPTY, ENCRYPTED, MALFORMED = "lu", "tronque", "vide", "chiffre", "illisible"

MOST_MEMORY = 1 << 30
MOST_SECONDS = 30
MOST_PAGES = 600
MOST_CHARACTERS = 400_000
"""About 65 000 words: two hundred pages."""
MOST_XML = 40 << 20
"""Bytes of one part of a document once decompressed: a novel has two million."""
FEWEST_LETTERS = 20
"""Below this, what was found is a page number, not a text."""

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
MANIFEST = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a DOCX with a password begins: it is no longer a ZIP."""


class Encrypted(Exception):
    """A password is needed."""


def pieces_of_pdf(file: IO[bytes]) -> Iterator[str]:
    """The text of each page. Raises ``Encrypted``."""
    from pypdf import PasswordType, PdfReader

    reader = PdfReader(file)
    if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
        raise Encrypted
    for number, page in enumerate(reader.pages):
        if number >= MOST_PAGES:
            yield "\0"
            return
        yield page.extract_text()


def pieces_of_docx(file: IO[bytes]) -> Iterator[str]:
    """The text of a Word document and of its notes; what was struck out and comments are no text of it."""
    if file.read(len(OLE)) == OLE:
        raise Encrypted
    file.seek(0)
    with zipfile.ZipFile(file) as parts:
        names = {"word/footnotes.xml", "word/endnotes.xml"} & set(parts.namelist())
        for name in ("word/document.xml", *sorted(names)):
            for element in _elements(parts, name):
                if element.tag == f"{WORD}t":
                    yield element.text or ""
                elif element.tag in (f"{WORD}p", f"{WORD}br", f"{WORD}tab"):
                    yield "\n"


def pieces_of_odt(file: IO[bytes]) -> Iterator[str]:
    """The text of an OpenDocument text; what was struck out and comments are no text of it."""
    with zipfile.ZipFile(file) as parts:
        if "META-INF/manifest.xml" in parts.namelist():
            manifest = _elements(parts, "META-INF/manifest.xml")
            if any(element.tag == f"{MANIFEST}encryption-data" for element in manifest):
                raise Encrypted
        hidden = (f"{TEXT}tracked-changes", f"{OFFICE}annotation")
        for element in _elements(parts, "content.xml", within=f"{OFFICE}body", hidden=hidden):
            if element.tag in (f"{TEXT}p", f"{TEXT}h"):
                yield f"{''.join(_texts(element, hidden))}\n"


def _elements(parts: zipfile.ZipFile, name: str, within: str = "", hidden: tuple[str, ...] = ()) -> Iterator[Any]:
    """The elements of a part as they end, those inside ``within`` if told, none of ``hidden`` ones.

    No entity is ever expanded. Raises ``ValueError`` when the part is larger than ``MOST_XML``.
    """
    from defusedxml.ElementTree import iterparse

    with parts.open(name) as part:
        inside, skipped = not within, 0
        for event, element in iterparse(_Bounded(part), events=("start", "end"), forbid_dtd=True):
            if element.tag in hidden:
                skipped += 1 if event == "start" else -1
            if element.tag == within:
                inside = event == "start"
            if event == "end" and inside and not skipped and element.tag not in hidden:
                yield element
                if element.tag in (f"{WORD}p", f"{TEXT}p", f"{TEXT}h"):
                    element.clear()


def _texts(element: Any, hidden: tuple[str, ...]) -> Iterator[str]:
    """The text of an element without that of hidden ones; a space or a tab is an element."""
    yield element.text or ""
    for child in element:
        if child.tag in (f"{TEXT}s", f"{TEXT}tab", f"{TEXT}line-break"):
            yield " "
        elif child.tag not in hidden:
            yield from _texts(child, hidden)
        yield child.tail or ""


class _Bounded:
    """A part of an archive that stops being read beyond ``MOST_XML`` bytes, whatever its header says."""

    def __init__(self, part: IO[bytes]) -> None:
        self.part, self.left = part, MOST_XML

    def read(self, size: int = -1) -> bytes:
        data = self.part.read(min(size, 1 << 16) if size > 0 else 1 << 16)
        self.left -= len(data)
        if self.left < 0:
            raise ValueError("a part too large to be a text")
        return data


READERS = {"pdf": pieces_of_pdf, "docx": pieces_of_docx, "odt": pieces_of_odt}


def read(kind: str, file: IO[bytes]) -> tuple[str, str]:
    """The state and the words of a file; never raises on what a file holds."""
    found, length, state = [], 0, READ
    try:
        for piece in READERS[kind](file):
            found.append(piece)
            length += len(piece)
            if length > MOST_CHARACTERS or piece == "\0":
                state = PARTLY
                break
    except Encrypted:
        return ENCRYPTED, ""
    except Exception:  # whatever a parser makes of a file that is not what it says
        return MALFORMED, ""
    words = tidy("".join(found) if kind == "docx" else "\n".join(found))[:MOST_CHARACTERS]
    return (state, words) if sum(map(str.isalpha, words)) >= FEWEST_LETTERS else (EMPTY, "")


def tidy(text: str) -> str:
    """Letters as people type them (« ﬁ » is two), words cut at the end of a line in one piece, single spaces."""
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"(\w)[-\u00ad]\s*\n\s*(\w)", r"\1-\2", text).replace("\u00ad", "")
    # A database refuses zeros and halves of characters.
    return " ".join(re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", " ", text).split())


def limit_this_process() -> None:
    """Memory, time and files: what goes beyond ends this process only."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main() -> None:
    """Read the standard input."""
    limit_this_process()
    state, words = read(sys.argv[1], sys.stdin.buffer)
    sys.stdout.write(json.dumps({"state": state, "words": words}))


if __name__ == "__main__":
    main()
