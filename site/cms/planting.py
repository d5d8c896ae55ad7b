"""Thousands of pages at once: the rows that Wagtail would write one by one, with the places in the tree computed here.

Nothing is revised, logged or signalled: for synthetic pages. Whoever calls indexes what was written.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Page

AT_A_TIME = 500
_NAMESPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")  # RFC 9562's, for addresses


@transaction.atomic
def plant(parent: Page, pages: Sequence[Any]) -> None:
    """Write published pages of one model below a page, after its last child; their slugs are free there.

    The pages get their primary keys. The tree stays one that ``fixtree`` finds nothing wrong with.
    """
    if not pages:
        return
    parent = Page.objects.select_for_update().get(pk=parent.pk)
    last = parent.get_children().order_by("-path").values_list("path", flat=True).first()
    first = int(last[-Page.steplen :], len(Page.alphabet)) + 1 if last else 1
    content_type = ContentType.objects.get_for_model(type(pages[0]))
    now = timezone.now()
    rows = []
    for step, page in enumerate(pages, first):
        _place(page, parent, step)
        page.content_type, page.live, page.draft_title = content_type, True, page.title
        page.first_published_at = page.last_published_at = page.latest_revision_created_at = now
        rows.append(Page(**{field.attname: getattr(page, field.attname) for field in Page._meta.concrete_fields[1:]}))
    for batch in _batches(rows):
        Page.objects.bulk_create(batch)
    for page, row in zip(pages, rows, strict=True):
        page.pk = page.page_ptr_id = row.pk
    _write_own_columns(pages)
    Page.objects.filter(pk=parent.pk).update(numchild=parent.numchild + len(pages))


def _place(page: Any, parent: Page, step: int) -> None:
    page.depth, page.numchild = parent.depth + 1, 0
    page.path = Page._get_path(parent.path, page.depth, step)
    page.url_path, page.locale = f"{parent.url_path}{page.slug}/", parent.locale
    page.translation_key = uuid.uuid5(_NAMESPACE, page.url_path)


def _write_own_columns(pages: Sequence[Any]) -> None:
    """The columns that the pages' model adds: Django creates no rows of a model with a parent in bulk."""
    model = type(pages[0])
    fields = list(model._meta.local_concrete_fields)
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    values = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({columns}) VALUES ({values})"  # noqa: S608
    with connection.cursor() as cursor:
        for batch in _batches(list(pages)):
            cursor.executemany(
                statement,
                [
                    [field.get_db_prep_save(field.pre_save(page, True), connection) for field in fields]
                    for page in batch
                ],
            )


def _batches(rows: Sequence[Any]) -> Iterator[list[Any]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, AT_A_TIME)):
        yield batch
