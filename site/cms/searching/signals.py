"""Keep the index of pages true: saved, published or not, moved, deleted, opened to all or to some."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_unpublished, post_page_move

from cms.searching.indexing import forget_page, index_below, index_page, searched_models

KEPT_WITH_A_DRAFT = frozenset(
    {"draft_title", "has_unpublished_changes", "latest_revision", "latest_revision_created_at"}
)
"""What Wagtail writes on a page's row when a draft of it is kept: nothing that is read by the public."""


def _saved(instance: Any, raw: bool = False, update_fields: Collection[str] | None = None, **kwargs: Any) -> None:
    is_of_a_draft = update_fields is not None and KEPT_WITH_A_DRAFT.issuperset(update_fields)
    if not raw and not is_of_a_draft:
        index_page(instance)


def _unpublished(instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, tuple(searched_models())):  # whoever saved it may have held it as a bare page
        index_page(instance)


def _deleted(sender: type[Page], instance: Any, **kwargs: Any) -> None:
    forget_page(sender, instance.pk)


def _moved(instance: Any, **kwargs: Any) -> None:
    index_below(Page.objects.values_list("path", flat=True).get(pk=instance.pk))


def _restricted(instance: PageViewRestriction, **kwargs: Any) -> None:
    path = Page.objects.filter(pk=instance.page_id).values_list("path", flat=True).first()
    if path:  # with its page, it is already gone
        index_below(path)


def connect() -> None:
    """Listen to every way in which a page becomes readable or not; called once, when the application is ready.

    Saving says it all of one page: publishing, unpublishing, scheduling and copying save what is public.
    """
    for model in searched_models():
        post_save.connect(_saved, sender=model, dispatch_uid="cms.searching.saved")
        post_delete.connect(_deleted, sender=model, dispatch_uid="cms.searching.deleted")
    page_unpublished.connect(_unpublished, dispatch_uid="cms.searching.unpublished")
    post_page_move.connect(_moved, dispatch_uid="cms.searching.moved")
    for signal in (post_save, post_delete):
        signal.connect(_restricted, sender=PageViewRestriction, dispatch_uid="cms.searching.restricted")
