"""Where in a text the words looked for are: for a list of results that shows why each was found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from search.analysis import WORD_LENGTH, fold
from search.query import Query

MOST_LETTERS = 20_000
"""Of a longer text, only the beginning is looked at."""
_WORD = re.compile(r"[^\W_]+(?:['’\-‐‑][^\W_]+)*")
_TIE = re.compile(r"(['’\-‐‑])")
_SPACES = re.compile(r"[^\S\u00a0\u202f]+")
"""Spaces and ends of lines, but not the no-break spaces of French, without which « ; » would begin a line."""
_BEFORE = 60
"""Letters kept, at most, before the first word found."""


class Piece(NamedTuple):
    """A stretch of a text; its pieces, in order, are the whole text."""

    text: str
    is_found: bool


def marked(text: str, query: Query) -> list[Piece]:
    """The text in pieces: the words that were looked for, and what stands between them.

    A hyphenated word is one when its halves together were looked for (« co-working » for ``coworking``).
    """
    text = unicodedata.normalize("NFC", text[:MOST_LETTERS])
    pieces: list[Piece] = []
    end = 0
    for first, last in _found(text, query):
        if first > end:
            pieces.append(Piece(text[end:first], False))
        pieces.append(Piece(text[first:last], True))
        end = last
    if end < len(text):
        pieces.append(Piece(text[end:], False))
    return pieces


def excerpt(text: str, query: Query, length: int) -> list[Piece]:
    """About ``length`` letters of the text around the first word looked for, else from its beginning, in pieces."""
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", text[:MOST_LETTERS])).strip()
    first = next((first for first, _last in _found(text, query)), 0)
    start = 0 if len(text) <= length or first <= _BEFORE else _word_before(text, first - _BEFORE)
    end = len(text) if len(text) <= start + length else text.rfind(" ", start + 1, start + length + 1)
    end = start + length if end == -1 else end
    pieces = marked(text[start:end].strip(), query)
    return [
        *([Piece("… ", False)] if start else []),
        *pieces,
        *([Piece(" …", False)] if end < len(text) else []),
    ]


def _word_before(text: str, position: int) -> int:
    return text.rfind(" ", 0, position) + 1


def _found(text: str, query: Query) -> Iterator[tuple[int, int]]:
    """Where each word looked for begins and ends."""
    for token in _WORD.finditer(text):
        parts = _TIE.split(token.group())
        if len(parts) > 1 and _is_looked_for("".join(parts[::2]), query):
            yield token.span()
            continue
        place = token.start()
        for part in parts:
            if _is_looked_for(part, query):
                yield place, place + len(part)
            place += len(part)


def _is_looked_for(word: str, query: Query) -> bool:
    form = fold(word)[:WORD_LENGTH]
    return bool(form) and any(term.stands_for(form) for term in query.terms)
