"""What of a person is found by words: only what everyone sees on their page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.utils import translation

from directory.models import RemoteWorker
from directory.visibility import PublicView, Viewer, view_of
from geography.models import FormerCommune
from search.index import Document, Index

WORKERS = Index("workers")

HEADLINE, NAME, SKILLS, WHERE, WORK, DETAIL = 8.0, 6.0, 5.0, 4.0, 2.0, 1.0


def documents(workers: Iterable[RemoteWorker]) -> Iterator[Document]:
    """The documents of people whose ``commune__departement`` is loaded, in French whatever the active language."""
    workers = list(workers)
    former: dict[str, list[str]] = defaultdict(list)
    names = FormerCommune.objects.filter(commune__in={worker.commune_id for worker in workers})
    for code, name in names.order_by("pk").values_list("commune_id", "name"):
        former[code].append(name)
    with translation.override("fr"):
        for worker in workers:
            yield _document(worker.pk, view_of(worker, Viewer.ANYONE), former[worker.commune_id])


def _document(pk: int, view: PublicView, former: list[str]) -> Document:
    commune = view.commune
    texts = (
        (view.headline, HEADLINE),
        (view.display_name, NAME),
        (" ".join(view.skills), SKILLS),
        (" ".join([commune.name, commune.departement.name, *former]), WHERE),
        (" ".join([view.family_label, view.status_label, view.employer]), WORK),
        (" ".join([*view.mode_labels, *view.contract_labels, *view.sector_labels, *view.language_labels]), WORK),
        (view.presentation, DETAIL),
    )
    return Document(pk, texts)
