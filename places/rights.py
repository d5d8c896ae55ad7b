"""The rights of a person over the photographs they sent for their places: to take them along, to have them gone."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.rights import Section, erasing, exporting
from listings.teaming import heir_of
from places.member_photos import forget_unused_photos, sent_for
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
    """Those that are not public: what a public page of a place shows belongs to the place, which stays.

    Of a place that a team goes on holding, only those of their versions that no version shows once theirs are gone.
    """
    for place in Place.objects.held_by(user):
        if place.owner_id != user.pk or heir_of(place):
            # ``listings`` hands over and deletes their versions after this receiver.
            transaction.on_commit(partial(forget_unused_photos, place, also=_shown_by(user, place)))
            continue
        public = Photo.objects.filter(place=place, place__live=True).values("image")
        for image in sent_for(place).exclude(pk__in=public):
            image.delete()


def _shown_by(user: Any, place: Place) -> frozenset[int]:
    """The keys of the images that their versions of a place show."""
    contents = place.revisions.filter(user=user).values_list("content", flat=True)
    return frozenset(photo["image"] for content in contents for photo in content.get("photos", []))
