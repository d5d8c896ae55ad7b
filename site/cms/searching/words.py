"""The texts of a result, as safe HTML where the words found are marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.marking import Piece, excerpt, marked
from search.query import Query

EXCERPT = 160
"""Letters of an excerpt, about."""


def shown(text: str, query: Query) -> SafeString:
    """The whole text."""
    return as_html(marked(text, query))


def shown_best(texts: Sequence[str], query: Query) -> SafeString:
    """An excerpt of the first of the texts that holds a word looked for, else of the first that says anything."""
    said = [text for text in texts if text]
    excerpts = (excerpt(text, query, EXCERPT) for text in said)
    best = next((pieces for pieces in excerpts if any(piece.is_found for piece in pieces)), None)
    return as_html(best if best is not None else excerpt(said[0] if said else "", query, EXCERPT))


def as_html(pieces: Iterable[Piece]) -> SafeString:
    """Pieces of a text as HTML: each is escaped, those found are in ``<mark>``."""
    words = (f"<mark>{escape(piece.text)}</mark>" if piece.is_found else escape(piece.text) for piece in pieces)
    return mark_safe("".join(words))  # noqa: S308 - every piece is escaped just above
