"""``manage.py rebuild_search``: every search index from nothing, as a new analysis of words demands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import QuerySet

from agenda import indexing as events
from cms.resources import indexing as resources
from cms.searching import indexing as pages
from directory.businesses import indexing as businesses
from directory.models import Business, RemoteWorker
from directory.workers import indexing as workers
from places import indexing as places
from places.models import Place
from search.index import Document, Index

_BATCH = 1_000


class Command(BaseCommand):
    """Idempotent; visitors search what was there until each index is whole."""

    help = "Index again all that is searched: places, people, businesses, pages, news, resources and events."

    def handle(self, *args: Any, **options: Any) -> None:
        for index, model, documents in (
            (places.PLACES, Place, places.documents),
            (workers.WORKERS, RemoteWorker, workers.documents),
            (businesses.BUSINESSES, Business, businesses.documents),
        ):
            self._tell(index, index.rebuild(_in_batches(_live(model), documents)))
        for index in (pages.PAGES, pages.NEWS):
            self._tell(index, pages.rebuild(index))
        self._tell(resources.RESOURCES, resources.rebuild())
        self._tell(events.EVENTS, events.rebuild())

    def _tell(self, index: Index, number: int) -> None:
        self.stdout.write(f"{index.name}: {number}")


def _live(model: Any) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.objects.filter(live=True).select_related("commune__departement").order_by("pk")
    return rows


def _in_batches(rows: QuerySet[Any], documents: Callable[[Iterable[Any]], Iterator[Document]]) -> Iterator[Document]:
    """The documents of the rows, some at a time: each batch asks what it needs at once."""
    batch: list[Any] = []
    for row in rows.iterator(_BATCH):
        batch.append(row)
        if len(batch) == _BATCH:
            yield from documents(batch)
            batch = []
    yield from documents(batch)
