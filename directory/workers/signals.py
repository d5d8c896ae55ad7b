"""Keep what is derived from a person true when Wagtail publishes them or takes them off."""

from __future__ import annotations

from typing import Any

from wagtail.signals import published, unpublished

from directory.models import RemoteWorker
from directory.workers.actions import after_publish


def _follow(instance: RemoteWorker, **kwargs: Any) -> None:
    after_publish(instance)


def connect() -> None:
    """Listen; called once, when the application is ready."""
    published.connect(_follow, sender=RemoteWorker, dispatch_uid="directory.workers.published")
    unpublished.connect(_follow, sender=RemoteWorker, dispatch_uid="directory.workers.unpublished")
