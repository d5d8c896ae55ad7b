"""How many people are where, and never who: one circle a commune, and no circle of fewer than three people.

A commune with fewer joins the others of its EPCI, an EPCI with fewer those of its département, and what is left after
that is told as a number without a place. Circles stand on town halls, whoever lives where. What is asked of a box never
changes a group: shrinking it hides circles, it does not part them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count

from geography.distance import Box, Point
from geography.models import Commune, Departement, Epci

FEWEST = 3
"""People in a circle, at least."""


@dataclass(frozen=True)
class Group:
    """Some people, by number: ``code`` is that of a commune, an EPCI or a département, ``point`` its main town hall."""

    code: str
    name: str
    number: int
    point: Point

    @property
    def is_commune(self) -> bool:
        """Whether it is one commune, whose code a search understands."""
        return len(self.code) == 5


class Crowd(NamedTuple):
    """The groups, the largest first, and how many people are in none."""

    groups: list[Group]
    elsewhere: int

    def inside(self, box: Box) -> list[Group]:
        """The groups whose point is in a box, as they are outside of it."""
        return [
            group
            for group in self.groups
            if box.south <= group.point.latitude <= box.north and box.west <= group.point.longitude <= box.east
        ]


class _Home(NamedTuple):
    """What is needed of a commune."""

    code: str
    name: str
    epci: str | None
    departement: str
    point: Point | None


def crowd_of(people: Any) -> Crowd:
    """The groups of some people, a queryset: four queries at most, whatever their number."""
    rows = people.order_by().values_list("commune_id").annotate(number=Count("pk", distinct=True))
    return grouped(dict(rows))


def grouped(counts: Mapping[str, int]) -> Crowd:
    """The groups of a number of people by code of commune."""
    columns = ("pk", "name", "epci_id", "departement_id", "latitude", "longitude")
    homes = [
        _Home(*row[:4], None if row[4] is None else Point(row[4], row[5]))
        for row in Commune.objects.filter(pk__in=_codes(counts)).order_by().values_list(*columns)
        if row[0] in counts
    ]
    groups, by_epci, epci_departement = [], Counter[str](), {}
    by_departement: Counter[str] = Counter()
    for home in homes:
        number = counts[home.code]
        if number >= FEWEST and home.point:
            groups.append(Group(home.code, home.name, number, home.point))
        elif home.epci:
            by_epci[home.epci] += number
            epci_departement[home.epci] = home.departement
        else:
            by_departement[home.departement] += number
    for epci, number in by_epci.items():
        if number < FEWEST:
            by_departement[epci_departement[epci]] += number
    epcis = [code for code, number in by_epci.items() if number >= FEWEST]
    departements = [code for code, number in by_departement.items() if number >= FEWEST]
    groups += _with_points(Epci, "epci", epcis, by_epci) + _with_points(
        Departement, "departement", departements, by_departement
    )
    groups.sort(key=lambda group: (-group.number, group.name, group.code))
    return Crowd(groups, sum(counts.values()) - sum(group.number for group in groups))


_MOST_CODES = 500


def _codes(counts: Mapping[str, int]) -> Any:
    """The communes to read: the list where it is short, else all of them, which is quicker than a long list."""
    return list(counts) if len(counts) <= _MOST_CODES else Commune.objects.order_by().values("pk")


def _with_points(model: type[Any], column: str, codes: Iterable[str], numbers: Mapping[str, int]) -> list[Group]:
    """Groups larger than a commune, each on the town hall of its largest commune."""
    codes = list(codes)
    if not codes:
        return []
    names = dict(model.objects.filter(pk__in=codes).order_by().values_list("pk", "name"))
    towns: dict[str, list[tuple[int, str, Point]]] = defaultdict(list)
    rows = Commune.objects.filter(**{f"{column}__in": codes}, latitude__isnull=False).order_by()
    for code, population, town, latitude, longitude in rows.values_list(
        f"{column}_id", "population", "pk", "latitude", "longitude"
    ):
        towns[code].append((-population, town, Point(latitude, longitude)))
    return [Group(code, names[code], numbers[code], min(towns[code])[2]) for code in codes if towns[code]]
