"""Groups of communes: which EPCI a commune is in, and where a group is on a map.

Told by the data that ships with the product, as the outlines are: pages ask at every turn, the database need not.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from geography.distance import Point
from geography.shipped import read_reference


class _Groups:
    """What is kept of the reference."""

    def __init__(self) -> None:
        self.epci: dict[str, str] = {}
        self.towns: dict[str, Point] = {}
        communes = read_reference().communes
        for commune in sorted(communes, key=lambda commune: (-commune.population, commune.code)):
            if commune.epci:
                self.epci[commune.code] = commune.epci
            if commune.latitude is not None and commune.longitude is not None:
                for code in filter(None, (commune.epci, commune.departement)):
                    self.towns.setdefault(code, Point(commune.latitude, commune.longitude))


_groups = cache(_Groups)


def main_towns() -> Mapping[str, Point]:
    """The town hall of the most populated commune of each EPCI and département, by their codes."""
    return _groups().towns


def epci_of_communes() -> Mapping[str, str]:
    """The code of the EPCI of each commune that is in one."""
    return _groups().epci
