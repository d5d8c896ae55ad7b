"""Writing places: rows, slugs, cells, schedules and search index together, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.text import slugify

from listings.versions import bump_version
from places.geocoding_tasks import enqueue, missing
from places.indexing import index_places
from places.models import Place
from places.schedules import assign_schedules
from search.analysis import fold

BATCH = 500
_SLUG_LENGTH = 160


def base_slug(place: Place) -> str:
    """The slug a place would like: its name and its commune, so that it reads well and rarely clashes."""
    commune = fold(place.commune.name)
    name = fold(place.name)
    words = name if commune in name else f"{name} {commune}"
    return slugify(words)[:_SLUG_LENGTH].strip("-") or "lieu"


def assign_slugs(places: Iterable[Place]) -> None:
    """Give each place without a slug the first free one: ``base``, then ``base-2``, ``base-3``…"""
    waiting = [(place, base_slug(place)) for place in places if not place.slug]
    given: set[str] = set()
    rank = 1
    while waiting:
        wanted = [base if rank == 1 else f"{base}-{rank}" for _, base in waiting]
        taken = {
            slug
            for start in range(0, len(wanted), BATCH)
            for slug in Place.objects.filter(slug__in=wanted[start : start + BATCH]).values_list("slug", flat=True)
        }
        refused = []
        for (place, base), slug in zip(waiting, wanted, strict=True):
            if slug in taken or slug in given:
                refused.append((place, base))
            else:
                place.slug = slug
                given.add(slug)
        waiting, rank = refused, rank + 1


def write_places(
    create: Sequence[Place],
    update: Sequence[Place] = (),
    fields: Sequence[str] = (),
    progress: Callable[[int], None] = lambda written: None,
) -> None:
    """Publish places in bulk, without a revision each: imports, demo and synthetic data.

    ``create`` are unsaved places, ``update`` saved ones whose ``fields`` changed. ``progress`` is called with the
    number of rows just written. Nothing is written when any row breaks a constraint. A place that has revisions is in
    people's hands: don't pass it, its next edit would bring the old content back.
    """
    now = timezone.now()
    prefetch_related_objects([*create, *update], "commune__departement")
    for place in create:
        place.live = True
        place.has_unpublished_changes = False
        place.first_published_at = place.last_published_at = now
    with transaction.atomic():
        assign_slugs(create)
        for start in range(0, len(create), BATCH):
            written = Place.objects.bulk_create(create[start : start + BATCH])
            progress(len(written))
        _update(update, fields, progress)
        places = [*create, *update]
        assign_schedules(places)
        index_places(places)
        bump_version("places")


def _update(places: Sequence[Place], fields: Sequence[str], progress: Callable[[int], None]) -> None:
    if not places or not fields:
        return
    computed = [Place._meta.get_field(name) for name in ("cell", "updated_at")]
    for place in places:
        for field in computed:  # bulk_update() does not call pre_save()
            field.pre_save(place, False)
    columns = sorted({*fields, "cell", "updated_at"})
    for start in range(0, len(places), BATCH):
        batch = places[start : start + BATCH]
        Place.objects.bulk_update(batch, columns)
        progress(len(batch))


def after_publish(place: Place) -> None:
    """Bring what is derived from a place up to date: its schedule and its words. Idempotent."""
    with transaction.atomic():
        assign_schedules([place])
        index_places([place])
        bump_version("places")
        transaction.on_commit(lambda: _ask_for_points([place.pk]))


def _ask_for_points(pks: Iterable[int]) -> None:
    """Queue those of the places whose point is missing, or only their commune’s."""
    enqueue(missing().filter(pk__in=list(pks)).values_list("pk", flat=True))
