"""Keep what is derived from a business true when Wagtail publishes it or takes it off."""

from __future__ import annotations

from typing import Any

from wagtail.signals import published, unpublished

from directory.businesses.actions import after_publish
from directory.models import Business


def _follow(instance: Business, **kwargs: Any) -> None:
    after_publish(instance)


def connect() -> None:
    """Listen; called once, when the application is ready."""
    published.connect(_follow, sender=Business, dispatch_uid="directory.businesses.published")
    unpublished.connect(_follow, sender=Business, dispatch_uid="directory.businesses.unpublished")
