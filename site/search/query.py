"""What a text looks for in an index, as SQL conditions and an order that every database computes alike."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial, reduce
from operator import add, and_, or_
from typing import Any, TypeVar

from django.db import connection
from django.db.models import BooleanField, FloatField, IntegerField, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from search.sql import AFTER_ALL_LETTERS, OfDocument, Sql, begins, is_one_of

Rows = TypeVar("Rows", bound=QuerySet[Any])

COMMON_TIMES = 4
RELEVANCE_UNIT = 100_000.0
MOST_IMPORTANCE = 1_500
"""A dozen words of this importance and of the most weight still add up to less than 2³¹, PostgreSQL's integers."""


@dataclass(frozen=True)
class Term:
    """A word looked for, with all that may stand for it."""

    typed: str
    """Its spelling as typed, in lower case."""
    forms: dict[str, int]
    """Forms that may stand for it, with their quality in percent."""
    beginnings: dict[str, int]
    """Beginnings of forms that may stand for it, likewise."""
    importance: int
    """Its rarity, see ``importance``."""
    documents: int
    """At most how many documents hold any of its forms."""
    corrections: dict[str, str] = field(default_factory=dict)
    """Forms it was corrected to, with their spelling, the most frequent first."""

    def conditions(self) -> list[Sql]:
        """Which postings stand for the term: any of these, each answered by one range or list of an index."""
        others = [form for form in self.forms if not form.startswith(tuple(self.beginnings))]
        return [begins(beginning) for beginning in self.beginnings] + ([is_one_of("form", others)] if others else [])

    @property
    def quality(self) -> int:
        """That of what stands best for the word, in percent: 100 for a word that the index holds as it was typed."""
        return max([*self.forms.values(), *self.beginnings.values()])

    def stands_for(self, form: str) -> bool:
        """Whether a folded word of a text is one that was looked for."""
        return form in self.forms or form.startswith(tuple(self.beginnings))

    def score(self) -> Sql:
        """What a posting is worth to the term, 0 if nothing: weight × quality × rarity, an integer."""
        forms_by_quality: dict[int, list[str]] = {}
        for form, quality in self.forms.items():
            forms_by_quality.setdefault(quality, []).append(form)
        cases = [(quality, is_one_of("form", forms)) for quality, forms in forms_by_quality.items()]
        cases += [(quality, begins(beginning)) for beginning, quality in self.beginnings.items()]
        cases.sort(key=lambda case: -case[0])
        whens = Sql.join(
            " ",
            [
                Sql(f"WHEN {condition.text} THEN {quality * self.importance // 100:d}", condition.params)
                for quality, condition in cases
            ],
        )
        return Sql(f"weight * CASE {whens.text} ELSE 0 END", whens.params)

    def span(self) -> Sql:
        """The stretch of the alphabet that holds all that may stand for the term, and more.

        Forms of one stem are neighbours: within one document, a single look at an index reads them all.
        """
        first = min([*self.forms, *self.beginnings])
        last = max([*self.forms, *(beginning + AFTER_ALL_LETTERS for beginning in self.beginnings)])
        return Sql("form >= %s AND form <= %s", (first, last))


@dataclass(frozen=True)
class Query:
    """What a text looks for. Made by ``Index.query``."""

    index_id: int = 0
    terms: tuple[Term, ...] = ()
    all_words: bool = True
    """Whether what is found holds every term; otherwise nothing does, and what holds any term is found."""
    is_empty: bool = False
    """Whether the text holds no word to look for (nothing, signs, « de la »): nothing is filtered nor ranked."""
    corrections: list[tuple[str, str]] = field(default_factory=list)
    """Words replaced, as (typed, used)."""
    ignored: list[str] = field(default_factory=list)
    """Words typed that nothing in the index resembles."""

    @property
    def documents(self) -> int:
        """At most how many documents are found, as far as the words tell without a look at the index."""
        numbers = [term.documents for term in self.terms]
        return min(numbers, default=0) if self.all_words else sum(numbers)

    def filter(self, queryset: Rows) -> Rows:
        """The rows found, by subqueries on their primary key."""
        if self.is_empty:
            return queryset
        if not self.terms:
            return queryset.none()
        if not self.all_words:
            return queryset.filter(self._is_listed(self.terms))
        # The documents of the rarest word are listed, and those of words as rare that are listed too; words far more
        # common than that are quicker looked for in the documents of the list, one by one.
        rarest, *others = self._rarest_first()
        rare = [term for term in others if term.documents < COMMON_TIMES * rarest.documents]
        held = [self._is_held(term) for term in others if term not in rare]
        return queryset.filter(self._are_listed([rarest, *rare]), *held)

    def check(self, queryset: Rows) -> Rows:
        """The same rows as ``filter``, each looked at in turn: for rows that are few already, or read up to a limit."""
        if self.is_empty:
            return queryset
        if not self.terms:
            return queryset.none()
        held = [Q(self._is_held(term)) for term in self.terms]
        return queryset.filter(reduce(and_ if self.all_words else or_, held))

    def scores(self, most: int) -> dict[int, int] | None:
        """What every document found is worth, by primary key; ``None`` where words may be in more than ``most``.

        The same numbers as ``rank``, read at once: for when nearly all that is found may be shown.
        """
        if sum(term.documents for term in self.terms) > most:
            return None
        if not self.terms:
            return {}
        with connection.cursor() as cursor:
            cursor.execute(*Sql.join(" UNION ALL ", [self._worth(*pair) for pair in enumerate(self.terms)]))
            return self._together(cursor.fetchall())

    def _worth(self, rank: int, term: Term) -> Sql:
        """``rank``, each document that holds the term, and what one of its words is worth to it.

        A piece for each form: SQLite answers a range from the right index, and a list from one that it reads whole.
        """
        ways = [(Sql("form >= %s AND form <= %s", (form, form)), quality) for form, quality in term.forms.items()]
        ways += [(begins(beginning), quality) for beginning, quality in term.beginnings.items()]
        pieces = [
            Sql(
                f"SELECT {rank:d}, document, weight * {quality * term.importance // 100:d} score FROM search_posting"  # noqa: S608
                f" WHERE index_id = {self.index_id:d} AND {condition.text}",
                condition.params,
            )
            for condition, quality in ways
        ]
        return Sql.join(" UNION ALL ", pieces)

    def heaviest(self, most: int) -> list[int]:
        """The documents where the rarest word weighs most, or any word when not all are held: the likeliest ones.

        For when so many are found that to read them all would take too long.
        """
        terms = self._rarest_first()[:1] if self.all_words else self.terms
        if not terms:
            return []
        listed = Sql.join(" UNION ALL ", [self._worth(*pair) for pair in enumerate(terms)])
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT document FROM ({listed.text}) listed ORDER BY score DESC, document LIMIT {most:d}",  # noqa: S608
                listed.params,
            )
            return list(dict.fromkeys(row[0] for row in cursor.fetchall()))

    def scores_of(self, documents: Collection[int]) -> dict[int, int]:
        """What each of some documents is worth, those that are not found left out."""
        if not documents or not self.terms:
            return {}
        among = ", ".join(f"{pk:d}" for pk in documents)
        pieces = []
        for rank, term in enumerate(self.terms):
            score, span = term.score(), term.span()
            text = (
                f"SELECT {rank:d}, document, MAX({score.text}) FROM search_posting"  # noqa: S608
                f" WHERE index_id = {self.index_id:d} AND document IN ({among}) AND {span.text} GROUP BY document"
            )
            pieces.append(Sql(text, score.params + span.params))
        with connection.cursor() as cursor:
            cursor.execute(*Sql.join(" UNION ALL ", pieces))
            return self._together((rank, pk, score) for rank, pk, score in cursor.fetchall() if score)

    def _together(self, rows: Iterable[tuple[int, int, int]]) -> dict[int, int]:
        """What documents are worth, from the rank of a term, a document, and what a word of it is worth to the term."""
        worth: list[dict[int, int]] = [{} for _ in self.terms]
        for rank, document, score in rows:
            if score > worth[rank].get(document, 0):
                worth[rank][document] = score
        if len(worth) == 1:
            return worth[0]
        documents = set.intersection(*map(set, worth)) if self.all_words else set().union(*worth)
        return {pk: sum(scores.get(pk, 0) for scores in worth) for pk in documents}

    def count(self, most: int) -> int:
        """About how many documents are found, up to ``most``: one that holds two forms of a word may count twice."""
        if not self.terms:
            return 0
        if self.all_words:
            rarest, *others = self._rarest_first()
            listed = self._documents([rarest])
            checks = Sql.join(" AND ", [Sql("1 = 1"), *(self._holds(term, "listed.document") for term in others)])
        else:
            listed, checks = self._documents(self.terms), Sql("1 = 1")
        found = f"SELECT 1 FROM ({listed.text}) listed WHERE {checks.text} LIMIT {most:d}"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM ({found}) found", listed.params + checks.params)  # noqa: S608
            return int(cursor.fetchone()[0])

    def rank(self, queryset: Rows) -> Rows:
        """The rows with ``relevance``, a float, greater for what fits better; equals need another order after it."""
        if not self.terms:
            return queryset.annotate(relevance=Value(0.0, FloatField()))
        # Sums of integers: floats would differ with the order in which a database adds them up.
        score = reduce(add, [OfDocument(partial(self._best, term), IntegerField()) for term in self.terms])
        return queryset.annotate(relevance=Cast(score, FloatField()) / Value(RELEVANCE_UNIT))

    def worth(self, relevance: float) -> float:
        """A relevance as the mean weight of the words looked for: what tells the best of several indexes.

        Rarity is not: a word may be rare in one index and common in another.
        """
        together = sum(term.importance for term in self.terms)
        return relevance * RELEVANCE_UNIT / together if together else 0.0

    def as_typed(self) -> Query:
        """The same without its corrections: the words that the index does not know are left out."""
        known = tuple(term for term in self.terms if not term.corrections)
        corrected = [term.typed for term in self.terms if term.corrections]
        return replace(self, terms=known, corrections=[], ignored=[*self.ignored, *corrected])

    def finds_any(self) -> bool:
        """Whether any document of the index is found."""
        return self.count(1) > 0

    def likeliest_corrections(self) -> list[tuple[str, str]]:
        """The words corrected, as (typed, used): to what most documents hold with the other terms, or most of all."""
        corrected = [term for term in self.terms if term.corrections]
        together = len(self.terms) > 1 and self.all_words
        likeliest = self._likeliest([term for term in corrected if together and len(term.corrections) > 1])
        return [
            (term.typed, term.corrections[likeliest.get(term.typed) or next(iter(term.corrections))])
            for term in corrected
        ]

    def _likeliest(self, terms: Sequence[Term]) -> dict[str, str]:
        """By word typed, the correction that most documents hold with the other terms: one query for all of them."""
        if not terms:
            return {}
        with connection.cursor() as cursor:
            cursor.execute(*Sql.join(" UNION ALL ", [self._count_corrections(*pair) for pair in enumerate(terms)]))
            rows = sorted(cursor.fetchall(), key=lambda row: (-row[2], row[1]))
        likeliest: dict[str, str] = {}
        for rank, form, _number in rows:
            likeliest.setdefault(terms[rank].typed, form)
        return likeliest

    def _count_corrections(self, rank: int, term: Term) -> Sql:
        """``rank``, each correction, and how many documents hold it with the other terms."""
        checks = [self._holds(other, "listed.document") for other in self.terms if other is not term]
        where = Sql.join(" AND ", [is_one_of("form", term.corrections), *checks])
        text = (
            f"SELECT {rank:d}, form, COUNT(*) FROM search_posting listed"  # noqa: S608
            f" WHERE index_id = {self.index_id:d} AND {where.text} GROUP BY form"
        )
        return Sql(text, where.params)

    def _rarest_first(self) -> list[Term]:
        return sorted(self.terms, key=lambda term: (term.documents, term.typed))

    def _documents(self, terms: Sequence[Term]) -> Sql:
        # A list per condition, because SQLite would rather read the whole index than answer an OR from it.
        lists = [
            Sql(f"SELECT document FROM search_posting WHERE index_id = {self.index_id:d} AND {text}", params)  # noqa: S608
            for term in terms
            for text, params in term.conditions()
        ]
        return Sql.join(" UNION ALL ", lists)

    def _is_listed(self, terms: Sequence[Term]) -> Q:
        """Whether a row is a document that holds any of the terms."""
        return Q(pk__in=RawSQL(*self._documents(terms)))  # noqa: S611

    def _are_listed(self, terms: Sequence[Term]) -> Q:
        """Whether a row is a document that holds each of the terms.

        One list: PostgreSQL, which takes a range of forms for a handful of documents, would compare two row by row.
        """
        if len(terms) == 1:
            return self._is_listed(terms)
        lists = [self._documents([term]) for term in terms]
        lists = [Sql(f"SELECT document FROM ({text}) listed", params) for text, params in lists]  # noqa: S608
        return Q(pk__in=RawSQL(*Sql.join(" INTERSECT ", lists)))  # noqa: S611

    def _is_held(self, term: Term) -> Any:
        return OfDocument(partial(self._holds, term), BooleanField())

    def _holds(self, term: Term, document: str) -> Sql:
        best = self._best(term, document)
        return Sql(f"{best.text} > 0", best.params)

    def _best(self, term: Term, document: str) -> Sql:
        score, span = term.score(), term.span()
        text = (
            f"COALESCE((SELECT MAX({score.text}) FROM search_posting"  # noqa: S608
            f" WHERE index_id = {self.index_id:d} AND document = {document} AND {span.text}), 0)"
        )
        return Sql(text, score.params + span.params)


def importance(documents: int, frequency: int) -> int:
    """How much a word of this frequency tells in an index of so many documents: 100 × ln(1 + N ÷ n), an integer."""
    return min(MOST_IMPORTANCE, round(100 * math.log(1 + max(1, documents) / max(1, frequency))))
