"""Keep what is derived from a place true when Wagtail publishes it or takes it off, from the desk or on schedule."""

from __future__ import annotations

from typing import Any

from wagtail.signals import published, unpublished

from places.actions import after_publish
from places.models import Place


def _follow(instance: Place, **kwargs: Any) -> None:
    after_publish(instance)


def connect() -> None:
    """Listen; called once, when the application is ready."""
    published.connect(_follow, sender=Place, dispatch_uid="places.published")
    unpublished.connect(_follow, sender=Place, dispatch_uid="places.unpublished")
