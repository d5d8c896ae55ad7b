"""The best of what an index holds of some words, among the rows that one may see: by what the words weigh there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple, Protocol

from listings.among import Among
from search.index import Query
from search.query import RELEVANCE_UNIT

AT_ONCE = 3_000
"""Postings of which all are read."""
LIKELIEST = 300
"""Documents that are looked at of more than ``MANY``: those where the words weigh most."""
MANY = 1_000
"""From more results of a kind on, a search says « plus de 1 000 »."""


class Ordered(Protocol):
    """A kind of things: the columns that order its results before their relevance does."""

    @property
    def before(self) -> tuple[str, ...]:
        """The columns, « to be confirmed » after the others for instance."""


class Ranked(NamedTuple):
    """The best of some rows: how many there are (``MANY`` + 1: more than that), and keys with their relevance."""

    total: int
    best: list[tuple[int, float]]


def rank(kind: Ordered, query: Query, rows: Any, most: int, *, are_few: bool = False) -> Ranked:
    """The first of the rows that hold the words, best first. ``are_few``: they are one territory's."""
    scores = query.scores(AT_ONCE)
    if scores is None:
        return (_rank_each if are_few else _rank_likeliest)(kind, query, rows, most)
    keys = _keys(kind, rows, scores)
    return Ranked(len(keys), _sorted(keys, scores)[:most])


def _rank_each(kind: Ordered, query: Query, rows: Any, most: int) -> Ranked:
    """The same where the words are in many documents, and the rows are few: each of them is looked at."""
    keys = list(query.check(rows).order_by().values_list("pk", *kind.before)[: MANY + 1])
    return Ranked(len(keys), _sorted(keys, query.scores_of([key[0] for key in keys]))[:most])


def _rank_likeliest(kind: Ordered, query: Query, rows: Any, most: int) -> Ranked:
    """The same where the words are in too many documents to read them all: more than ``MANY`` are not told apart."""
    likeliest = query.heaviest(max(LIKELIEST, most))
    visible = _keys(kind, rows, likeliest)
    scores = query.scores_of([key[0] for key in visible])
    ranked = _sorted(visible, scores)[:most]
    are_most_visible = len(visible) >= len(likeliest) / 2 and query.count(2 * MANY) >= 2 * MANY
    if are_most_visible and len(ranked) == most:
        return Ranked(MANY + 1, ranked)
    keys = list(query.filter(rows).order_by().values_list("pk", *kind.before)[: MANY + 1])
    if len(keys) <= MANY or len(ranked) < most:
        ranked = _sorted(keys, query.scores_of([key[0] for key in keys]))[:most]
    return Ranked(len(keys), ranked)


def _keys(kind: Ordered, rows: Any, keys: Collection[int]) -> list[tuple[Any, ...]]:
    """Those of some keys that are among the rows, each with the columns that order it before its relevance does."""
    return list(rows.filter(Among("pk", keys)).order_by().values_list("pk", *kind.before)) if keys else []


def _sorted(keys: Collection[tuple[Any, ...]], scores: Mapping[int, int]) -> list[tuple[int, float]]:
    held = sorted((key for key in keys if key[0] in scores), key=lambda key: (key[1:], -scores[key[0]], key[0]))
    return [(key[0], scores[key[0]] / RELEVANCE_UNIT) for key in held]
