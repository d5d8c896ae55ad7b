"""How many places each further choice would leave, and the choices as the page shows them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

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
TICKS: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "fauteuil": ("wheelchair", lambda value: value == Wheelchair.YES),
    "gratuit": ("is_free", lambda value: value is True),
    "bureau": ("closed_offices", lambda value: (value or 0) >= 1),
    "salle": ("meeting_rooms", lambda value: (value or 0) >= 1),
}
"""Parameter → column, and whether its value answers the question of ``places.filters``."""


@dataclass(frozen=True)
class Option:
    """One choice of a facet, with the number of places it would leave (``None``: not counted)."""

    name: str
    value: str
    label: str
    count: int | None
    checked: bool


def count_options(
    filterset: PlaceFilterSet, search: Callable[[PlaceQuerySet], PlaceQuerySet], base: PlaceQuerySet
) -> dict[str, int]:
    """The count of every choice, by ``parameter:code``, and ``total``.

    ``base`` is what the visitor may see and ``search`` applies where and words. One query for the total and all the
    facets that narrow, one more for each facet of ``EITHER`` that is in use. The rows are counted here: a database
    takes longer to plan fifty sums than to send the columns.
    """
    cleaned = filterset.cleaned
    used = [name for name in EITHER if cleaned.get(name)]
    narrowing = [name for name in CODE_SETS if name not in used]
    columns = [*(CODE_SETS[name] for name in narrowing), *(column for column, _ in TICKS.values())]
    rows = list(search(filterset.ask(base)).order_by().values_list(*columns))
    counts: Counter[str] = Counter(total=len(rows))
    for name, values in zip(narrowing, zip(*rows, strict=True), strict=False):
        counts.update(_of_codes(name, values))
    for rank, (name, (_column, is_so)) in enumerate(TICKS.items(), len(narrowing)):
        counts[name] = sum(is_so(row[rank]) for row in rows)
    for name in used:
        others = search(filterset.ask(base, without=name)).order_by()
        counts.update(_of_codes(name, others.values_list(CODE_SETS[name], flat=True)))
    return {**dict.fromkeys(_every_option(), 0), **counts}


def _of_codes(name: str, values: Iterable[tuple[str, ...]]) -> dict[str, int]:
    """How often each code is in the sets: equal sets are counted together."""
    counts: Counter[str] = Counter()
    for codes, number in Counter(values).items():
        for code in codes:
            counts[f"{name}:{code}"] += number
    return counts


def _every_option() -> Iterator[str]:
    yield from TICKS
    for name, column in CODE_SETS.items():
        yield from (f"{name}:{code}" for code in Place._meta.get_field(column).codes)


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
