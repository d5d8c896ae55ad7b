"""How many businesses each further choice would leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from directory.businesses.filters import BusinessFilterSet

FACETS = {"secteur": "sector", "taille": "size", "rythme": "modes"}
"""Parameter → column. Ticking one more choice of a facet adds businesses: it is counted as if nothing was ticked."""
TICK, TICK_COLUMN = "recrute", "hires_remotely"

Search = Callable[[Any], Any]


def count_choices(filterset: BusinessFilterSet, search: Search, base: Any) -> dict[str, int]:
    """The count of every choice, by ``parameter:code``, and ``total``.

    One query for the total and the facets, one more for each facet that is in use.
    """
    used = [name for name in FACETS if filterset.cleaned.get(name)]
    free = [name for name in FACETS if name not in used]
    columns = [*(FACETS[name] for name in free), TICK_COLUMN]
    rows = list(search(filterset.ask(base)).order_by().values_list(*columns))
    counts: Counter[str] = Counter(total=len(rows))
    for name, values in zip(free, zip(*rows, strict=True), strict=False):
        counts.update(_of_codes(name, values))
    counts[TICK] = sum(bool(row[-1]) for row in rows)
    for name in used:
        counts[f"{name}:"] = 0  # says that the facet was counted
        others = search(filterset.ask(base, without=name)).order_by()
        counts.update(_of_codes(name, others.values_list(FACETS[name], flat=True)))
    return dict(counts)


def _of_codes(name: str, values: Iterable[Any]) -> dict[str, int]:
    """How often each code is there; a value is one code or a set of them."""
    counts: Counter[str] = Counter()
    for value, number in Counter(values).items():
        for code in (value,) if isinstance(value, str) else value or ():
            if code:
                counts[f"{name}:{code}"] += number
    return counts
