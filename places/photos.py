"""Photographs as pages send them: few bytes, no more than the eye can use."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet, prefetch_related_objects
from django.utils.safestring import SafeString, mark_safe
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import Picture, SourceImageIOError

from places.models import Photo, Place

SIZES = "(min-width: 64rem) 24rem, (min-width: 40rem) 50vw, 100vw"
_AVIF = ("format-avif|max-400x400|avifquality-42", "format-avif|max-800x600|avifquality-42")
_WEBP = ("format-webp|max-400x400|webpquality-45", "format-webp|max-640x480|webpquality-42")
_JPEG = "format-jpeg|max-640x480|jpegquality-42"
SPECS = (*_AVIF, *_WEBP, _JPEG)
"""Two sizes of the formats that browsers of today read, one of the format they all read: at most 60 KB each."""


@dataclass(frozen=True)
class Shown:
    """A photograph on a page: its ``<picture>``, what it shows in words, the address of its JPEG."""

    picture: SafeString
    alt: str
    url: str


def shown_photos(place: Place) -> list[Shown]:
    """The photographs of a place or of a draft of one, in order: two queries, one where there are none.

    A file that is lost or is no picture is left out.
    """
    photos = place.photos.get_queryset()
    if isinstance(photos, QuerySet):
        photos = photos.select_related("image").order_by("sort_order", "pk")
    listed = list(photos)  # those of a draft are in no table
    prefetch_related_objects(listed, "image__renditions")
    shown = (_show(photo) for photo in listed)
    return [photo for photo in shown if photo]


def make_sizes(place: Place) -> None:
    """Make the files that the page will ask for, before anyone asks: a second or so each."""
    shown_photos(place)


def _show(photo: Photo) -> Shown | None:
    try:
        renditions = photo.image.get_renditions(*SPECS)
    except (SourceImageIOError, InvalidFilterSpecError, OSError):
        return None
    picture = Picture(renditions, {"alt": photo.alt, "loading": "lazy", "decoding": "async", "sizes": SIZES})
    return Shown(mark_safe(str(picture)), photo.alt, renditions[_JPEG].url)  # noqa: S308 - Wagtail escapes the attributes
