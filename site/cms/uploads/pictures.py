"""A picture sent to the desk: read whole, then written anew, so that what is kept holds pixels and nothing else.

The same reading as for the photographs of members (``listings.images``); a transparent one stays so.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import PurePath
from typing import IO, Any

import willow
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from PIL import Image
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from cms.models import Picture
from listings.images import ACCEPTED, opened

LARGEST_SIDE = 3_840
"""Pixels of the longer side of what is kept: twice the widest place of a page, and renditions are made from it."""
_JPEG = {"quality": 90, "optimize": True, "progressive": True}


def rewritten(file: IO[bytes], name: str) -> SimpleUploadedFile:
    """The picture of a file, in a new one: JPEG, or PNG for one with transparency or sent as PNG.

    Raises ``ValidationError`` as ``listings.images.opened`` does.
    """
    image = opened(file, transparent=True)
    image.thumbnail((LARGEST_SIDE, LARGEST_SIDE), Image.Resampling.LANCZOS)
    content = BytesIO()
    stem = PurePath(name).stem[:80] or "image"
    if image.mode == "RGBA" or PurePath(name).suffix.lower() == ".png":
        image.save(content, "PNG", optimize=True)
        return SimpleUploadedFile(f"{stem}.png", content.getvalue(), "image/png")
    image.save(content, "JPEG", **_JPEG)
    return SimpleUploadedFile(f"{stem}.jpg", content.getvalue(), "image/jpeg")


class PictureField(WagtailImageField):  # type: ignore[misc]
    """The file of a picture in a form: its cleaned value is the picture written anew."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.help_text = _("JPEG, PNG, WebP ou HEIC : 8 Mo et 25 millions de pixels au plus.")

    def to_python(self, data: Any) -> Any:
        """Read it and write it anew. Raises ``ValidationError``."""
        sent = forms.FileField.to_python(self, data)
        if sent is None:
            return None
        sent.seek(0)
        kept: Any = rewritten(sent, str(sent.name))
        kept.image = willow.Image.open(kept)  # what Wagtail's forms look for
        kept.seek(0)
        return kept


class PictureForm(BaseImageForm):  # type: ignore[misc]
    """Wagtail's form of a picture, with the field above: every door of the desk has it."""

    file = PictureField(
        label=capfirst(Picture._meta.get_field("file").verbose_name),
        widget=forms.FileInput(attrs={**BaseImageForm.Meta.widgets["file"].attrs, "accept": ACCEPTED}),
    )
