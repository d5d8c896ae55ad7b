"""How many places each further choice would leave, and the choices as the page shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Case, Count, F, Func, Q, Sum, When

from places.filters import PlaceFilterSet
from places.models import Place, PlaceQuerySet
from places.vocabulary import Wheelchair

CODE_SETS = {
    "type": "types",
    "service": "services",
    "internet": "internet",
    "acces": "access",
    "accessibilite": "accessibility",
}
"""Parameter → column, of the facets where several codes may be ticked."""
EITHER = ("type", "internet", "acces")
"""Facets where ticking one more code adds places: they are counted as if nothing of theirs was ticked."""
TICKS = {
    "fauteuil": Q(wheelchair=Wheelchair.YES),
    "gratuit": Q(is_free=True),
    "bureau": Q(closed_offices__gte=1),
    "salle": Q(meeting_rooms__gte=1),
}


class Bit(Func):
    """0 or 1: whether the code of rank ``rank`` is in a code set. The same SQL on both databases."""

    template = "((%(expressions)s >> %(rank)s) & 1)"

    def __init__(self, column: str, rank: int) -> None:
        super().__init__(F(column), rank=rank, output_field=BigIntegerField())


@dataclass(frozen=True)
class Option:
    """One choice of a facet, with the number of places it would leave (``None``: not counted)."""

    name: str
    value: str
    label: str
    count: int | None
    checked: bool


def _bits(name: str) -> dict[str, Any]:
    column = CODE_SETS[name]
    codes = Place._meta.get_field(column).codes
    return {f"{name}:{code}": Sum(Bit(column, rank)) for rank, code in enumerate(codes)}


def count_options(
    filterset: PlaceFilterSet, search: Callable[[PlaceQuerySet], PlaceQuerySet], base: PlaceQuerySet
) -> dict[str, int]:
    """The count of every choice, by ``parameter:code``, and ``total``.

    ``base`` is what the visitor may see and ``search`` applies where and words. One query for the total and all the
    facets that narrow, one more for each facet of ``EITHER`` that is in use.
    """
    cleaned = filterset.cleaned
    used = [name for name in EITHER if cleaned.get(name)]
    wanted: dict[str, Any] = {"total": Count("pk")}
    for name in CODE_SETS:
        if name not in used:
            wanted |= _bits(name)
    wanted |= {name: Sum(Case(When(condition, then=1), default=0)) for name, condition in TICKS.items()}
    counts = search(filterset.ask(base)).order_by().aggregate(**wanted)
    for name in used:
        counts |= search(filterset.ask(base, without=name)).order_by().aggregate(**_bits(name))
    return {name: value or 0 for name, value in counts.items()}


def options(filterset: PlaceFilterSet, counts: dict[str, int], name: str) -> Iterator[Option]:
    """The choices of a facet: those that would find something, and those that are ticked; all of them uncounted."""
    ticked = filterset.cleaned.get(name) or []
    for code, label in filterset.form.fields[name].choices:
        count, checked = counts.get(f"{name}:{code}"), code in ticked
        if count != 0 or checked:
            yield Option(name, code, str(label), count, checked)


def ticks(filterset: PlaceFilterSet, counts: dict[str, int]) -> Iterator[Option]:
    """The yes-or-no choices: those that would find something, and those that are ticked; all of them uncounted."""
    for name in TICKS:
        count, checked = counts.get(name), bool(filterset.cleaned.get(name))
        if count != 0 or checked:
            yield Option(name, "1", str(filterset.form.fields[name].label), count, checked)
