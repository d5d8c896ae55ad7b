"""How many are where, and never who: one circle a commune, and no circle of fewer than three.

It is made for people; businesses, which are public, are shown in the same way. A commune with fewer joins the others of
its EPCI, an EPCI with fewer those of its département, and what is left after that is told as a number without a place.
Circles stand on town halls, whoever lives where. What is asked of a box never changes a group: shrinking it hides
circles, it does not part them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, FloatField, Value

from geography.distance import Box, Point
from geography.main_towns import main_towns
from geography.models import Commune
from geography.querysets import Haversine
from listings.among import Among

FEWEST = 3
"""People, or businesses, in a circle, at least."""


@dataclass(frozen=True)
class Group:
    """Some, by number: ``code`` is that of a commune, an EPCI or a département, ``point`` its main town hall."""

    code: str
    name: str
    number: int
    point: Point

    @property
    def is_commune(self) -> bool:
        """Whether it is one commune, whose code a search understands."""
        return len(self.code) == 5


class Crowd(NamedTuple):
    """The groups, the largest first, and how many are in none."""

    groups: list[Group]
    elsewhere: int

    def largest(self, most: int) -> Crowd:
        """The first groups, the others told as a number without a place."""
        return Crowd(self.groups[:most], self.elsewhere + sum(group.number for group in self.groups[most:]))

    def inside(self, box: Box) -> list[Group]:
        """The groups whose point is in a box, as they are outside of it."""
        return [
            group
            for group in self.groups
            if box.south <= group.point.latitude <= box.north and box.west <= group.point.longitude <= box.east
        ]


class Home(NamedTuple):
    """A commune, and how many are there."""

    code: str
    name: str
    epci: str | None
    epci_name: str | None
    departement: str
    departement_name: str
    latitude: float | None
    longitude: float | None
    number: int


_OF_COMMUNE = (
    *("name", "epci_id", "epci__name"),
    *("departement_id", "departement__name", "latitude", "longitude"),
)
_COLUMNS = ("commune_id", *(f"commune__{name}" for name in _OF_COMMUNE))


def empty_homes(codes: Collection[str], point: Point | None) -> Iterator[tuple[Home, float | None]]:
    """Some communes, by their codes, with nobody there, and the haversine of each from a point where both are known."""
    communes = Commune.objects.filter(Among("pk", codes)).order_by()
    far = Haversine(point) if point else Value(None, FloatField())
    for *columns, haversine in communes.values_list("pk", *_OF_COMMUNE, far):
        yield Home._make([*columns, 0]), haversine


def homes_of(rows: Any, *others: tuple[Any, str]) -> list[Home]:
    """How many rows, a queryset, are in each ``commune``: one query, whatever their number.

    ``others`` are more querysets of rows with a ``commune``, each with the column that is counted once in each of them.
    """
    numbers = [
        queryset.order_by().values_list(*_COLUMNS).annotate(number=Count(what, distinct=True))
        for queryset, what in [(rows, "pk"), *others]
    ]
    homes: dict[str, Home] = {}
    for home in map(Home._make, numbers[0].union(*numbers[1:], all=True) if others else numbers[0]):
        known = homes.get(home.code)
        homes[home.code] = home._replace(number=home.number + known.number) if known else home
    return list(homes.values())


def grouped(homes: Iterable[Home]) -> Crowd:
    """The groups of what is in some communes, each of them given once, in any order."""
    homes = sorted(homes, key=lambda home: home.code)  # some EPCI lie in two départements: the last commune's counts
    groups: list[Group] = []
    epcis, departements = Counter[str](), Counter[str]()
    names: dict[str, str] = {}
    departement_of: dict[str, str] = {}
    for home in homes:
        names[home.departement] = home.departement_name
        if home.number >= FEWEST and home.latitude is not None and home.longitude is not None:
            groups.append(Group(home.code, home.name, home.number, Point(home.latitude, home.longitude)))
        elif home.epci:
            epcis[home.epci] += home.number
            names[home.epci], departement_of[home.epci] = str(home.epci_name), home.departement
        else:
            departements[home.departement] += home.number
    for epci in [code for code, number in epcis.items() if number < FEWEST]:
        departements[departement_of[epci]] += epcis.pop(epci)
    larger = epcis + Counter({code: number for code, number in departements.items() if number >= FEWEST})
    towns = main_towns() if larger else {}
    groups += [Group(code, names[code], number, towns[code]) for code, number in larger.items() if code in towns]
    groups.sort(key=lambda group: (-group.number, group.name, group.code))
    return Crowd(groups, sum(home.number for home in homes) - sum(group.number for group in groups))
