"""How many listings each further choice would leave, and the choices as a page shows them.

Rows are read once (``Facets.of``), their columns as the database keeps them, and counted here: a database takes longer
to plan fifty sums than to send the columns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import ExpressionWrapper, F, Field, Model, QuerySet, TextField
from django.db.models.constants import LOOKUP_SEP
from django.forms import Form

from listings.fields import CodeSetField

Row = tuple[Any, ...]
"""What was read of a listing: some columns, its primary key first, then those that the choices ask about."""
Counts = dict[str, int]
"""``total``; ``name:code`` of each choice found; ``name:`` of each facet and ``name`` of each tick that was counted."""


@dataclass(frozen=True)
class Option:
    """One choice of a facet, with the number of listings it would leave (``None``: not counted)."""

    name: str
    value: str
    label: str
    count: int | None
    checked: bool


@dataclass(frozen=True)
class Facet:
    """A parameter that may have several codes, and the column of one code or of a set of them that it asks about.

    Unless it ``narrows``, one more code adds listings: its choices are counted as if none of them was ticked.
    """

    name: str
    column: str
    narrows: bool = False
    code_of: Callable[[Any], str] | None = None
    """Makes the code of the column's value as the database keeps it, such as the year of a date."""


@dataclass(frozen=True)
class Tick:
    """A yes-or-no parameter, the columns it asks about, and whether their values answer yes.

    The values are as the database keeps them: SQLite has 0 and 1 for a boolean and « 2026-11-23 » for a date.
    """

    name: str
    columns: tuple[str, ...]
    is_so: Callable[..., bool]


def _as_kept(column: str) -> Any:
    """A column as the database keeps it: Django has nothing to make of a text, and each value takes time to make."""
    return ExpressionWrapper(F(column), TextField())


class _Codes:
    """A facet's column as it is read: an integer for a set of codes, else a code."""

    def __init__(self, model: type[Model], facet: Facet) -> None:
        self.name = facet.name
        self.field = _field(model, facet.column)
        self.is_set = isinstance(self.field, CodeSetField)
        self.code_of = facet.code_of
        # Tuples of codes are only made of the few integers that differ.
        self.read: Any = _as_kept(facet.column) if self.is_set or facet.code_of else F(facet.column)

    def holds(self, ticked: Collection[str]) -> Callable[[Any], bool]:
        """Whether a value holds at least one of the codes."""
        if isinstance(self.field, CodeSetField):
            mask = self.field.mask(tuple(ticked))
            return lambda value: bool((value or 0) & mask)
        wanted = frozenset(ticked)
        if code_of := self.code_of:
            return lambda value: code_of(value) in wanted
        return wanted.__contains__

    def count(self, values: Sequence[Any]) -> Iterator[tuple[str, int]]:
        """The name of each code found, and how often; then that of the facet."""
        numbers: Counter[str] = Counter()
        for value, number in Counter(values).items():
            for code in filter(None, self._codes_in(value)):
                numbers[code] += number
        yield from ((f"{self.name}:{code}", number) for code, number in numbers.items())
        yield f"{self.name}:", len(values)

    def _codes_in(self, value: Any) -> Sequence[str]:
        if isinstance(self.field, CodeSetField):
            return self.field.unmask(value or 0)
        return (self.code_of(value) if self.code_of else value,)


@cache
def _codes(model: Any, facet: Facet) -> _Codes:
    return _Codes(model, facet)


class Facets:
    """The choices that a list of listings offers.

    ``most`` is how many choices of a facet a page has room for: those that are ticked, then the commonest.
    """

    def __init__(self, *facets: Facet, ticks: Sequence[Tick] = (), most: int | None = None) -> None:
        self.facets, self.ticks, self.most = facets, ticks, most

    def added_to(self, cleaned: Mapping[str, Any]) -> dict[str, frozenset[str]]:
        """The codes ticked in facets where one more adds listings."""
        ticked = {facet.name: cleaned.get(facet.name) for facet in self.facets if not facet.narrows}
        return {name: frozenset(codes) for name, codes in ticked.items() if codes}

    def ticked_in(self, cleaned: Mapping[str, Any]) -> set[str]:
        """The names of the yes-or-no parameters that are ticked."""
        return {tick.name for tick in self.ticks if cleaned.get(tick.name)}

    def of(self, rows: QuerySet[Any], *first: Any) -> QuerySet[Any, Row]:
        """Rows of ``first``, names of columns or expressions, then of the columns that the choices ask about."""
        model: Any = rows.model
        columns = [_codes(model, facet).read for facet in self.facets]
        asked = [_as_kept(name) for tick in self.ticks for name in tick.columns]
        return rows.order_by().values_list(*first, *columns, *asked)

    def count(
        self,
        model: Any,
        read: list[Row],
        after: int,
        added: Mapping[str, Collection[str]],
        but: Collection[str] = (),
    ) -> Found:
        """Count the choices in what was read of some rows of a model, the columns of ``of`` standing ``after`` others.

        ``added`` are the codes ticked in some facets, by which the rows were not filtered yet: that is done here, so
        that each of these facets is counted without its own. Facets named in ``but`` are not counted.
        """
        columns = {rank: _codes(model, facet) for rank, facet in enumerate(self.facets, after)}
        holds = {rank: column.holds(added[column.name]) for rank, column in columns.items() if column.name in added}
        found = _kept(read, holds)
        counts: Counts = {"total": len(found)}
        values = list(zip(*found, strict=True)) or [()] * (
            after + len(columns) + sum(len(t.columns) for t in self.ticks)
        )
        for rank, column in columns.items():
            if column.name not in but:
                others = {other: test for other, test in holds.items() if other != rank}
                counts.update(
                    column.count([row[rank] for row in _kept(read, others)] if rank in holds else values[rank])
                )
        start = after + len(columns)
        for tick in self.ticks:
            asked = Counter(zip(*values[start : start + len(tick.columns)], strict=True))
            counts[tick.name] = sum(number for value, number in asked.items() if tick.is_so(*value))
            start += len(tick.columns)
        return Found(found, counts)

    def only(self, read: list[Row], after: int, ticked: Collection[str]) -> list[Row]:
        """Those of what was read of some rows, as ``count`` is given it, that answer yes to what is ticked."""
        start = after + len(self.facets)
        for tick in self.ticks:
            end = start + len(tick.columns)
            if tick.name in ticked:
                read = [row for row in read if tick.is_so(*row[start:end])]
            start = end
        return read

    def options(self, form: Form, name: str, counts: Counts) -> list[Option]:
        """The choices of a facet: those that would find something and those that are ticked, in their own order.

        All of them, uncounted, when the facet was not counted.
        """
        ticked = form.cleaned_data.get(name) or []
        is_counted = f"{name}:" in counts
        choices: Any = form.fields[name].choices  # type: ignore[attr-defined]
        options = [
            Option(name, code, str(label), counts.get(f"{name}:{code}", 0) if is_counted else None, code in ticked)
            for code, label in choices
            if not is_counted or f"{name}:{code}" in counts or code in ticked
        ]
        best = sorted(options, key=lambda option: (not option.checked, -(option.count or 0)))[: self.most]
        return [option for option in options if option in best]

    def ticked(self, form: Form, counts: Counts) -> list[Option]:
        """The yes-or-no choices: those that would find something, and those that are ticked; all of them uncounted."""
        options = (
            Option(name, "1", str(form.fields[name].label), counts.get(name), bool(form.cleaned_data.get(name)))
            for name in (tick.name for tick in self.ticks)
        )
        return [option for option in options if option.count != 0 or option.checked]


@dataclass(frozen=True)
class Found:
    """What was read of the rows found, and the count of each choice."""

    rows: list[Row]
    counts: Counts


def _kept(rows: list[Row], tests: Mapping[int, Callable[[Any], bool]]) -> list[Row]:
    """The rows whose columns, by rank, pass their tests."""
    for rank, test in tests.items():
        rows = [row for row in rows if test(row[rank])]
    return rows


def _field(model: type[Model], path: str) -> Field[Any, Any]:
    """The field at the end of a path, such as ``facts__modes``."""
    *relations, name = path.split(LOOKUP_SEP)
    for relation in relations:
        model = model._meta.get_field(relation).related_model  # type: ignore[assignment]
    return model._meta.get_field(name)  # type: ignore[return-value]
