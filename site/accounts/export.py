"""All that is kept about someone, in one archive: JSON for machines, a page for people, and their files."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import User
from accounts.own_rights import own_sections
from accounts.rights import Section, exporting

IN_MEMORY = 8 * 1024 * 1024
"""Bytes of an archive that are held in memory before it goes to a file."""


@dataclass(frozen=True)
class Attachment:
    """One file of the archive: its name there, its path in storage, whether it is still there."""

    name: str
    path: str
    is_there: bool


def sections_of(user: User) -> list[Section]:
    """What accounts keep about a user, then what each other package does. Raises what a receiver raises."""
    answers: list[tuple[Any, list[Section] | None]] = exporting.send(sender=User, user=user)  # type: ignore[assignment]
    return [*own_sections(user), *(section for _receiver, sections in answers for section in sections or ())]


def archive_of(user: User) -> IO[bytes]:
    """A ZIP of ``donnees.json``, ``donnees.html`` and ``fichiers/``, open for reading from its beginning."""
    sections = sections_of(user)
    attachments = _attachments(sections)
    context = {"sections": sections, "attachments": attachments, "now": timezone.now(), "owner": user}
    file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("donnees.json", _as_json(sections, attachments))
        archive.writestr("donnees.html", render_to_string("accounts/export.html", context))
        for attachment in attachments:
            if attachment.is_there:
                with default_storage.open(attachment.path) as source:
                    archive.writestr(attachment.name, source.read())
    file.seek(0)
    return file


def _as_json(sections: list[Section], attachments: list[Attachment]) -> str:
    whole: dict[str, Any] = {
        "exported_at": timezone.now(),
        "sections": [{"title": str(section.title), "rows": list(section.rows)} for section in sections],
        "files": [{"name": a.name, "missing": not a.is_there} for a in attachments],
    }
    return json.dumps(whole, cls=_AnyEncoder, ensure_ascii=False, indent=2)


class _AnyEncoder(DjangoJSONEncoder):
    """What JSON has no word for is written as text: an export never fails on a kind of value."""

    def default(self, o: Any) -> Any:
        if isinstance(o, set | frozenset):
            return sorted(o, key=str)
        try:
            return super().default(o)
        except TypeError:
            return str(o)


def _attachments(sections: list[Section]) -> list[Attachment]:
    """The files of all sections, under names that are unique and stay within ``fichiers/``."""
    attachments: list[Attachment] = []
    for section in sections:
        for name, path in section.files.items():
            number = len(attachments) + 1
            safe = PurePosixPath(name.replace("\\", "/")).name or "fichier"
            attachments.append(Attachment(f"fichiers/{number:03}-{safe}", path, default_storage.exists(path)))
    return attachments
