"""Keep what is derived from resources true when their pages, their files or who may read them change."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from cms.models import ResourceCollectionPage, ResourceFile, ResourceIndexPage, ResourcePage
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


def _index_again(resources: Any) -> None:
    """Index published resources again once the transaction is over, as they are then."""
    keys = list(resources.order_by().values_list("pk", flat=True))
    if keys:
        live = ResourcePage.objects.live()
        transaction.on_commit(lambda: index_resources(live.filter(pk__in=keys)))


def _file_changed(instance: Any, created: bool = False, **kwargs: Any) -> None:
    """A file that moves to another collection may be read by others than before."""
    if not created:
        _index_again(ResourcePage.objects.live().filter(files__document=instance))


def _file_taken_off(instance: ResourceFile, **kwargs: Any) -> None:
    _index_again(ResourcePage.objects.live().filter(pk=instance.page_id))


def _files_restricted(instance: CollectionViewRestriction, **kwargs: Any) -> None:
    collections = Collection.objects.filter(path__startswith=instance.collection.path)
    _index_again(ResourcePage.objects.live().filter(files__document__collection__in=collections).distinct())


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
        signal.connect(
            _files_restricted, sender=CollectionViewRestriction, dispatch_uid=f"cms.resources.kept_back.{id(signal)}"
        )
    post_save.connect(_file_changed, sender=get_document_model(), dispatch_uid="cms.resources.file_changed")
    post_delete.connect(_file_taken_off, sender=ResourceFile, dispatch_uid="cms.resources.file_taken_off")
    downloads.connect()
    reading.connect()
