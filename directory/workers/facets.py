"""The choices of the list of people. Everything is counted in ``facts``: what everyone sees."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from directory.models import WorkerFacts
from directory.models.skill import key_of
from directory.vocabulary import Availability
from directory.workers.filters import WorkerFilterSet
from listings.among import Among
from listings.facets import Counts, Facet, Facets, Option, Tick

MOST_SKILLS = 9
"""Skills on offer, the commonest."""
_SKILL = "competence:"


def _is_available(availability: str | None, since: date | str | None) -> bool:
    later = availability == Availability.LATER and since is not None and str(since) <= f"{timezone.localdate()}"
    return availability == Availability.NOW or later


CHOICES = Facets(
    Facet("statut", "facts__status"),
    Facet("rythme", "facts__modes"),
    Facet("contrat", "facts__contracts"),
    Facet("metier", "facts__job_family"),
    Facet("secteur", "facts__sectors"),
    ticks=[Tick("dispo", ("facts__availability", "facts__available_from"), _is_available)],
    most=9,
)


def count_skills(people: Collection[int] | QuerySet[Any, Any]) -> Counts:
    """The commonest skills of some people, by name: of their keys, or of a query of one column that gives them."""
    links: Any = WorkerFacts.skills.through.objects
    links = (
        links.filter(workerfacts_id__in=people)
        if isinstance(people, QuerySet)
        else links.filter(Among("workerfacts_id", people))
    )
    common = links.values_list("skill__name").annotate(number=Count("pk")).order_by("-number", "skill__name")
    return {f"{_SKILL}{name}": number for name, number in common[:MOST_SKILLS]}


def skill_options(filterset: WorkerFilterSet, counts: Counts) -> Iterator[Option]:
    """The commonest skills of those found, and those that are asked for, first."""
    asked = {key_of(name): name for name in filterset.cleaned.get("competence") or []}
    common = {key.removeprefix(_SKILL): count for key, count in counts.items() if key.startswith(_SKILL)}
    known = {key_of(name): name for name in common}
    for key, name in asked.items():
        yield Option("competence", name, known.get(key, name), common.get(known.get(key, "")), True)
    for name, count in common.items():
        if key_of(name) not in asked:
            yield Option("competence", name, name, count, False)
