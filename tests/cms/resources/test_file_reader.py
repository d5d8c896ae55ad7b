"""The words of a file, whatever the file: each format, and what only looks like one."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter

from cms.resources import file_reader
from cms.resources.file_reader import EMPTY, ENCRYPTED, MALFORMED, PARTLY, READ, read, tidy
from cms.resources.vocabulary import TextState
from config.demo.small_files import archive, docx, numbered, odt, pdf

SENTENCE = "L’égalité des télétravailleuses : un accord (presque) signé à Mende, près de l’Œuvre."
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


def test_the_states_are_those_that_the_desk_knows() -> None:
    assert {READ, PARTLY, EMPTY, ENCRYPTED, MALFORMED} <= set(TextState.values)


@pytest.mark.parametrize(("kind", "content"), [("pdf", pdf), ("docx", docx), ("odt", odt)])
def test_each_format_is_read_with_its_accents(kind: str, content: object) -> None:
    data = content([SENTENCE, "Et une deuxième phrase."])  # type: ignore[operator]
    state, words = read(kind, BytesIO(data))
    assert state == READ
    assert words.replace("\u00a0", " ") == f"{SENTENCE} Et une deuxième phrase."
    for cut in (0, 1, 9, len(data) // 3, len(data) // 2):
        assert read(kind, BytesIO(data[:cut]))[0] in {MALFORMED, EMPTY}, "half a file is no reason to stop"


def encrypted(password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf([SENTENCE]))))
    writer.encrypt(password, owner_password="propriétaire", algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_pdf_without_text_is_a_scan() -> None:
    assert read("pdf", BytesIO(pdf([]))) == (EMPTY, "")
    assert read("pdf", BytesIO(pdf(["Page 1"]))) == (EMPTY, "")


def test_a_pdf_with_a_password_is_told_from_one_that_only_its_author_may_change() -> None:
    assert read("pdf", BytesIO(encrypted("secret"))) == (ENCRYPTED, "")
    assert read("pdf", BytesIO(encrypted("")))[0] == READ


def test_ligatures_are_the_letters_that_people_type() -> None:
    font = b"<< /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [1 /fi 2 /ff] >>"
    text = b"BT /F1 11 Tf 60 780 Td (un \x01nancement e\x02icace, \x01n.) Tj ET"
    page = b"<< /Type /Page /Parent 2 0 R /Resources << /Font << /F1 3 0 R >> >> /Contents 5 0 R >>"
    data = numbered(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 1 /Kids [4 0 R] >>",
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding %b >>" % font,
            page,
            b"<< /Length %d >>\nstream\n%b\nendstream" % (len(text), text),
        ]
    )
    assert read("pdf", BytesIO(data)) == (READ, "un financement efficace, fin.")


def test_words_cut_at_the_end_of_a_line_are_found_whole() -> None:
    assert tidy("le télé-\ntravail, peut-\n  être, co\u00adworking\x00 \ud800fin") == (
        "le télé-travail, peut-être, coworking fin"
    )


def test_what_was_struck_out_and_comments_are_no_text() -> None:
    word = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    changed = (
        f"<w:document {word}><w:body><w:p><w:r><w:t>Le texte gardé</w:t></w:r>"
        "<w:r><w:delText>rayé</w:delText></w:r><w:r><w:tab/><w:t>de cet accord</w:t></w:r></w:p></w:body></w:document>"
    )
    assert read("docx", BytesIO(archive({"word/document.xml": changed}))) == (READ, "Le texte gardé de cet accord")
    names = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    names += ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    content = (
        f"<office:document-content {names}><office:body><office:text>"
        "<text:tracked-changes><text:p>rayé</text:p></text:tracked-changes>"
        "<text:h>Accord</text:h><text:p>Le texte<text:s/>gardé"
        "<office:annotation><text:p>entre nous</text:p></office:annotation> de cet accord</text:p>"
        "</office:text></office:body></office:document-content>"
    )
    assert read("odt", BytesIO(archive({"content.xml": content}))) == (READ, "Accord Le texte gardé de cet accord")


def test_office_files_with_a_password() -> None:
    assert read("docx", BytesIO(file_reader.OLE + b"\0" * 600)) == (ENCRYPTED, "")
    manifest = (
        '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry>'
        "<m:encryption-data/></m:file-entry></m:manifest>"
    )
    assert read("odt", BytesIO(archive({"META-INF/manifest.xml": manifest, "content.xml": "x"}))) == (ENCRYPTED, "")


def test_bombs_stop_where_they_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    many = archive({"content.xml": f"{BOMB}<x>&b;</x>"})
    assert read("odt", BytesIO(many)) == (MALFORMED, ""), "an entity is never expanded"
    monkeypatch.setattr(file_reader, "MOST_XML", 50_000)
    assert read("docx", BytesIO(docx(["a" * 200_000]))) == (MALFORMED, "")


def test_a_very_long_document_is_read_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_reader, "MOST_CHARACTERS", 100)
    state, words = read("docx", BytesIO(docx(["mot " * 20] * 9)))
    assert state == PARTLY
    assert len(words) <= 100
    monkeypatch.setattr(file_reader, "MOST_CHARACTERS", 10_000)
    monkeypatch.setattr(file_reader, "MOST_PAGES", 1)
    state, words = read("pdf", BytesIO(pdf(["Une ligne de texte qui compte."] * 60)))
    assert state == PARTLY
    assert words.count("compte") < 60
