"""What a text looks for in an index, as SQL conditions and an order that every database computes alike."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial, reduce
from operator import add
from typing import Any, NamedTuple, TypeVar

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Expression, F, Field, FloatField, IntegerField, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast
from django.db.models.sql.compiler import SQLCompiler

Rows = TypeVar("Rows", bound=QuerySet[Any])

_RELEVANCE_UNIT = 100_000.0
AFTER_ALL_LETTERS = "\U0010ffff"
"""What begins with X lies from X, included, to X followed by this."""


class Sql(NamedTuple):
    """A piece of SQL with its parameters. The ORM would take longer to write these than the database to run them."""

    text: str
    params: tuple[str | int, ...] = ()

    @classmethod
    def join(cls, separator: str, pieces: Sequence[Sql]) -> Sql:
        """The pieces in order, with the separator between them."""
        params = tuple(param for piece in pieces for param in piece.params)
        return cls(separator.join(piece.text for piece in pieces), params)


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
    corrected_to: tuple[str, ...] = ()
    """Spellings it was corrected to, the most frequent first."""

    def conditions(self) -> list[Sql]:
        """Which postings stand for the term: any of these, each answered by one range or list of an index."""
        others = [form for form in self.forms if not form.startswith(tuple(self.beginnings))]
        return [_begins(beginning) for beginning in self.beginnings] + ([_is_one_of(others)] if others else [])

    def score(self) -> Sql:
        """What a posting that stands for the term is worth: weight × quality × rarity, an integer."""
        forms_by_quality: dict[int, list[str]] = {}
        for form, quality in self.forms.items():
            forms_by_quality.setdefault(quality, []).append(form)
        cases = [(quality, _is_one_of(forms)) for quality, forms in forms_by_quality.items()]
        cases += [(quality, _begins(beginning)) for beginning, quality in self.beginnings.items()]
        cases.sort(key=lambda case: -case[0])
        whens = Sql.join(
            " ",
            [
                Sql(f"WHEN {is_so.text} THEN {quality * self.importance // 100:d}", is_so.params)
                for quality, is_so in cases
            ],
        )
        return Sql(f"weight * CASE {whens.text} ELSE 0 END", whens.params)


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

    def filter(self, queryset: Rows) -> Rows:
        """The rows found, by subqueries on their primary key."""
        if self.is_empty:
            return queryset
        if not self.terms:
            return queryset.none()
        if not self.all_words:
            return queryset.filter(pk__in=RawSQL(*self._documents(self.terms)))  # noqa: S611
        # The rarest word is listed; each of the others is then looked for in the documents of that list only.
        rarest, *others = self._rarest_first()
        checks = [_OfDocument(partial(self._exists, term), BooleanField()) for term in others]
        return queryset.filter(*checks, pk__in=RawSQL(*self._documents([rarest])))  # noqa: S611

    def rank(self, queryset: Rows) -> Rows:
        """The rows with ``relevance``, a float, greater for what fits better; equals need another order after it."""
        if not self.terms:
            return queryset.annotate(relevance=Value(0.0, FloatField()))
        # Sums of integers: floats would differ with the order in which a database adds them up.
        score = reduce(add, [_OfDocument(partial(self._best, term), IntegerField()) for term in self.terms])
        return queryset.annotate(relevance=Cast(score, FloatField()) / Value(_RELEVANCE_UNIT))

    def finds_any(self) -> bool:
        """Whether any document of the index holds all terms."""
        rarest, *others = self._rarest_first()
        listed = self._documents([rarest])
        checks = Sql.join(" AND ", [Sql("1 = 1"), *(self._exists(term, "listed.document") for term in others)])
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT 1 FROM ({listed.text}) listed WHERE {checks.text} LIMIT 1",  # noqa: S608
                listed.params + checks.params,
            )
            return cursor.fetchone() is not None

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

    def _exists(self, term: Term, document: str) -> Sql:
        postings = self._postings(term, document)
        return Sql(f"EXISTS (SELECT 1 {postings.text})", postings.params)

    def _best(self, term: Term, document: str) -> Sql:
        score, postings = term.score(), self._postings(term, document)
        return Sql(f"COALESCE((SELECT MAX({score.text}) {postings.text}), 0)", score.params + postings.params)

    def _postings(self, term: Term, document: str) -> Sql:
        """The postings of one document that stand for the term."""
        condition = Sql.join(" OR ", term.conditions())
        text = (
            f"FROM search_posting WHERE index_id = {self.index_id:d} AND document = {document} AND ({condition.text})"
        )
        return Sql(text, condition.params)


class _OfDocument(Expression):
    """SQL about the document of a row, known by its primary key."""

    def __init__(self, write: Callable[[str], Sql], output_field: Field[Any, Any]) -> None:
        super().__init__(output_field=output_field)
        self.write = write
        self.key: Any = F("pk")

    def get_source_expressions(self) -> list[Any]:
        return [self.key]

    def set_source_expressions(self, expressions: Sequence[Any]) -> None:
        (self.key,) = expressions

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        """The piece, about the column where the query keeps the primary key."""
        column, _ = compiler.compile(self.key)
        return self.write(column)


def _begins(beginning: str) -> Sql:
    return Sql("form >= %s AND form < %s", (beginning, beginning + AFTER_ALL_LETTERS))


def _is_one_of(forms: Sequence[str]) -> Sql:
    return Sql(f"form IN ({', '.join(['%s'] * len(forms))})", tuple(forms))


def importance(documents: int, frequency: int) -> int:
    """How much a word of this frequency tells in an index of so many documents: 100 × ln(1 + N ÷ n), an integer."""
    return round(100 * math.log(1 + max(1, documents) / max(1, frequency)))
