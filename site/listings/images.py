"""Photographs that people send: checked before they are decoded, written anew, nothing kept but the pixels.

What a file is called, where it was taken, and whatever hides in it or behind it are dropped; colours become sRGB.
"""

from __future__ import annotations

from io import BytesIO
from typing import IO, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps
from pillow_heif import register_heif_opener

register_heif_opener()

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 25_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
ACCEPTED = "image/jpeg,image/png,image/webp,image/heic,image/heif"
"""What a file input offers."""
_MAY_MOVE = frozenset({"PNG", "WEBP"})
"""Formats whose second picture is the next of a film. A telephone's JPEG may hold a second one that is none."""
_QUALITY = 78
_SRGB = ImageCms.createProfile("sRGB")

EMPTY = _("Ce fichier est vide : choisissez-en un autre.")
TOO_HEAVY = _("Cette photo pèse plus de 8 Mo : choisissez-en une plus légère.")
TOO_LARGE = _("Cette photo a plus de 25 millions de pixels : choisissez-en une plus petite.")
NO_PHOTO = _("Ce fichier n’est pas une photo que nous savons lire : envoyez un JPEG, un PNG, un WebP ou un HEIC.")
ANIMATED = _("Cette image est animée : envoyez une image fixe.")
DAMAGED = _("Cette photo est abîmée : choisissez-en une autre.")


def opened(file: IO[bytes], *, transparent: bool = False) -> Image.Image:
    """The photograph, read whole, upright and in plain colours: RGB, or RGBA where ``transparent`` and it is so.

    Raises ``ValidationError`` with what to do. The weight and the number of pixels are looked at before a single one
    is decoded.
    """
    content = file.read(MOST_BYTES + 1)
    if not content:
        raise ValidationError(EMPTY, "empty")
    if len(content) > MOST_BYTES:
        raise ValidationError(TOO_HEAVY, "heavy")
    try:
        image: Image.Image = Image.open(BytesIO(content), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(TOO_LARGE, "large") from error
    except (OSError, ValueError, SyntaxError, RuntimeError, EOFError) as error:
        raise ValidationError(NO_PHOTO, "unknown") from error
    if image.width * image.height > MOST_PIXELS:
        raise ValidationError(TOO_LARGE, "large")
    if image.format in _MAY_MOVE and getattr(image, "is_animated", False):
        raise ValidationError(ANIMATED, "animated")
    try:
        image.load()
        return _plain(ImageOps.exif_transpose(image), transparent)
    except (OSError, ValueError, SyntaxError, RuntimeError, EOFError, MemoryError) as error:
        raise ValidationError(DAMAGED, "damaged") from error


def _plain(image: Image.Image, transparent: bool) -> Image.Image:
    """Only the pixels, on white where it is transparent and may not be: a new image has no metadata to leak."""
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    coloured = _in_srgb(image, "RGBA" if has_alpha else "RGB")
    plain = Image.new("RGBA", coloured.size) if has_alpha and transparent else Image.new("RGB", coloured.size, "white")
    plain.paste(coloured, mask=coloured.getchannel("A") if has_alpha and not transparent else None)
    return plain


def _in_srgb(image: Image.Image, mode: str) -> Image.Image:
    """The picture in the colours that every screen knows; as it is when its own profile can't be read."""
    profile = image.info.get("icc_profile")
    if image.mode not in {"L", "RGB", "RGBA", "CMYK"}:
        image = image.convert(mode)
    try:
        if profile and "sRGB" not in ImageCms.getProfileDescription(_profile(profile)):
            return ImageCms.profileToProfile(image, _profile(profile), _SRGB, outputMode=mode) or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        pass
    return image.convert(mode)


def _profile(content: bytes) -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(BytesIO(content))


def written(image: Image.Image, width: int, height: int) -> bytes:
    """The photograph as WebP, no larger than a box in pixels."""
    small = image.copy()
    small.thumbnail((width, height), Image.Resampling.LANCZOS)
    kept = BytesIO()
    small.save(kept, "WEBP", quality=_QUALITY, method=4)
    return kept.getvalue()


def square(image: Image.Image, side: int) -> bytes:
    """The middle of the photograph as a square WebP, ``side`` pixels wide."""
    fitted = ImageOps.fit(image, (side, side), Image.Resampling.LANCZOS)
    kept = BytesIO()
    fitted.save(kept, "WEBP", quality=_QUALITY, method=4)
    return kept.getvalue()


class PhotoField(forms.FileField):
    """A photograph in a form: its cleaned value is a ``PIL`` image of plain pixels, or ``None``."""

    default_error_messages = {"invalid": NO_PHOTO, "missing": NO_PHOTO, "empty": EMPTY}
    widget = forms.FileInput(attrs={"accept": ACCEPTED})

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Read it. Raises ``ValidationError``."""
        upload = super().clean(data, None)
        if not upload:
            return None
        if upload.size > MOST_BYTES:
            raise ValidationError(TOO_HEAVY, "heavy")
        return opened(upload)
