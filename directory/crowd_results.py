"""A list of the directory that also says how many are where: what its map and its numbers are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Any, ClassVar

from django.core.cache import cache

from directory.crowd import Crowd, Home, empty_homes, grouped
from geography.distance import HALF_CIRCUMFERENCE_KM
from listings.facets import Row
from listings.versions import current_version
from places.locator import FARTHER_THAN_ALL, Keys, Near
from places.results import Results

SHOWN = 12
"""Groups in the sketch of a page and in the list that says the same."""
_KEPT_FOR = 600


@dataclass(frozen=True)
class CrowdWords:
    """What a map of numbers says, and the name of the address of its data. ``one`` and ``many`` hold ``{n}``."""

    address_name: str
    where: Any
    sketch: Any
    how_many: Any
    one: Any
    many: Any
    rule: Any


class CrowdResults(Results):
    """A search whose rows are in communes: ``by_commune`` of its queryset counts them."""

    crowd_words: ClassVar[CrowdWords]
    may_be_dense = False

    @cached_property
    def crowd(self) -> Crowd:
        """How many are where, among all found: the largest groups. That of the whole list is kept for ten minutes."""
        if self.is_broad:
            return Crowd([], 0)  # a hundred numbers would say nothing: the list asks to be narrowed
        if self.is_whole:
            return kept_crowd(self, self.reach.key, self._crowd)
        return self._crowd()

    def _crowd(self) -> Crowd:
        base: Any = self.base
        homes = base.by_commune() if self.found is None else self._homes(self.found)
        return grouped(self.searched(homes)).largest(SHOWN)

    def searched(self, homes: list[Home]) -> Iterable[Home]:
        """Those of the communes where some are that were searched: here, all."""
        return homes

    # Where they are --------------------------------------------------------------------------------------------------

    spot = "commune_id"

    def _located(self, queryset: Any, km: float | None) -> Any:
        """In the radius: their commune tells how far."""
        if self.point is None:
            return self._around(queryset)
        rows: Any = self._in_words(queryset, km)
        km = self.radius if km is None else km
        return rows.near(self.point, km) if km < HALF_CIRCUMFERENCE_KM else rows

    def communes_of(self, rows: Sequence[Row]) -> dict[int, set[str]]:
        """By primary key, the codes of the communes where each of those that were read is: here one."""
        return {row[0]: {row[2]} for row in rows}

    @cached_property
    def _empty(self) -> dict[str, tuple[Home, float | None]]:
        """The communes that were looked up, by code."""
        return {}

    def _look_up(self, codes: set[str]) -> dict[str, tuple[Home, float | None]]:
        if missing := codes - self._empty.keys():
            self._empty.update((home.code, (home, far)) for home, far in empty_homes(missing, self.point))
        return self._empty

    def standing(self, rows: Sequence[Row]) -> Keys:
        """The keys of what was read, and where each stands around the point: as near as its nearest commune."""
        if self.point is None:
            return {row[0]: None for row in rows}
        communes = self.communes_of(rows)
        empty = self._look_up(set().union(*communes.values()))
        far = {code: FARTHER_THAN_ALL if haversine is None else haversine for code, (_home, haversine) in empty.items()}
        return {row[0]: Near(row[1], min(far[code] for code in communes[row[0]])) for row in rows}

    def _homes(self, rows: Sequence[Row]) -> list[Home]:
        """How many of those that were read are in each commune."""
        numbers = Counter(code for codes in self.communes_of(rows).values() for code in codes)
        empty = self._look_up(set(numbers))
        return [empty[code][0]._replace(number=number) for code, number in numbers.items()]


def kept_crowd(listed: type[CrowdResults] | CrowdResults, state: str, count: Callable[[], Crowd]) -> Crowd:
    """The crowd that ``count`` makes, or the one kept for the same ``state`` while the data did not change."""
    digest = blake2b(state.encode(errors="replace"), digest_size=12).hexdigest()
    key = f"crowd:{listed.model._meta.label_lower}:{current_version(listed.version)}:{digest}"
    crowd: Crowd | None = cache.get(key)
    if crowd is None:
        crowd = count()
        cache.set(key, crowd, _KEPT_FOR)
    return crowd
