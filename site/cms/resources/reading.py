"""Reading the files that are sent: a row tells what became of each, and its resources are found by its words."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django.utils import timezone
from django_tasks import task
from wagtail.documents import get_document_model

from cms.models import DocumentText, ResourcePage
from cms.resources.extraction import Text, text_of
from cms.resources.indexing import index_resources
from cms.resources.vocabulary import TextState

PRIORITY = -5
"""Behind mail, which a person waits for."""
_OWN_COLUMNS = {"file_hash", "file_size"}
"""Written by Wagtail when it first looks at a file, which is none the newer for it."""


@task(priority=PRIORITY)
def read_document(pk: int) -> str:
    """Read one file and keep its words; return the state. May run any number of times."""
    document = get_document_model().objects.filter(pk=pk).first()
    if document is None:
        return ""
    row, _created = DocumentText.objects.get_or_create(document=document)
    name = document.file.name
    try:
        file_hash = document.get_file_hash()
        if row.state != TextState.WAITING and row.file_hash == file_hash:
            return row.state
        with document.file.open("rb") as file:
            text = text_of(file, name)
    except OSError:  # the file is gone from the store
        file_hash, text = "", Text(TextState.MALFORMED)
    return keep(pk, name, file_hash, text)


def keep(pk: int, name: str, file_hash: str, text: Text) -> str:
    """Keep what was read unless another file took its place meanwhile, and have its resources found by it."""
    with transaction.atomic():
        if not get_document_model().objects.filter(pk=pk, file=name).exists():
            return ""
        DocumentText.objects.filter(document=pk).update(
            state=text.state, words=text.words, file_hash=file_hash, read_at=timezone.now()
        )
        index_resources(ResourcePage.objects.live().filter(files__document=pk).distinct())
    return text.state.value


@task(priority=PRIORITY)
def read_waiting() -> int:
    """Read every file that waits, such as those of before files were read; return how many."""
    unread = get_document_model().objects.exclude(pk__in=DocumentText.objects.order_by().values("document"))
    DocumentText.objects.bulk_create([DocumentText(document_id=pk) for pk in unread.values_list("pk", flat=True)])
    waiting = list(DocumentText.objects.filter(state=TextState.WAITING).values_list("document", flat=True))
    for pk in waiting:
        read_document.call(pk)
    return len(waiting)


def expect_texts(pks: Iterable[int]) -> None:
    """Have these files read soon, unless they were."""
    pks = set(pks)
    known = set(DocumentText.objects.filter(document__in=pks).values_list("document", flat=True))
    for pk in sorted(pks - known):
        DocumentText.objects.get_or_create(document_id=pk)
        transaction.on_commit(functools.partial(read_document.enqueue, pk))


def _follow(instance: Any, created: bool, update_fields: Any = None, **kwargs: Any) -> None:
    """A file that is sent, or sent again, is to be read; what was read of the one before is forgotten."""
    if update_fields and set(update_fields) <= _OWN_COLUMNS:
        return
    row, is_new = DocumentText.objects.get_or_create(document=instance)
    if is_new or row.file_hash != instance.file_hash:
        DocumentText.objects.filter(pk=row.pk).update(state=TextState.WAITING, words="", file_hash="")
        transaction.on_commit(functools.partial(read_document.enqueue, instance.pk))


def connect() -> None:
    """Listen to the files that are kept; called once, when the application is ready."""
    post_save.connect(_follow, sender=get_document_model(), dispatch_uid="cms.resources.reading")
