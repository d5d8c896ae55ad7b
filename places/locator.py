"""One search of the locator: from the parameters of an address to the places found, in order and by page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import Any, ClassVar, NamedTuple, Self

from django.core.cache import cache
from django.core.paginator import Page
from django.db.models import FloatField, QuerySet, Value
from django.http import HttpRequest, QueryDict

from geography.distance import HALF_CIRCUMFERENCE_KM, Point, box_around, haversine_from_km, km_from_haversine
from geography.models import Territory
from listings.among import Among
from listings.facets import Counts, Facets, Row
from listings.models import Listing
from listings.orders import LATEST_CHECKED
from listings.versions import current_version
from places.facets import CHOICES
from places.filters import DEFAULT_RADIUS, RADII, LocatorFilterSet, PlaceFilterSet, Where
from places.indexing import PLACES
from places.models import Place, PlaceQuerySet
from places.paging import CountedPaginator
from places.reach import Reach
from search.index import Index, Query

PAGE_SIZE = 10
MANY = 1_000
"""From more places on, a search says « plus de 1 000 », counts no choices and sorts by name: it should be narrowed."""
_AS_QUICK = 6
"""Looking for words in one place takes as long as reading six from the list of those that hold a word."""
_FEW = 5_000
"""From more places around a point on, the list is read whatever its length: counting would take longer."""
_RINGS = (1, 2, 5, 10, 20, 50)
"""Radii in km, tried until one holds the page: among many places, only the near ones are sorted."""
_CACHED_FOR = 3600
_WORDS_AND_WHERE = {"q", "where", "lieu", "commune", "pres"}
_NOT_NARROWING = ("page", "tri", "rayon", "territoire")
FIRST = 3
"""Columns read of each row before those that choices ask about: its key, whether it is to be confirmed, where it is."""
FARTHER_THAN_ALL = 2.0
"""A haversine, sin²(d / 2R), is at most 1: what has no point is beyond."""


class Near(NamedTuple):
    """Where a row stands in the order by distance: what is to be confirmed comes after the others, near first."""

    to_confirm: bool
    haversine: float


Keys = dict[int, Near | None]
"""Primary keys, each with its standing around a point where there is one."""


@dataclass(frozen=True)
class Widening:
    """What was widened because nothing was found: from the radius asked for to the smallest that finds something."""

    asked_km: int
    found_km: int


class Search:
    """The answer to the parameters of ``/lieux/``. Everything is computed once, when the template reads it.

    Other lists of listings say what they search in the attributes below, and what else they count in ``count_more``.
    """

    filterset_class: ClassVar[type[LocatorFilterSet]] = PlaceFilterSet
    choices: ClassVar[Facets] = CHOICES
    index: ClassVar[Index] = PLACES
    model: ClassVar[type[Listing]] = Place
    version: ClassVar[str] = "places"
    """The name of the data's version."""
    name_field: ClassVar[str] = "name"
    latitude: ClassVar[str] = "latitude"
    """The column that is null where there is no point."""
    may_be_dense: ClassVar[bool] = True
    """Whether a radius may hold so few rows, and words so many, that it is worth counting the rows first."""

    def __init__(self, data: QueryDict, territory: Territory | None) -> None:
        self.data, self.territory = data, territory
        self.filterset = self.filterset_class(data, territory)
        self.cleaned = self.filterset.cleaned
        self.where: Where | None = self.cleaned.get("where")
        self.reach = Reach(territory, self.cleaned.get("territoire") or "")
        self.radius: int = self.cleaned.get("rayon") or DEFAULT_RADIUS
        self.widening: Widening | None = None
        self._widen()

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """The search that a request asks for, in its territory."""
        return cls(request.GET, request.territory)  # type: ignore[attr-defined]

    # Which rows ------------------------------------------------------------------------------------------------------

    @cached_property
    def query(self) -> Query | None:
        """The words, analysed and corrected; ``None`` without words."""
        text = self.cleaned.get("q")
        return self.index.query(text) if text else None

    @cached_property
    def base(self) -> PlaceQuerySet:
        """What is searched: everything published around a point, else what the territory has, or those in reach."""
        places: PlaceQuerySet = self.model.objects.published()
        if self.where is None and self.reach.territories is not None:
            places = places.in_territories(self.reach.territories)
        return places

    def _around(self, queryset: PlaceQuerySet, km: float | None = None) -> PlaceQuerySet:
        """The rows that hold the words, in the radius or nearer, with their distance."""
        if self.point is None:
            queryset = self.query.filter(queryset) if self.query else queryset
            return queryset.filter(commune=self.where.commune) if self.where else queryset
        return self._in_words(queryset, km).within(self.point, self.radius if km is None else km)

    @cached_property
    def _around_here(self) -> list[Row] | None:
        """What holds the words in the radius, whatever the choices; ``None`` when it is more than ``MANY``.

        Looked for once: the total, the choices and the page then look among these.
        """
        return self._read(self.base, with_choices=not self._is_narrowed)

    def _read(self, queryset: PlaceQuerySet, km: float | None = None, with_choices: bool = True) -> list[Row] | None:
        """``FIRST`` and what choices ask about, of what holds the words in a radius; ``None`` of more than ``MANY``."""
        first = ("pk", "to_confirm", self.spot)
        rows = self._located(queryset, km)
        read = self.choices.of(rows, *first) if with_choices else rows.order_by().values_list(*first)
        found = list(read[: MANY + 1])
        return found if len(found) <= MANY else None

    @property
    def spot(self) -> Any:
        """What tells where a row is, third of the columns that are read: here how far away, nothing without a point."""
        return "haversine" if self.point else Value(None, FloatField())

    def _located(self, queryset: PlaceQuerySet, km: float | None) -> PlaceQuerySet:
        """Like ``_around``, in no order: with ``spot``."""
        return self._around(queryset, km)

    def standing(self, rows: Sequence[Row]) -> Keys:
        """The keys of what was read, and where each stands around the point."""
        return {row[0]: Near(row[1], row[2]) if self.point else None for row in rows}

    def _among(self, keys: Iterable[int]) -> PlaceQuerySet:
        """The published rows of some keys."""
        rows: PlaceQuerySet = self.model.objects.published().filter(Among("pk", keys))
        return rows

    def _in_words(self, queryset: PlaceQuerySet, km: float | None) -> PlaceQuerySet:
        if self.query is None:
            return queryset
        is_quick = (km is None or km <= self.radius) and self._are_few
        return self.query.check(queryset) if is_quick else self.query.filter(queryset)

    @cached_property
    def _are_few(self) -> bool:
        """Whether looking at each place of the radius is quicker than listing all the places that hold a word."""
        if self.point is None or self.query is None or not self.may_be_dense:
            return False
        few = min(_FEW, self.query.documents // _AS_QUICK)
        # The box of the circle tells about as much as the circle, and an index alone answers it.
        box, prefix = box_around(self.point, self.radius), self.latitude.removesuffix("latitude")
        sides = {f"{prefix}latitude__range": (box.south, box.north), f"{prefix}longitude__range": (box.west, box.east)}
        near = self.model.objects.order_by().filter(**sides).values("pk")[: few + 1]
        return bool(near.count() <= few)

    @property
    def _in_order(self) -> Sequence[tuple[int, float | None]] | QuerySet[Any, tuple[Any, ...]]:
        """The keys of the places found, in order, each with its haversine where only the database knows it."""
        if self.keys is None and self.point:
            return self._all_in_order.values_list("pk", "haversine")
        unknown = Value(None, FloatField())
        if self.keys is None:
            return self._all_in_order.values_list("pk", unknown)
        if self.sort == "distance":
            by_distance = sorted((near, pk) for pk, near in self.keys.items() if near)
            return [(pk, near.haversine) for near, pk in by_distance]
        return self._ordered(self._among(self.keys)).values_list("pk", unknown)

    @property
    def _all_in_order(self) -> PlaceQuerySet:
        """More places than are worth listing, in order."""
        asked = self.filterset.ask(self.base)
        if self.is_broad and self.query and not self.point:  # nearly every row is found: read them in their order
            return self._ordered(self.query.check(asked))
        if self.is_broad and self.sort == "distance":
            return self._ordered(self._around(asked, self._ring))
        return self._ordered(self._around(asked))

    @property
    def _ring(self) -> float:
        """The smallest radius, in km, that holds every place up to the end of the page asked for.

        Among those that are not to be confirmed: the nearest of these come first, wherever the others are.
        """
        end = min(MANY, (self.cleaned.get("page") or 1) * PAGE_SIZE)
        asked = self.filterset.ask(self.base).filter(to_confirm=False)
        for km in _RINGS:
            if km < self.radius and self._around(asked, km).order_by().values("pk")[:end].count() == end:
                return km
        return self.radius

    @cached_property
    def sort(self) -> str:
        """The order asked for, else the one that fits: near first around a point, best first with words, by name."""
        ranked = self.query is not None and not self.is_broad
        default = "distance" if self.point else "pertinence" if ranked else "nom"
        asked = self.cleaned.get("tri") or default
        return default if asked == "pertinence" and not ranked else str(asked)

    def _ordered(self, queryset: PlaceQuerySet) -> PlaceQuerySet:
        """What is to be confirmed comes after the others in every order, near or far: nobody answers for it."""
        if self.sort == "distance":
            return queryset.order_by("to_confirm", "haversine", "pk")
        if self.sort == "pertinence" and self.query:
            return self.query.rank(queryset).order_by("to_confirm", "-relevance", "pk")
        if self.sort == "recent":
            return queryset.order_by(*LATEST_CHECKED, "pk")
        return queryset.order_by("to_confirm", self.name_field, "pk")

    @property
    def point(self) -> Point | None:
        """The point distances are measured from."""
        return self.where.point if self.where else None

    # Nothing found ---------------------------------------------------------------------------------------------------

    def _widen(self) -> None:
        """When the radius holds nothing, take the smallest that does, and remember what was asked."""
        if self.point is None or self.counts["total"]:
            return  # the counts are kept: they are what the page shows
        for km in (RADII[-1], HALF_CIRCUMFERENCE_KM):
            around = self._read(self.base, km)
            nearest = self._nearest(self.point, km) if around is None else self._nearest_of(around)
            if nearest is not None:
                break
        else:
            return
        farthest = km_from_haversine(nearest)
        asked, self.radius = self.radius, next((r for r in RADII if r > farthest), ceil(farthest / 50) * 50 + 50)
        self.widening = Widening(asked, self.radius)
        for name in ("_answer", "_are_few", "_around_here"):
            self.__dict__.pop(name, None)
        if around is not None:  # they need not be looked for again
            near, edge = self.standing(around), haversine_from_km(self.radius)
            self._around_here = [row for row in around if self._haversine(near, row) <= edge]

    def _haversine(self, near: Keys, row: Row) -> float:
        standing = near[row[0]]
        return standing.haversine if standing else FARTHER_THAN_ALL

    def _nearest_of(self, around: list[Row]) -> float | None:
        """How far the nearest of those that answer the choices is, as a haversine."""
        added = self.choices.added_to(self.cleaned)
        found = self.choices.count(self.model, self._answering(around, added), FIRST, added).rows
        near = self.standing(found)
        nearest = min((self._haversine(near, row) for row in found), default=FARTHER_THAN_ALL)
        return nearest if nearest < FARTHER_THAN_ALL else None

    def _nearest(self, point: Point, km: float) -> float | None:
        """The same of those in a circle, which are too many to read."""
        found = self._in_words(self.filterset.ask(self.base), km)
        found = found.within(point, km) if km < HALF_CIRCUMFERENCE_KM else found.with_distance(point)
        found = found.filter(**{f"{self.latitude}__isnull": False}).order_by("haversine")
        nearest: float | None = found.values_list("haversine", flat=True).first()
        return nearest

    # What the page shows ---------------------------------------------------------------------------------------------

    @property
    def counts(self) -> Counts:
        """``total``, at most ``MANY`` + 1, and the count of each choice unless there are that many places.

        Counting choices costs more than the page when nearly everything is found: then only the whole list has counts,
        kept until the data changes.
        """
        return self._answer[1]

    @cached_property
    def keys(self) -> Keys | None:
        """The keys of the places found; ``None`` for the whole list and for more than ``MANY``."""
        return None if self.found is None else self.standing(self.found)

    @property
    def found(self) -> list[Row] | None:
        """What was read of the places found; ``None`` likewise."""
        return self._answer[0]

    @cached_property
    def _answer(self) -> tuple[list[Row] | None, Counts]:
        if self.is_whole:
            return None, self._counts_of_all()
        around, added = self._around_here, self.choices.added_to(self.cleaned)
        if around is not None:
            rows, uncounted = self._answering(around, added), []
        else:
            few = self._read(self.filterset.ask(self.base)) if self._is_narrowed else None
            if few is None:
                return None, {"total": MANY + 1}
            # Too many around to say what other choices of a facet would add.
            rows, uncounted, added = few, list(added), {}
        found = self.choices.count(self.model, rows, FIRST, added, but=uncounted)
        return found.rows, found.counts | self.count_more([row[0] for row in found.rows])

    def _answering(self, around: list[Row], added: Collection[str]) -> list[Row]:
        """Those that answer the choices, but of the facets that add, with what choices ask about."""
        if not self._is_narrowed or not around:
            return around
        known = {row[0]: row for row in around}
        if len(around[0]) > FIRST:  # all was read: the database only tells what is not counted here
            if self._questions <= set(added):
                return around
            asked = self.filterset.ask(self._among(known), without=added)
            return [known[pk] for pk in asked.order_by().values_list("pk", flat=True)]
        read = self.choices.of(self.filterset.ask(self._among(known), without=added), "pk")
        return [known[pk] + tuple(rest) for pk, *rest in read]

    def count_more(self, keys: Collection[int] | QuerySet[Any, Any]) -> Counts:
        """Counts of other choices among the rows of some keys, or of a query that gives them."""
        return {}

    @cached_property
    def used(self) -> set[str]:
        """The parameters that narrow the list."""
        return {name for name, value in self.cleaned.items() if value and name not in _NOT_NARROWING}

    @property
    def _is_narrowed(self) -> bool:
        """Whether choices narrow what the words and the circle hold."""
        return bool(self._questions)

    @property
    def _questions(self) -> set[str]:
        """The choices that narrow."""
        return self.used - _WORDS_AND_WHERE

    @property
    def is_whole(self) -> bool:
        """Whether nothing narrows the list."""
        return not self.used

    @property
    def is_broad(self) -> bool:
        """Whether more places were found than it is worth counting and ranking."""
        return not self.is_whole and self.counts["total"] > MANY

    def _counts_of_all(self) -> dict[str, int]:
        key = f"choices:{self.model._meta.label_lower}:{current_version(self.version)}:{self.reach.key}"
        counts: dict[str, int] | None = cache.get(key)
        if counts is None:
            counts = self.choices.count(self.model, list(self.choices.of(self.base, "pk")), 1, {}).counts
            counts |= self.count_more(self.base.order_by().values("pk"))
            cache.set(key, counts, _CACHED_FOR)
        return counts

    @cached_property
    def page(self) -> Page:  # type: ignore[type-arg]
        """The page asked for, or the last one; its places know their ``number`` and their distance, ``km``."""
        paginator = CountedPaginator(self._in_order, PAGE_SIZE, self.total)
        page = paginator.get_page(self.cleaned.get("page") or 1)
        # Keys first, rows then: a database sorts keys faster than whole rows.
        keys = list(page.object_list)
        rows = self.model.objects.published().for_cards().in_bulk([key[0] for key in keys])
        there = [key for key in keys if key[0] in rows]  # one may be withdrawn between the two queries
        for number, (pk, told) in enumerate(there, page.start_index()):
            near = self.keys[pk] if self.keys else None
            haversine = near.haversine if near else told
            rows[pk].number = number
            rows[pk].km = None if haversine is None else km_from_haversine(haversine)
        page.object_list = [rows[key[0]] for key in there]
        return page

    @property
    def total(self) -> int:
        """How many places were found; of more than ``MANY``, the first ones."""
        return self.counts["total"] if self.is_whole else min(MANY, self.counts["total"])
