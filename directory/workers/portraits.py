"""Photographs of people: two small files under a random name, outside of what the site serves to anyone.

``RemoteWorker.photo`` is that name; who may see it, the views ask ``directory.visibility``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL.Image import Image
from wagtail.models import Revision

from directory.models import RemoteWorker
from listings.images import square, written

FOLDER = "portraits"
SIZES = {"grand": 640, "petit": 192}
"""Pixels of the larger side; the small one is a square."""
_NAME = re.compile(r"[0-9a-f]{32}")


def path_of(name: str, size: str = "grand") -> str:
    """Where a file is in the storage. Raises ``ValueError`` on anything that is not such a name and size."""
    if not _NAME.fullmatch(name) or size not in SIZES:
        raise ValueError(f"{name!r} is no portrait of size {size!r}")
    return f"{FOLDER}/{name}-{size}.webp"


def store_portrait(image: Image) -> str:
    """Keep both sizes of a photograph; return its name."""
    name = uuid4().hex
    large, small = SIZES["grand"], SIZES["petit"]
    default_storage.save(path_of(name, "grand"), ContentFile(written(image, large, large)))
    default_storage.save(path_of(name, "petit"), ContentFile(square(image, small)))
    return name


def read_portrait(name: str, size: str) -> bytes | None:
    """The bytes of a portrait, or ``None`` when there is none."""
    try:
        with default_storage.open(path_of(name, size)) as file:
            return bytes(file.read())
    except (OSError, ValueError):
        return None


def delete_portraits(names: Iterable[str]) -> None:
    """Delete the files of some names; those that are gone already are no error."""
    for name in names:
        if _NAME.fullmatch(name or ""):
            for size in SIZES:
                default_storage.delete(path_of(name, size))


def portraits_of(worker: RemoteWorker) -> set[str]:
    """Every name that the row or one of its revisions ever had."""
    contents = Revision.objects.for_instance(worker).values_list("content", flat=True)
    return {name for name in [worker.photo, *(content.get("photo", "") for content in contents)] if name}


def forget_unused_portraits(worker: RemoteWorker) -> None:
    """Delete the photographs that neither what is public nor the latest draft shows any more."""
    row = RemoteWorker.objects.select_related("latest_revision").get(pk=worker.pk)
    latest = row.latest_revision.content.get("photo", "") if row.latest_revision else ""
    delete_portraits(portraits_of(row) - {row.photo, latest})
