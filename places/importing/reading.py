"""Reading a file of places into a table, by what it contains and not by what it is called."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _

from places.importing.json_rows import read_json
from places.importing.table import MAX_BYTES, Table, UnreadableFile
from places.importing.text_rows import read_text
from places.importing.workbook_rows import read_workbook

__all__ = ["Table", "UnreadableFile", "read", "read_bytes"]

_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\0", b"MM\0*", b"\0\0\0\x1cftyp", b"\0\0\0 ftyp")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_ARCHIVES = (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")


def read(path: Path) -> Table:
    """The table of a file. Raises ``UnreadableFile`` with a reason in French when there is none."""
    try:
        if not path.is_file():
            raise UnreadableFile(_("Il n’y a pas de fichier %s.") % path)
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableFile(_("Le fichier dépasse %d Mo.") % (MAX_BYTES // 2**20))
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(_("Le fichier ne s’ouvre pas : %s.") % (error.strerror or error)) from error
    return read_bytes(data)


def read_bytes(data: bytes) -> Table:
    """The table of a file's content."""
    start = data[:4096]
    if not start.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise UnreadableFile(_("Le fichier est vide."))
    if start.startswith(b"PK"):
        return read_workbook(data)
    _refuse_other_kinds(start)
    if start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"{", b"[")):
        return read_json(data.removeprefix(b"\xef\xbb\xbf"))
    return read_text(data)


def _refuse_other_kinds(start: bytes) -> None:
    if start.startswith(_IMAGES):
        raise UnreadableFile(_("C’est une image, pas un fichier de données."))
    if start.startswith(b"%PDF"):
        raise UnreadableFile(_("C’est un PDF, pas un fichier de données."))
    if start.startswith(_OLD_OFFICE):
        raise UnreadableFile(_("C’est un ancien classeur Excel : enregistrez-le au format .xlsx ou CSV."))
    if start.startswith(_ARCHIVES):
        raise UnreadableFile(_("C’est une archive : décompressez-la d’abord."))
    if start.lstrip().lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        raise UnreadableFile(_("C’est une page web ou un document XML, pas un fichier de données."))
