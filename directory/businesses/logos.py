"""Logos: one small file under a random name, cleaned as photographs of people are, served by a view that asks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL.Image import Image
from wagtail.models import Revision

from directory.models import Business
from listings.images import written

FOLDER = "logos"
SIDE = 320
"""Pixels of the larger side."""
_NAME = re.compile(r"[0-9a-f]{32}")


def path_of(name: str) -> str:
    """Where a logo is in the storage. Raises ``ValueError`` on anything that is not such a name."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no logo")
    return f"{FOLDER}/{name}.webp"


def store_logo(image: Image) -> str:
    """Keep a logo; return its name."""
    name = uuid4().hex
    default_storage.save(path_of(name), ContentFile(written(image, SIDE, SIDE)))
    return name


def read_logo(name: str) -> bytes | None:
    """The bytes of a logo, or ``None`` when there is none."""
    try:
        with default_storage.open(path_of(name)) as file:
            return bytes(file.read())
    except (OSError, ValueError):
        return None


def delete_logos(names: Iterable[str]) -> None:
    """Delete the files of some names; those that are gone already are no error."""
    for name in names:
        if _NAME.fullmatch(name or ""):
            default_storage.delete(path_of(name))


def logos_of(business: Business) -> set[str]:
    """Every name that the row or one of its revisions ever had."""
    contents = Revision.objects.for_instance(business).values_list("content", flat=True)
    return {name for name in [business.logo, *(content.get("logo", "") for content in contents)] if name}


def forget_unused_logos(business: Business) -> None:
    """Delete the logos that neither what is public nor the latest draft shows any more."""
    row = Business.objects.select_related("latest_revision").get(pk=business.pk)
    latest = row.latest_revision.content.get("logo", "") if row.latest_revision else ""
    delete_logos(logos_of(row) - {row.logo, latest})


def forget_lost_logos(business: Business, known: Iterable[str]) -> None:
    """Delete those of some names that neither the row nor any version has any more: their versions were deleted."""
    row = Business.objects.filter(pk=business.pk).first()
    delete_logos(set(known) - (logos_of(row) if row else set()))
