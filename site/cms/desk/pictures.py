"""The form of a picture at the desk: what only begins like one is refused in words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm
from wagtail.images.models import Image


class PictureField(WagtailImageField):  # type: ignore[misc]
    """Wagtail tells a format by the first bytes and measures the picture next: that is where an impostor fails."""

    def check_image_pixel_size(self, f: Any) -> None:
        """As Wagtail's; raises ``ValidationError`` too when no picture can be read."""
        try:
            super().check_image_pixel_size(f)
        except OSError as error:  # what Pillow raises for bytes that are no picture
            raise ValidationError(self.error_messages["invalid_image"], "invalid_image") from error


class PictureForm(BaseImageForm):  # type: ignore[misc]
    """Wagtail's form of a picture, with the field above."""

    file = PictureField(label=capfirst(Image._meta.get_field("file").verbose_name), widget=forms.FileInput)
