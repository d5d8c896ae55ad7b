"""Reading delimited text: UTF-8 with or without its mark, UTF-16, Windows-1252; comma, semicolon or tab."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from places.importing.table import RowCollector, Table, UnreadableFile

DELIMITERS = {",": "virgule", ";": "point-virgule", "\t": "tabulation", "|": "barre verticale"}
_SAMPLE_ROWS = 50
_FIELD_LIMIT = 1_000_000


def read_text(data: bytes) -> Table:
    """The table of a delimited text. Raises ``UnreadableFile`` when it is not one, or is cut short."""
    text, encoding = decode(data)
    delimiter = _find_delimiter(text)
    collector = RowCollector()
    short_at_the_end = False
    csv.field_size_limit(_FIELD_LIMIT)
    for number, values in enumerate(_records(text, delimiter), start=1):
        if number == 1:
            collector.set_headers(values)
        else:
            collector.add_line(number, values)
            short_at_the_end = 0 < len(values) < len(collector.headers)
    if short_at_the_end and not text.endswith(("\n", "\r")):
        raise UnreadableFile(_("La dernière ligne est incomplète : le fichier semble tronqué."))
    return collector.table("CSV", f"{encoding}, {DELIMITERS[delimiter]}")


def decode(data: bytes) -> tuple[str, str]:
    """The text of bytes and the name of their encoding. Raises ``UnreadableFile`` for binary data."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(data, "utf-16"), "UTF-16"
    if b"\0" in data:
        raise UnreadableFile(_("Le fichier contient des octets nuls : ce n’est pas un fichier de données."))
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError as error:
        if error.end == len(data) and "unexpected end" in error.reason:
            raise UnreadableFile(_("Le fichier s’arrête au milieu d’un caractère : il semble tronqué.")) from error
    return _decoded(data, "windows-1252"), "Windows-1252"


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeError as error:
        raise UnreadableFile(
            _("Le fichier n’est ni en UTF-8 ni en Windows-1252 : enregistrez-le en CSV UTF-8.")
        ) from error


def _find_delimiter(text: str) -> str:
    """The delimiter that cuts the first rows into the most columns, each row alike."""
    best, best_score = "", 0.0
    for delimiter in DELIMITERS:
        widths = []
        try:
            for values, _rank in zip(_records(text[:200_000], delimiter), range(_SAMPLE_ROWS), strict=False):
                if values:
                    widths.append(len(values))
        except UnreadableFile:
            pass  # The sample may end inside a quoted cell; the reading itself will tell.
        if widths and widths[0] > 1:
            score = widths[0] * sum(width == widths[0] for width in widths) / len(widths)
            if score > best_score:
                best, best_score = delimiter, score
    if not best:
        raise UnreadableFile(
            _("Les colonnes ne sont pas séparées par des virgules, des points-virgules ou des tabulations.")
        )
    return best


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        if "unexpected end" in str(error):
            message = _("Un guillemet n’est pas refermé : le fichier semble tronqué.")
        else:
            message = _("Les guillemets ne vont pas par deux vers la ligne %d.") % reader.line_num
        raise UnreadableFile(message) from error
