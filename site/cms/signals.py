"""Forget what the cache holds of a site when one of its sources changes."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from cms.identity_version import forget_identities
from cms.models import SiteTerritory
from cms.translating import forget_translations
from geography.models import Territory


def _forget(**kwargs: Any) -> None:
    forget_identities()
    forget_translations()


def connect() -> None:
    """Listen to every change that a header or a footer shows; called once, when the application is ready."""
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(_forget, dispatch_uid=f"cms.identity.{id(signal)}")
    for model in (Site, SiteTerritory, Territory):
        for signal in (post_save, post_delete):
            signal.connect(_forget, sender=model, dispatch_uid="cms.identity")
    post_delete.connect(_forget, sender=Page, dispatch_uid="cms.identity")
