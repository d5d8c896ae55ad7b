"""How many people each further choice would leave. Everything is counted in ``facts``: what everyone sees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import Count
from django.utils import timezone

from directory.models import WorkerFacts
from directory.vocabulary import Availability
from directory.workers.filters import WorkerFilterSet
from places.facets import Option
from search.analysis import fold

FACETS = {
    "statut": "facts__status",
    "rythme": "facts__modes",
    "contrat": "facts__contracts",
    "metier": "facts__job_family",
    "secteur": "facts__sectors",
}
"""Parameter → column. Ticking one more choice of a facet adds people: it is counted as if nothing of it was ticked."""
MOST_READ = 2_000
"""People that are read to count the facets in use."""
MOST_OPTIONS = 9
"""Choices of a facet on offer: a page has only so much room."""
MOST_SKILLS = 9
"""Skills on offer, the commonest."""
_SKILL = "competence:"

Search = Callable[[Any], Any]


def count_choices(filterset: WorkerFilterSet, search: Search, base: Any) -> dict[str, int]:
    """The count of every choice, by ``parameter:code``, and ``total``.

    One query for the total and the facets, one for skills, one more when facets are in use: those are counted in what
    is found without them, unless that is too much to read; then they have no count.
    """
    used = {name: frozenset(filterset.cleaned[name]) for name in FACETS if filterset.cleaned.get(name)}
    free = [name for name in FACETS if name not in used]
    found = search(filterset.ask(base)).order_by()
    columns = [*(FACETS[name] for name in free), "facts__availability", "facts__available_from"]
    rows = list(found.values_list(*columns))
    counts: Counter[str] = Counter(total=len(rows))
    for name, values in zip(free, zip(*rows, strict=True), strict=False):
        counts.update(_of_codes(name, values))
    today = timezone.localdate()
    counts["dispo"] = sum(_is_available(row[-2], row[-1], today) for row in rows)
    if used:
        counts.update(_of_used(search(filterset.ask_without(base, set(used))).order_by(), used))
    counts.update(_of_skills(found))
    return dict(counts)


def _of_used(wider: Any, used: dict[str, frozenset[str]]) -> dict[str, int]:
    """The counts of facets in use, each as if nothing of its own was ticked."""
    names = list(used)
    rows = list(wider.values_list(*(FACETS[name] for name in names))[: MOST_READ + 1])
    if len(rows) > MOST_READ:
        return {}
    counts: dict[str, int] = {f"{name}:": 0 for name in names}  # says that the facet was counted
    for rank, name in enumerate(names):
        others = [(n, used[other]) for n, other in enumerate(names) if n != rank]
        kept = (row[rank] for row in rows if all(ticked.intersection(_codes(row[n])) for n, ticked in others))
        counts.update(_of_codes(name, kept))
    return counts


def _codes(value: Any) -> tuple[str, ...]:
    """The codes of a column, of one or of several."""
    return (value,) if isinstance(value, str) else value or ()


def _is_available(availability: str | None, since: Any, today: Any) -> bool:
    later = availability == Availability.LATER and since is not None and since <= today
    return availability == Availability.NOW or later


def _of_codes(name: str, values: Iterable[Any]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for value, number in Counter(values).items():
        for code in _codes(value):
            if code:
                counts[f"{name}:{code}"] += number
    return counts


def _of_skills(found: Any) -> dict[str, int]:
    """The commonest skills of those found, by name."""
    links: Any = WorkerFacts.skills.through.objects.filter(workerfacts_id__in=found.values("pk"))
    common = links.values_list("skill__name").annotate(number=Count("pk")).order_by("-number", "skill__name")
    return {f"{_SKILL}{name}": number for name, number in common[:MOST_SKILLS]}


def facet_options(filterset: WorkerFilterSet, counts: dict[str, int], name: str) -> list[Option]:
    """The choices of a facet: those that are ticked and those that would find most people, in their own order.

    All of them, uncounted, when the facet was not counted.
    """
    ticked = filterset.cleaned.get(name) or []
    is_counted = len(counts) > 1 and (not ticked or f"{name}:" in counts)
    choices = list(filterset.form.fields[name].choices)
    options = [
        Option(name, code, str(label), counts.get(f"{name}:{code}", 0) if is_counted else None, code in ticked)
        for code, label in choices
    ]
    found = [option for option in options if option.count != 0 or option.checked]
    best = sorted(found, key=lambda option: (not option.checked, -(option.count or 0)))[:MOST_OPTIONS]
    return [option for option in found if option in best]


def skill_options(filterset: WorkerFilterSet, counts: dict[str, int]) -> Iterator[Option]:
    """The commonest skills of those found, and those that are asked for, first."""
    asked = {fold(name): name for name in filterset.cleaned.get("competence") or []}
    common = {key.removeprefix(_SKILL): count for key, count in counts.items() if key.startswith(_SKILL)}
    known = {fold(name): name for name in common}
    for key, name in asked.items():
        yield Option("competence", name, known.get(key, name), common.get(known.get(key, "")), True)
    for name, count in common.items():
        if fold(name) not in asked:
            yield Option("competence", name, name, count, False)
