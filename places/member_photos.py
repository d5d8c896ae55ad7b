"""Photographs of a place as its holder sends them: written anew, kept with the draft, gone when nothing shows them.

They are images like those of the desk, in no collection of an agency and by nobody. A file's name says which place it
was sent for, so that one that no version shows is found again.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.core.files.base import ContentFile
from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import SourceImageIOError

from listings.images import PhotoField, written
from places.models import Photo, Place

MOST = 6
"""Photographs of a place."""
AT_ONCE = 2
"""Fields for new ones on the page."""
LARGEST = (1600, 1200)
"""Pixels: more than any page shows."""
GRACE = timedelta(hours=1)
"""How long an image that no version names may still be about to be named."""
NIGHTS = timedelta(days=7)
"""How far back the nightly sweep looks, so that some nights may be missed."""
_SENT_FOR = re.compile(r"/lieu-(\d+)-")
_THUMBNAIL = "fill-160x120|format-webp|webpquality-45"


def add_fields(form: forms.Form, place: Place) -> tuple[str, ...]:
    """Give a form the fields of photographs: those to take off, and as many new ones as there is room for."""
    shown = list(place.photos.all()) if place.pk else []
    names: list[str] = []
    if shown:
        form.fields["without_photos"] = forms.MultipleChoiceField(
            label=_("Photos à retirer"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=[(str(photo.image_id), _thumbnail(photo)) for photo in shown],
        )
        names.append("without_photos")
    for number in range(1, min(AT_ONCE, MOST - len(shown)) + 1):
        form.fields[f"photo_{number}"] = PhotoField(
            label=_("Ajouter une photo"), required=False, help_text=_("JPEG, PNG, WebP ou HEIC, 8 Mo au plus.")
        )
        form.fields[f"photo_{number}_alt"] = forms.CharField(
            label=_("Ce que montre cette photo"),
            required=False,
            max_length=200,
            help_text=_("Pour qui ne la voit pas : « La grande salle, six bureaux devant les fenêtres »."),
        )
        names += [f"photo_{number}", f"photo_{number}_alt"]
    return tuple(names)


def _thumbnail(photo: Photo) -> SafeString:
    """What a photograph shows, and how it looks, where its file can be read."""
    try:
        url = photo.image.get_rendition(_THUMBNAIL).url
    except (SourceImageIOError, InvalidFilterSpecError, OSError):
        return format_html("{}", photo.alt)
    return format_html('<img src="{}" alt="" width="160" height="120">{}', url, photo.alt)


def check_words(form: forms.Form) -> None:
    """Ask for the words of each new photograph."""
    for name in _new_ones(form):
        if form.cleaned_data.get(name) and not form.cleaned_data.get(f"{name}_alt"):
            form.add_error(f"{name}_alt", _("Dites en quelques mots ce que montre la photo."))


def take_photos(place: Place, form: forms.Form) -> None:
    """Take off and add what a valid form says, in the draft. Files that no version shows any more are deleted."""
    forget_unused_photos(place)
    removed = set(form.cleaned_data.get("without_photos") or ())
    kept = [photo for photo in place.photos.all() if str(photo.image_id) not in removed]
    for name in _new_ones(form):
        if image := form.cleaned_data.get(name):
            alt = form.cleaned_data[f"{name}_alt"]
            content = ContentFile(written(image, *LARGEST), name=f"{_prefix(place)}{uuid4().hex}.webp")
            kept.append(Photo(image=get_image_model().objects.create(title=alt, file=content), alt=alt))
    for rank, photo in enumerate(kept):
        photo.sort_order = rank
    if removed or len(kept) != place.photos.count():
        place.photos.set(kept)


def _new_ones(form: forms.Form) -> list[str]:
    return [name for name in form.fields if name.startswith("photo_") and not name.endswith("_alt")]


def sent_for(place: Place) -> Any:
    """The images that holders of a place sent for it."""
    sent = get_image_model().objects.filter(uploaded_by_user=None)  # unlike those of the desk
    return sent.filter(file__contains=f"/{_prefix(place)}")


def forget_unused_photos(place: Place, also: Collection[int] = ()) -> None:
    """Delete, with their files, the images sent for a place that neither what is public nor the latest draft shows.

    Those younger than ``GRACE`` stay, but for the keys of ``also``: a colleague's form writes its images before the
    draft that names them, and that draft may be a moment away.
    """
    row = Place.objects.select_related("latest_revision").get(pk=place.pk)
    draft = row.latest_revision.content.get("photos", []) if row.latest_revision else []
    used = {photo.get("image") for photo in draft} | set(
        Photo.objects.filter(place=row).values_list("image", flat=True)
    )
    old = Q(created_at__lt=timezone.now() - GRACE) | Q(pk__in=also)
    for image in sent_for(row).filter(old).exclude(pk__in=used):
        image.delete()


def forget_stray_photos() -> None:
    """Every night: delete what was spared for its youth, or left by a form that was refused, and is still unused."""
    since = timezone.now() - NIGHTS
    sent = get_image_model().objects.filter(uploaded_by_user=None, created_at__gte=since, file__contains="/lieu-")
    names = sent.order_by().values_list("file", flat=True)
    keys = {int(found[1]) for name in names if (found := _SENT_FOR.search(name))}
    for place in Place.objects.filter(pk__in=keys):
        forget_unused_photos(place)


def _prefix(place: Place) -> str:
    return f"lieu-{place.pk}-"
