"""A document sent to the desk: of a kind that we know by its content too, without macros, of a bearable size.

A name promises nothing: a PDF begins like one, a text is text, a file of an office suite is an archive that says what
it is. Archives are looked into by their directory and one small entry, never unpacked.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import PurePath
from typing import IO, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.documents.fields import WagtailDocumentField
from wagtail.documents.forms import BaseDocumentForm

from cms.models import File

MOST_BYTES = 20 * 1024 * 1024
ODF = "application/vnd.oasis.opendocument."
OOXML = "application/vnd.openxmlformats-officedocument."
TYPES = {
    "pdf": "application/pdf",
    "odt": f"{ODF}text",
    "ods": f"{ODF}spreadsheet",
    "odp": f"{ODF}presentation",
    "docx": f"{OOXML}wordprocessingml.document",
    "xlsx": f"{OOXML}spreadsheetml.sheet",
    "pptx": f"{OOXML}presentationml.presentation",
    "csv": "text/csv",
    "txt": "text/plain",
}
"""What may be sent, by the end of its name: its media type (IANA), which office files carry inside them too."""
MOST_ENTRIES, MOST_UNPACKED = 5_000, 500 * 1024 * 1024
"""Of an office file: how many entries, and how many bytes they say they have."""
_FIRST, _CHUNK = 4_096, 256 * 1024
_MACROS = ("basic/", "scripts/")
"""Folders of OpenDocument that hold programs."""

EMPTY = _("Ce fichier est vide : choisissez-en un autre.")
TOO_HEAVY = _("Ce document pèse plus de 20 Mo : allégez-le, ou donnez un lien vers lui.")
UNKNOWN = _(
    "Nous ne gardons pas ce type de fichier : envoyez un PDF, un OpenDocument, un DOCX, XLSX, PPTX, CSV ou TXT."
)
IMPOSTOR = _(
    "Le contenu de ce fichier n’est pas celui qu’annonce son nom : enregistrez-le à nouveau depuis son logiciel."
)
MACROS = _("Ce document contient des macros : enregistrez-le sans elles, ou en PDF.")


def check(file: IO[bytes], name: str) -> None:
    """Let pass a document that may be kept, back at its start. Raises ``ValidationError`` with what to do."""
    kind = PurePath(name).suffix.lower().lstrip(".")
    if kind not in TYPES:
        raise ValidationError(UNKNOWN, "unknown")
    file.seek(0)
    if kind in _READERS:
        _READERS[kind](file)
    else:
        _check_archive(file, kind)
    file.seek(0)


def _check_pdf(file: IO[bytes]) -> None:
    if not file.read(_FIRST).startswith(b"%PDF-"):
        raise ValidationError(IMPOSTOR, "impostor")


def _check_text(file: IO[bytes]) -> None:
    """Characters, in whatever encoding: no byte that only programs, archives and pictures hold."""
    first = file.read(_FIRST)
    if first.startswith((b"MZ", b"PK\x03\x04", b"%PDF-", b"#!")) or first.lstrip().lower().startswith(
        (b"<", b"{\\rtf")
    ):
        raise ValidationError(IMPOSTOR, "impostor")
    while first:
        if b"\x00" in first:
            raise ValidationError(IMPOSTOR, "impostor")
        first = file.read(_CHUNK)


_READERS: dict[str, Callable[[IO[bytes]], None]] = {"pdf": _check_pdf, "csv": _check_text, "txt": _check_text}


def _check_archive(file: IO[bytes], kind: str) -> None:
    """An office file: an archive from its first byte, that declares itself as what its name says."""
    if file.read(4) != b"PK\x03\x04":
        raise ValidationError(IMPOSTOR, "impostor")
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise ValidationError(IMPOSTOR, "bomb")
            declared = _declared(archive, kind)
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, RuntimeError, EOFError) as error:
        raise ValidationError(IMPOSTOR, "impostor") from error
    names = [entry.filename.lower() for entry in entries]
    if b"macroEnabled" in declared or any(name.endswith("vbaproject.bin") for name in names):
        raise ValidationError(MACROS, "macros")
    if any(name.startswith(_MACROS) for name in names):
        raise ValidationError(MACROS, "macros")
    if not _says(declared, kind):
        raise ValidationError(IMPOSTOR, "impostor")


def _declared(archive: zipfile.ZipFile, kind: str) -> bytes:
    """What an archive says that it is, at most some thousand letters."""
    with archive.open("mimetype" if TYPES[kind].startswith(ODF) else "[Content_Types].xml") as entry:
        return entry.read(_CHUNK)


def _says(declared: bytes, kind: str) -> bool:
    media_type = TYPES[kind].encode()
    if TYPES[kind].startswith(ODF):
        return declared.strip() == media_type
    return media_type + b".main+xml" in declared


class DocumentField(WagtailDocumentField):  # type: ignore[misc]
    """The file of a document in a form, weighed, then looked into."""

    default_error_messages = {"empty": EMPTY}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.help_text = _("PDF, OpenDocument, DOCX, XLSX, PPTX, CSV ou TXT : 20 Mo au plus, sans macros.")

    def check_document_file_size(self, f: Any) -> None:
        """Raises ``ValidationError`` in words of ours."""
        if f.size > MOST_BYTES:
            raise ValidationError(TOO_HEAVY, "heavy")

    def to_python(self, data: Any) -> Any:
        """The file, once it has been looked into. Raises ``ValidationError``."""
        sent = super().to_python(data)
        if sent is not None:
            check(sent, sent.name)
        return sent


class DocumentForm(BaseDocumentForm):  # type: ignore[misc]
    """Wagtail's form of a document, with the field above: every door of the desk has it."""

    file = DocumentField(
        label=capfirst(File._meta.get_field("file").verbose_name),
        widget=forms.FileInput(
            attrs={
                **BaseDocumentForm.Meta.widgets["file"].attrs,
                "accept": ",".join(f".{kind}" for kind in TYPES),
            }
        ),
    )
