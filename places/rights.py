"""The rights of a person over the photographs they sent for their places: to take them along, to have them gone."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from accounts.rights import Section, erasing, exporting
from places.member_photos import sent_for
from places.models import Photo, Place


def connect() -> None:
    """Listen to both signals; called once, when the application is ready."""
    exporting.connect(export, dispatch_uid="places.photos")
    erasing.connect(erase, dispatch_uid="places.photos")


def export(*, user: Any, **_kwargs: Any) -> list[Section]:
    """The photographs of the places they own, with their files."""
    rows: list[dict[str, Any]] = []
    files: dict[str, str] = {}
    for place in Place.objects.filter(owner=user):
        for image in sent_for(place):
            rows.append({"lieu": place.name, "photo": image.title, "envoyee_le": image.created_at})
            files[f"lieu-{place.pk}-{image.pk}.webp"] = image.file.name
    return [Section(_("Photos de vos lieux"), rows, files)] if rows else []


def erase(*, user: Any, **_kwargs: Any) -> None:
    """Those that are not public: what a public page of a place shows belongs to the place, which stays."""
    for place in Place.objects.filter(owner=user):
        public = Photo.objects.filter(place=place, place__live=True).values("image")
        for image in sent_for(place).exclude(pk__in=public):
            image.delete()
