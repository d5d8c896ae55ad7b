"""A list of the directory that also says how many are where: what its map and its numbers are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Any, ClassVar

from django.core.cache import cache

from directory.crowd import Crowd, Home, grouped
from listings.versions import current_version
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
            return kept_crowd(self, str(self.territory.pk if self.territory else ""), self._crowd)
        return self._crowd()

    def _crowd(self) -> Crowd:
        found = self.base if self.keys is None else self._among(self.keys)
        return grouped(self.counted(found)).largest(SHOWN)

    def counted(self, rows: Any) -> Iterable[Home]:
        """How many of some rows are in each commune that was searched."""
        homes: Iterable[Home] = rows.by_commune()
        return homes


def kept_crowd(listed: type[CrowdResults] | CrowdResults, state: str, count: Callable[[], Crowd]) -> Crowd:
    """The crowd that ``count`` makes, or the one kept for the same ``state`` while the data did not change."""
    digest = blake2b(state.encode(errors="replace"), digest_size=12).hexdigest()
    key = f"crowd:{listed.model._meta.label_lower}:{current_version(listed.version)}:{digest}"
    crowd: Crowd | None = cache.get(key)
    if crowd is None:
        crowd = count()
        cache.set(key, crowd, _KEPT_FOR)
    return crowd
