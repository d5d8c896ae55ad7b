"""One search over everything: every kind of thing asked by its own index, the kinds that fit best shown first.

A word may be known to one index and mistyped for another. What holds all the words as they were typed comes alone when
there is any; else what holds all of them corrected; else what holds some of them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page, Site

from cms.searching import ranking
from cms.searching.indexing import closed_paths_lately
from cms.searching.ranking import Ranked, rank
from geography.models import Territory
from search.index import Index, Query, query_all
from search.reading import CORRECTED

FEW, MORE = 3, 5
"""Results shown of each kind; more of each where few kinds have any."""
FEW_KINDS = 3
PAGE_SIZE = 10


class Fit(IntEnum):
    """How well a kind answers the words, from the best."""

    AS_TYPED = 0
    CORRECTED = 1
    IN_PART = 2


class Scope:
    """Where one searches: a site, of a territory or of all. What it reads, it reads once."""

    def __init__(self, territory: Territory | None, site: Site | None) -> None:
        """``territory`` is ``None`` on the portal, which speaks for all."""
        self.territory, self.site = territory, site

    @classmethod
    def of(cls, request: HttpRequest) -> Scope:
        """The scope of the site that answers a request."""
        return cls(request.territory or None, Site.find_for_request(request))  # type: ignore[attr-defined]

    @cached_property
    def roots(self) -> tuple[str, ...]:
        """Paths of the territory's home page in each language; none on the portal."""
        if self.territory is None or self.site is None:
            return ()
        homes = Page.objects.filter(translation_key=self.site.root_page.translation_key).order_by("path")
        return tuple(homes.values_list("path", flat=True))

    @cached_property
    def closed(self) -> list[str]:
        """Where the tree of pages is closed to the public."""
        return closed_paths_lately()

    @cached_property
    def sites(self) -> list[tuple[str, str]]:
        """The path of the home page of every site, and the site's name."""
        return list(Site.objects.order_by("pk").values_list("root_page__path", "site_name"))

    @cached_property
    def languages(self) -> dict[str, int]:
        """The keys of the languages that pages are written in, by code."""
        return dict(Locale.objects.values_list("language_code", "pk"))


@dataclass(frozen=True)
class Row:
    """A result, as a line of a list. Its texts are safe HTML with the words found in ``<mark>``."""

    title: SafeString
    address: str
    kicker: str = ""
    where: str = ""
    excerpt: SafeString | str = ""
    elsewhere: str = ""
    """Whose it is, when it is not the territory's."""
    language: str = "fr"


class Kind(ABC):
    """One kind of things: its index, its public rows, its words. Subclasses say which; instances hold nothing."""

    code: ClassVar[str]
    """In the address: ``genre=pages``."""
    index: ClassVar[Index]
    label: ClassVar[Any]
    icon: ClassVar[str]
    before: ClassVar[tuple[str, ...]] = ()
    """Columns that order results before their relevance does."""

    @abstractmethod
    def here(self, scope: Scope) -> Any:
        """The public rows of the territory; all public rows on the portal."""

    @abstractmethod
    def elsewhere(self, scope: Scope) -> Any:
        """The public rows of the others; none on the portal."""

    @abstractmethod
    def rows(self, keys: Sequence[int], own: Collection[int], query: Query, scope: Scope) -> list[Row]:
        """The results of some primary keys, in their order; those withdrawn meanwhile left out.

        ``own`` are the keys of those that are the territory's.
        """

    @abstractmethod
    def summary(self, number: int) -> str:
        """« 12 lieux »."""

    @abstractmethod
    def all_address(self, text: str, scope: Scope, *, everywhere: bool) -> str:
        """Where all results for a text are: the territory's, or everyone's."""


@dataclass(frozen=True)
class Group:
    """What was found of a kind: the territory's, then, where there is room, the others'."""

    kind: Kind
    text: str
    query: Query
    scope: Scope
    fit: Fit
    here: Ranked
    elsewhere: Ranked

    @property
    def total(self) -> int:
        """How many are the territory's, else how many the others'; at most ``MANY``."""
        return min(ranking.MANY, self.here.total or self.elsewhere.total)

    @property
    def is_broad(self) -> bool:
        """Whether there are more than that."""
        return (self.here.total or self.elsewhere.total) > ranking.MANY

    @property
    def is_elsewhere(self) -> bool:
        """Whether the territory has none of them: those shown are the others'."""
        return not self.here.total

    @property
    def summary(self) -> str:
        """« 12 lieux », « plus de 1 000 lieux », « 3 lieux ailleurs »."""
        words = self.kind.summary(self.total)
        words = _("plus de %(results)s") % {"results": words} if self.is_broad else words
        return _("%(results)s ailleurs") % {"results": words} if self.is_elsewhere else words

    @property
    def see_all(self) -> str:
        """« Voir les 12 lieux », as a link says."""
        if self.is_broad or self.total == 1:
            return _("Voir la liste : %(results)s") % {"results": self.summary}
        return _("Voir les %(results)s") % {"results": self.summary}

    @property
    def address(self) -> str:
        """Where all of them are."""
        return self.kind.all_address(self.text, self.scope, everywhere=self.is_elsewhere)

    @property
    def worth(self) -> float:
        """How well its best result fits, to compare with other kinds."""
        best = [relevance for _pk, relevance in (*self.here.best[:1], *self.elsewhere.best[:1])]
        return self.query.worth(max(best, default=0.0))

    def rows(self, most: int) -> list[Row]:
        """The first results."""
        keys = [pk for pk, _relevance in (*self.here.best, *self.elsewhere.best)][:most]
        return self.kind.rows(keys, self.own, self.query, self.scope)

    @property
    def own(self) -> set[int]:
        """The keys of the results that are the territory's."""
        return {pk for pk, _relevance in self.here.best}


def fit_of(query: Query) -> Fit:
    """How well an index understands the words."""
    if query.ignored or not query.all_words or not query.terms:
        return Fit.IN_PART
    if query.corrections or any(term.quality <= CORRECTED for term in query.terms):
        return Fit.CORRECTED
    return Fit.AS_TYPED


class Everything:
    """The answer to a text, from every kind."""

    def __init__(self, text: str, scope: Scope, kinds: Sequence[Kind], *, as_typed: bool = False) -> None:
        self.text, self.scope, self.kinds, self.is_as_typed = text, scope, kinds, as_typed

    @cached_property
    def queries(self) -> list[tuple[Kind, Query]]:
        """What the text looks for in each index."""
        queries = query_all([kind.index for kind in self.kinds], self.text)
        return list(
            zip(self.kinds, [query.as_typed() for query in queries] if self.is_as_typed else queries, strict=True)
        )

    @cached_property
    def found(self) -> list[Group]:
        """Every kind that has results, those that fit best first; in their own order those that fit alike.

        What differs by less than a thousandth is alike: the sums of decimals of two runs differ by more than nothing.
        """
        groups = [self._look(kind, query) for kind, query in self.queries if query.terms]
        groups = [group for group in groups if group.total]
        return sorted(groups, key=lambda group: (group.fit, group.is_elsewhere, -round(group.worth, 3)))

    def _look(self, kind: Kind, query: Query) -> Group:
        here = rank(kind, query, kind.here(self.scope), MORE, are_few=self.scope.territory is not None)
        elsewhere = Ranked(0, [])
        if self.scope.territory and here.total < FEW:
            elsewhere = rank(kind, query, kind.elsewhere(self.scope), MORE - here.total)
        return Group(kind, self.text, query, self.scope, fit_of(query), here, elsewhere)

    @cached_property
    def groups(self) -> list[Group]:
        """The kinds that answer best."""
        return [group for group in self.found if group.fit == self.found[0].fit]

    @property
    def in_part(self) -> list[Group]:
        """The kinds that have something, but less like what was asked."""
        return self.found[len(self.groups) :]

    @property
    def without(self) -> list[Kind]:
        """The kinds without results."""
        having = {group.kind.code for group in self.found}
        return [kind for kind in self.kinds if kind.code not in having]

    @cached_property
    def shown(self) -> list[tuple[Group, list[Row]]]:
        """The kinds that answer best, each with its first results."""
        most = MORE if len(self.groups) <= FEW_KINDS else FEW
        return [(group, rows) for group in self.groups if (rows := group.rows(most))]

    @property
    def used(self) -> str:
        """The words that were looked for, when typos were corrected; else nothing."""
        return corrected(self.text, self.groups[0].query) if self.groups else ""


def corrected(text: str, query: Query) -> str:
    """A text with its mistyped words replaced, its accents and signs lost; nothing when none was."""
    if not query.corrections:
        return ""
    from search.reading import typed_words

    used = dict(query.corrections)
    return " ".join(used.get(word.spelling, word.spelling) for word in typed_words(text))
