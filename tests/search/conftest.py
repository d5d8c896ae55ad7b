"""What the tests of search share: rows to find, since search itself knows no model of what it indexes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from django.contrib.auth.models import Group

from search.index import Document, Index

Fill = Callable[[dict[int, str]], Index]


def found(index: Index, text: str) -> list[int]:
    """Primary keys of what the text finds, best first."""
    query = index.query(text)
    ranked = query.rank(query.filter(Group.objects.all())).order_by("-relevance", "pk")
    return list(ranked.values_list("pk", flat=True))


def add_rows(pks: Iterable[int]) -> None:
    """Rows with these primary keys."""
    Group.objects.bulk_create(Group(pk=pk, name=f"row {pk}") for pk in pks)


@pytest.fixture
def fill(db: None) -> Fill:
    """Write texts to an index, and the rows that they are about to the database."""

    def fill(texts: dict[int, str]) -> Index:
        Group.objects.all().delete()  # Wagtail's migrations made some.
        add_rows(texts)
        index = Index("tests")
        index.write(Document(pk, [(text, 1.0)]) for pk, text in texts.items())
        return index

    return fill
