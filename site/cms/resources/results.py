"""What the list of resources finds for the parameters of an address, and what its page says of it."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import Any

from django.core.cache import cache
from django.core.paginator import Page
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.models import ResourceCollectionPage, ResourceIndexPage, ResourcePage
from cms.resources.cards import FIELDS, Card, cards
from cms.resources.centres import Centre, centres, with_neighbours
from cms.resources.facets import CHOICES
from cms.resources.filters import SORTS, ResourceFilterSet
from cms.resources.indexing import RESOURCES, VERSION
from geography.models import Territory
from listings.among import Among
from listings.asked_list import ORDERS, AskedList, Chip
from listings.facets import Counts, Found, Option, Row
from listings.versions import current_version
from places.paging import CountedPaginator
from places.reach import EVERYWHERE, NEIGHBOURS, Reach, Step
from search.index import Query
from ui.typography import whole_number

PAGE_SIZE = 10
MANY = 1_000
"""From more resources on, words do not rank: what nearly all of them hold tells nothing, and takes long."""
_CACHED_FOR = 3600
_NOT_NARROWING = {*ORDERS, "territoire"}


class ResourceResults(AskedList):
    """A search of a resource centre: of its territory, of another or of all. Computed once, when the page reads it."""

    choices = CHOICES

    def __init__(self, data: QueryDict, index_page: ResourceIndexPage) -> None:
        self.data, self.index_page = data, index_page
        self.version = current_version(VERSION)
        self.centres = centres(self.version)
        self.home = next((centre for centre in self.centres if index_page.path in centre.paths), None)
        self.filterset = ResourceFilterSet(data, [(centre.slug, centre.name) for centre in self.centres])
        self.cleaned = self.filterset.cleaned
        home = Territory(pk=self.home.pk, name=self.home.name) if self.home else None
        self.reach = Reach(home, self.cleaned.get("territoire") or "")
        self.centre = self._asked_centre()
        self.is_widened = False
        self._widen()

    # Which resources -------------------------------------------------------------------------------------------------

    def _asked_centre(self) -> Centre | None:
        """The territory whose resources are asked for, the site's own unless told; ``None`` is all of them."""
        asked = self.cleaned.get("territoire")
        if asked == EVERYWHERE:
            return None
        if asked == NEIGHBOURS and self.home:
            return with_neighbours(self.home, self.centres, self.reach.name)
        return next((centre for centre in self.centres if centre.slug == asked), self.home)

    @cached_property
    def query(self) -> Query | None:
        """The words, analysed and corrected; ``None`` without words."""
        text = self.cleaned.get("q")
        return RESOURCES.query(text) if text else None

    @cached_property
    def _readable(self) -> Any:
        """What everyone may read; asked once, since it takes two queries to know."""
        return ResourcePage.objects.published().read_beside(self.index_page)

    def _searched(self, centre: Centre | None) -> Any:
        """What everyone may read of a territory, or of all."""
        return self._readable.below_any(centre.paths) if centre else self._readable

    @property
    def _in_words(self) -> Any:
        """What holds the words, if there are any, whatever the choices."""
        rows = self._searched(self.centre)
        return self.query.filter(rows) if self.query else rows

    @cached_property
    def _found(self) -> Found | None:
        """What was read of the resources found; ``None`` when nothing narrows the list."""
        if not self.used:
            return None
        read: list[Row] = list(self.choices.of(self._in_words, "pk"))
        return self.choices.count(ResourcePage, read, 1, self.choices.added_to(self.cleaned))

    @cached_property
    def counts(self) -> Counts:
        """``total``, and the count of each choice."""
        return self._counts_of(self.centre) if self._found is None else self._found.counts

    def _counts_of(self, centre: Centre | None) -> Counts:
        """The counts of a whole list, kept until the data changes."""
        key = f"resources:counts:{self.index_page.locale_id}:{self.version}:{centre.slug if centre else ''}"
        counts: Counts | None = cache.get(key)
        if counts is None:
            read: list[Row] = list(self.choices.of(self._searched(centre), "pk"))
            counts = self.choices.count(ResourcePage, read, 1, {}).counts
            cache.set(key, counts, _CACHED_FOR)
        return counts

    def _widen(self) -> None:
        """When the site's own territory has nothing of what is asked, look in all of them."""
        if self.centre is None or self.centre != self.home or self.total or not self._others:
            return
        own, self.centre = self.centre, None
        self.__dict__.pop("_found", None)
        self.__dict__.pop("counts", None)
        if self.total:
            self.is_widened = True
            return
        self.centre = own
        self.__dict__.pop("_found", None)
        self.__dict__.pop("counts", None)

    @property
    def _others(self) -> int:
        """How many resources the other territories have."""
        own = self._counts_of(self.home)["total"] if self.home else 0
        return self.everywhere - own

    # What the page shows ---------------------------------------------------------------------------------------------

    @property
    def total(self) -> int:
        """How many resources were found."""
        return self.counts["total"]

    @cached_property
    def used(self) -> set[str]:
        """The parameters that narrow the list."""
        return {name for name, value in self.cleaned.items() if value and name not in _NOT_NARROWING}

    @property
    def is_ranked(self) -> bool:
        """Whether the words tell which resources fit best."""
        return self.query is not None and self.total <= MANY

    @cached_property
    def sort(self) -> str:
        """The order asked for, else the best first with words, the latest first without."""
        default = "pertinence" if self.is_ranked else "recent"
        asked = self.cleaned.get("tri") or default
        return default if asked == "pertinence" and not self.is_ranked else str(asked)

    @property
    def sorts(self) -> list[tuple[str, Any]]:
        """The orders on offer."""
        return [(value, label) for value, label in SORTS if value != "pertinence" or self.is_ranked]

    @property
    def _in_order(self) -> Any:
        """The keys of the resources found, in order, to be cut into pages."""
        if self._found is not None and self.total <= MANY:
            rows = self._readable.filter(Among("pk", [row[0] for row in self._found.rows]))
        else:
            rows = self.filterset.ask(self._in_words)
        if self.sort == "pertinence" and self.query:
            rows = self.query.rank(rows).order_by("-relevance", "-dated", "-pk")
        else:
            rows = rows.order_by("title", "pk") if self.sort == "nom" else rows.order_by("-dated", "-pk")
        return rows.values_list("pk", flat=True)

    @cached_property
    def page(self) -> Page[Card]:
        """The page asked for, or the last one, of cards."""
        page: Any = CountedPaginator(self._in_order, PAGE_SIZE, self.total).get_page(self.cleaned.get("page") or 1)
        keys = list(page.object_list)
        rows = self._readable.only(*FIELDS).in_bulk(keys)
        names = {} if self.centre else {path: centre.name for centre in self.centres for path in centre.paths}
        page.object_list = cards([rows[key] for key in keys if key in rows], names)
        return page  # type: ignore[no-any-return]

    @cached_property
    def collections(self) -> list[ResourceCollectionPage]:
        """The collections of this centre, on the first page of the whole list."""
        if self.used or self.page.number > 1 or self.centre != self.home:
            return []
        found = ResourceCollectionPage.objects.published().child_of(self.index_page)
        return list(found.order_by("title", "pk")[:MOST_COLLECTIONS])

    @cached_property
    def facets(self) -> list[tuple[str, str, list[Option]]]:
        """Parameter, label and choices of each facet; the years are those that were counted or ticked."""
        counted = {name.removeprefix("annee:") for name in self.counts if name.startswith("annee:")}
        years = sorted((counted | set(self.cleaned.get("annee") or ())) - {""}, reverse=True)
        self.filterset.form.fields["annee"].choices = [(year, year) for year in years]
        return super().facets

    # Words and addresses ---------------------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """« Ressources : Lozère »."""
        name = self.index_page.title
        return _("%(what)s : %(territory)s") % {"what": name, "territory": self.centre.name} if self.centre else name

    @property
    def summary(self) -> str:
        """« 12 ressources : Lozère », « 1 204 ressources de tous les territoires »."""
        words = ngettext("%(count)s ressource", "%(count)s ressources", self.total)
        resources = words % {"count": whole_number(self.total)}
        if self.centre:
            return _("%(resources)s : %(territory)s") % {"resources": resources, "territory": self.centre.name}
        return _("%(resources)s de tous les territoires") % {"resources": resources} if self.centres else resources

    @property
    def everywhere(self) -> int:
        """How many resources all territories have."""
        return self._counts_of(None)["total"]

    @property
    def reaches(self) -> list[tuple[Step, str]]:
        """The territory's own, its neighbours', all: each in one click. None where there is no home, or no other."""
        steps = self.reach.steps if self._others else []
        return [(step, self.address(territoire=step.value)) for step in steps]

    @property
    def scopes(self) -> list[tuple[str, str, bool]]:
        """The territories one may choose: value, name, whether it is this one. None where there is only one."""
        if len(self.centres) < 2:
            return []
        here = self.centre.slug if self.centre else EVERYWHERE
        names = [(EVERYWHERE, _("Tous les territoires")), *((centre.slug, centre.name) for centre in self.centres)]
        if here == NEIGHBOURS and self.centre:
            names.append((NEIGHBOURS, self.centre.name))
        return [(slug, name, slug == here) for slug, name in names]

    @property
    def canonical(self) -> str:
        """The parameters that make a page of its own for search engines: the page number alone."""
        return f"?page={self.page.number}" if self.page.number > 1 else ""

    @property
    def without_filters(self) -> str:
        """The address that keeps only the territory."""
        return self.address(**dict.fromkeys(self._removable()))

    def _removable(self) -> Collection[str]:
        return self.given - {"territoire", *ORDERS}

    @cached_property
    def chips(self) -> list[Chip]:
        """The filters in use, each with the address that removes it."""
        return [*self.chips_of_words, *self.chips_of_choices]


MOST_COLLECTIONS = 6
