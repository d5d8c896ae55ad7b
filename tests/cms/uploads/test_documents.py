"""Documents sent to the desk, hostile ones first: each file is made here."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from cms.uploads.documents import MOST_BYTES, TYPES, DocumentField, check


def archive(**entries: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in entries.items():
            written.writestr(name, content)
    return file.getvalue()


def docx(kind: str = "docx", **entries: bytes) -> bytes:
    declared = f'<Types><Override ContentType="{TYPES[kind]}.main+xml"/></Types>'.encode()
    return archive(**{"[Content_Types].xml": declared, "word/document.xml": b"<w/>", **entries})


def odt(kind: str = "odt", **entries: bytes) -> bytes:
    return archive(**{"mimetype": TYPES[kind].encode(), "content.xml": b"<o/>", **entries})


GOOD = {
    "a.pdf": b"%PDF-1.7\n1 0 obj",
    "a.txt": "Été à Mende".encode("cp1252"),
    "A.CSV": b"\xef\xbb\xbfnom;commune\n",
    **{f"a.{kind}": docx(kind) for kind in ("docx", "xlsx", "pptx")},
    **{f"a.{kind}": odt(kind) for kind in ("odt", "ods", "odp")},
}


@pytest.mark.parametrize("name", GOOD)
def test_what_it_says_it_is_comes_in(name: str) -> None:
    file = BytesIO(GOOD[name])
    check(file, name)
    assert file.tell() == 0


def bomb() -> bytes:
    """Some kilobytes that would unpack to 600 million."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("mimetype", TYPES["odt"])
        for number in range(3):
            written.writestr(f"{number}.xml", b"")
        for entry in written.infolist()[1:]:
            entry.file_size = 200 * 1024 * 1024
    return file.getvalue()


BAD: list[tuple[str, bytes, str]] = [
    ("a.exe", b"MZ\x90\x00", "unknown"),
    ("a.docm", docx(), "unknown"),
    ("a.html", b"<script>", "unknown"),
    ("a.svg", b"<svg/>", "unknown"),
    ("a.zip", archive(a=b"x"), "unknown"),
    ("a", b"x", "unknown"),
    ("a.pdf.exe", b"%PDF-1.7", "unknown"),
    ("a.pdf", b"MZ\x90\x00", "impostor"),
    ("a.pdf", b"\xff\xd8\xff%PDF-1.7", "impostor"),
    ("a.txt", b"MZ\x90\x00", "impostor"),
    ("a.txt", b"x" * 9_000 + b"\x00", "impostor"),
    ("a.csv", b"  <html><script>alert(1)</script>", "impostor"),
    ("a.txt", b"#!/bin/sh\n", "impostor"),
    ("a.docx", archive(a=b"x"), "impostor"),
    ("a.docx", b"PK\x03\x04" + b"\x00" * 90, "impostor"),
    ("a.docx", docx("xlsx"), "impostor"),
    ("a.docx", b"MZ\x90\x00" + docx(), "impostor"),
    ("a.docx", b"\xd0\xcf\x11\xe0" + b"\x00" * 90, "impostor"),
    ("a.odt", odt("ods"), "impostor"),
    ("a.odt", archive(mimetype=b"application/zip"), "impostor"),
    ("a.odt", bomb(), "bomb"),
    ("a.docx", docx(**{"word/vbaProject.bin": b"x"}), "macros"),
    ("a.docx", docx(**{"[Content_Types].xml": b"application/vnd.ms-word.document.macroEnabled.main+xml"}), "macros"),
    ("a.odt", odt(**{"Basic/Standard/Module1.xml": b"x"}), "macros"),
    ("a.odt", odt(**{"Scripts/python/x.py": b"x"}), "macros"),
]


@pytest.mark.parametrize(("name", "content", "code"), BAD, ids=[f"{code} {name}" for name, _, code in BAD])
def test_what_it_is_not_is_refused(name: str, content: bytes, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        check(BytesIO(content), name)
    assert refused.value.code == code


def test_too_heavy_is_refused_unread() -> None:
    file = SimpleUploadedFile("a.txt", b"MZ, which would be an impostor")
    file.size = MOST_BYTES + 1
    with pytest.raises(ValidationError, match="allégez-le"):
        DocumentField().clean(file)
