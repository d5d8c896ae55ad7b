"""Keep what is derived from resources true when their pages, their files or who may read them change."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.models import PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from cms.models import ResourceCollectionPage, ResourceIndexPage, ResourcePage
from cms.resources import downloads, reading
from cms.resources.indexing import VERSION, forget_resource, index_resources
from listings.versions import bump_version


def _follow(instance: ResourcePage, **kwargs: Any) -> None:
    reading.expect_texts([row.document_id for row in instance.files.all()])
    index_resources([instance])


def _forget(instance: ResourcePage, **kwargs: Any) -> None:
    forget_resource(instance.pk)


def _changed(**kwargs: Any) -> None:
    bump_version(VERSION)


def connect() -> None:
    """Listen; called once, when the application is ready."""
    for signal in (page_published, page_unpublished):
        signal.connect(_follow, sender=ResourcePage, dispatch_uid=f"cms.resources.{id(signal)}")
        for model in (ResourceIndexPage, ResourceCollectionPage):
            signal.connect(_changed, sender=model, dispatch_uid=f"cms.resources.{model.__name__}.{id(signal)}")
    post_delete.connect(_forget, sender=ResourcePage, dispatch_uid="cms.resources.deleted")
    post_delete.connect(_changed, sender=ResourceIndexPage, dispatch_uid="cms.resources.index_deleted")
    post_page_move.connect(_changed, dispatch_uid="cms.resources.moved")
    for signal in (post_save, post_delete):
        signal.connect(_changed, sender=PageViewRestriction, dispatch_uid=f"cms.resources.restricted.{id(signal)}")
    downloads.connect()
    reading.connect()
