"""Small files that say something: a PDF, a DOCX or an ODT made of paragraphs, the same each time.

No library of the project writes them; what is written here is the least of each format that its readers open.
Sources: ISO 32000-2 § 7 and 9 (PDF), ECMA-376 part 1 (DOCX), OASIS OpenDocument 1.3 (ODT).
"""

from __future__ import annotations

import textwrap
import zipfile
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import PurePath
from xml.sax.saxutils import escape

_LINE, _LINES = 80, 44
"""Signs in a line and lines in a page."""
_LONG_AGO = (2026, 1, 1, 0, 0, 0)


def small_file(name: str, paragraphs: Sequence[str]) -> bytes:
    """The bytes of a file, of the kind that its name tells. Raises ``KeyError`` for another kind."""
    writers: dict[str, Callable[[Sequence[str]], bytes]] = {".pdf": pdf, ".docx": docx, ".odt": odt}
    return writers[PurePath(name).suffix](paragraphs)


def pdf(paragraphs: Sequence[str]) -> bytes:
    """A PDF in Helvetica, as many pages as it takes."""
    lines = [line for paragraph in paragraphs for line in (*textwrap.wrap(paragraph, _LINE), "")]
    pages = [lines[start : start + _LINES] for start in range(0, len(lines), _LINES)] or [[]]
    kids = " ".join(f"{4 + 2 * rank} 0 R" for rank in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (fr) >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for rank, page in enumerate(pages):
        resources = "<< /Font << /F1 3 0 R >> >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources {resources}"
            f" /Contents {5 + 2 * rank} 0 R >>".encode()
        )
        content = (
            b"BT /F1 11 Tf 16 TL 60 780 Td\n" + b"".join(b"(" + _shown(line) + b") Tj T*\n" for line in page) + b"ET"
        )
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content))
    return numbered(objects)


def _shown(line: str) -> bytes:
    """A line as a PDF string, in the encoding of its font."""
    data = line.replace("\u202f", "\u00a0").encode("cp1252", "replace")
    return data.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def numbered(objects: Sequence[bytes]) -> bytes:
    """A PDF of these objects, numbered from 1, with the table of where each begins."""
    out, starts = BytesIO(), []
    out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    for number, body in enumerate(objects, 1):
        starts.append(out.tell())
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % start for start in starts)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table))
    return out.getvalue()


def docx(paragraphs: Sequence[str]) -> bytes:
    """A Word document."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    body = "".join(f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in paragraphs)
    return archive(
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
            f'<Default Extension="rels" ContentType="{relations}"/>'
            f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="r1" Type="{office}" Target="word/document.xml"/></Relationships>',
            "word/document.xml": f'<w:document xmlns:w="{word}"><w:body>{body}</w:body></w:document>',
        }
    )


def odt(paragraphs: Sequence[str]) -> bytes:
    """An OpenDocument text."""
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    kind = "application/vnd.oasis.opendocument.text"
    body = "".join(f"<text:p>{escape(text)}</text:p>" for text in paragraphs)
    return archive(
        {
            "mimetype": kind,
            "content.xml": f'<office:document-content xmlns:office="{urn}:office:1.0" xmlns:text="{urn}:text:1.0"'
            f' office:version="1.3"><office:body><office:text>{body}</office:text></office:body>'
            "</office:document-content>",
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{urn}:manifest:1.0" manifest:version="1.3">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
            "</manifest:manifest>",
        }
    )


def archive(parts: Mapping[str, str]) -> bytes:
    """A ZIP of texts; the first part is only stored, as OpenDocument wants its ``mimetype``."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for rank, (name, text) in enumerate(parts.items()):
            data = text if name == "mimetype" else f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'
            kept = zipfile.ZIP_DEFLATED if rank else zipfile.ZIP_STORED
            zipped.writestr(zipfile.ZipInfo(name, _LONG_AGO), data, kept)
    return out.getvalue()
