"""The texts of a result, as safe HTML where the words found are marked."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.marking import Piece, excerpt, marked
from search.query import Query

EXCERPT = 160
"""Letters of an excerpt, about."""


def shown(text: str, query: Query) -> SafeString:
    """The whole text."""
    return as_html(marked(text, query))


def shown_best(texts: Iterable[str], query: Query) -> SafeString:
    """An excerpt of the first of the texts that holds a word looked for, else of the first that says anything.

    What comes after it is not read: a text may be long to make.
    """
    first: list[Piece] = []
    for text in texts:
        pieces = excerpt(text, query, EXCERPT) if text else []
        if any(piece.is_found for piece in pieces):
            return as_html(pieces)
        first = first or pieces
    return as_html(first)


def as_html(pieces: Iterable[Piece]) -> SafeString:
    """Pieces of a text as HTML: each is escaped, those found are in ``<mark>``."""
    words = (f"<mark>{escape(piece.text)}</mark>" if piece.is_found else escape(piece.text) for piece in pieces)
    return mark_safe("".join(words))  # noqa: S308 - every piece is escaped just above
