"""Making a place's photographs ready in the background, so that the first visitor does not wait for it."""

from __future__ import annotations

from django_tasks import task

from places.models import Place
from places.photos import make_sizes


@task()
def prepare_photos(pk: int) -> None:
    """Make the files that the page of a place asks for; nothing for one that is not public."""
    place = Place.objects.published().filter(pk=pk).first()
    if place:
        make_sizes(place)
