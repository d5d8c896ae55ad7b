"""Keep what is derived from a place true when Wagtail publishes it or takes it off, from the desk or on schedule."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.signals import published, unpublished

from places.actions import after_publish
from places.member_photos import forget_unused_photos
from places.models import Place
from places.photo_tasks import prepare_photos


def _follow(instance: Place, **kwargs: Any) -> None:
    after_publish(instance)
    forget_unused_photos(instance)
    if instance.live and instance.photos.exists():
        transaction.on_commit(lambda: prepare_photos.enqueue(instance.pk))


def connect() -> None:
    """Listen; called once, when the application is ready."""
    published.connect(_follow, sender=Place, dispatch_uid="places.published")
    unpublished.connect(_follow, sender=Place, dispatch_uid="places.unpublished")
