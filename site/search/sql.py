"""Pieces of SQL, the same for every database.

The ORM would take longer to write a search than a database takes to run it; only the last step, onto the caller's
queryset, goes through it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, F, Field
from django.db.models.sql.compiler import SQLCompiler

AFTER_ALL_LETTERS = "\U0010ffff"
"""What begins with X lies from X, included, to X followed by this."""


class Sql(NamedTuple):
    """A piece of SQL with its parameters."""

    text: str
    params: tuple[str | int, ...] = ()

    @classmethod
    def join(cls, separator: str, pieces: Sequence[Sql]) -> Sql:
        """The pieces in order, with the separator between them."""
        params = tuple(param for piece in pieces for param in piece.params)
        return cls(separator.join(piece.text for piece in pieces), params)


def begins(beginning: str) -> Sql:
    """Whether ``form`` begins so: a range, which any database's index answers."""
    return Sql("form >= %s AND form < %s", (beginning, beginning + AFTER_ALL_LETTERS))


def is_one_of(column: str, values: Iterable[str]) -> Sql:
    """Whether the column holds one of these texts, at least one."""
    params = tuple(values)
    return Sql(f"{column} IN ({', '.join(['%s'] * len(params))})", params)


class OfDocument(Expression):
    """SQL about the document that a row is, known by its primary key."""

    def __init__(self, write: Callable[[str], Sql], output_field: Field[Any, Any]) -> None:
        """``write`` is given the column of the primary key and returns the piece."""
        super().__init__(output_field=output_field)
        self.write = write
        self.key: Any = F("pk")

    def get_source_expressions(self) -> list[Any]:
        """The primary key, so that Django resolves it where the queryset ends up."""
        return [self.key]

    def set_source_expressions(self, expressions: Sequence[Any]) -> None:
        """The primary key, resolved."""
        (self.key,) = expressions

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        """The piece, about the column where the queryset keeps its primary key."""
        column, _ = compiler.compile(self.key)
        return self.write(column)
