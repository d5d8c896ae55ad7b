"""What other packages use: an index of documents, written and queried by name.

    places = Index("places")
    places.write([Document(pk=12, texts=[("Le Comptoir", 4.0), ("Un café avec wifi.", 1.0)])])
    query = places.query("cafe wi-fi")
    query.rank(query.filter(Place.objects.published())).order_by("-relevance", "pk")

Results and their order are the same on every database.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from search import writing
from search.query import Query
from search.reading import build, build_all
from search.writing import Document

__all__ = ["Document", "Index", "Query", "query_all"]


class Index:
    """The stored words of one kind of documents."""

    def __init__(self, name: str) -> None:
        """The name, such as ``"places"``, is all that tells one index from another."""
        self.name = name

    def write(self, documents: Iterable[Document]) -> int:
        """Index the documents, each in place of what was indexed for its primary key; return how many changed.

        In one transaction, or in the caller's. Writers of one index wait for one another until their transaction
        ends: write once, last.
        """
        return writing.write(self.name, documents)

    def remove(self, pks: Iterable[int]) -> int:
        """Forget the documents with these primary keys; return how many were known."""
        return writing.remove(self.name, pks)

    def knows(self, pk: int) -> bool:
        """Whether a document with this primary key is indexed, by any word."""
        return writing.is_known(self.name, pk)

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Index these documents and no others, from nothing, as a new analysis demands; return how many there are."""
        return writing.rebuild(self.name, documents)

    def query(self, text: str) -> Query:
        """What the text, typed by anyone, looks for in this index. Never an error, whatever the text."""
        return build(self.name, text)


def query_all(indexes: Sequence[Index], text: str) -> list[Query]:
    """What the text looks for in each of several indexes, in their order."""
    return build_all([index.name for index in indexes], text)
