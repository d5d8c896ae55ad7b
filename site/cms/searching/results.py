"""What ``/recherche/`` says of a search: its words, its groups, one kind by page, and addresses."""

from __future__ import annotations

from functools import cached_property
from urllib.parse import urlencode

from django.core.paginator import Page as PageOfResults
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.searching.finding import PAGE_SIZE, Everything, Kind, Row, Scope, corrected
from cms.searching.forms import LONGEST, SearchForm
from cms.searching.kinds import kind_of, kinds
from cms.searching.ranking import MANY, rank
from search.index import Query


class SearchResults:
    """The answer to the parameters of ``/recherche/``. Computed when the template reads it."""

    def __init__(self, request: HttpRequest) -> None:
        self.form = SearchForm(request.GET)
        self.cleaned = self.form.cleaned
        self.problems = self.form.problems
        self.scope = Scope.of(request)
        self.typed = str(self.form["q"].value() or "")[:LONGEST].replace("\x00", "")

    @property
    def text(self) -> str:
        """The words to look for; nothing when there are none, or none that can be looked for."""
        return self.cleaned.get("q") or ""

    @property
    def is_exact(self) -> bool:
        """Whether typos are left as they were typed."""
        return bool(self.cleaned.get("exact"))

    @cached_property
    def everything(self) -> Everything:
        """What every kind answers."""
        return Everything(self.text, self.scope, kinds(), as_typed=self.is_exact)

    @property
    def kind(self) -> Kind | None:
        """The kind that is looked at alone."""
        return kind_of(self.cleaned.get("genre") or "")

    @property
    def literal_address(self) -> str:
        """The same search without correction."""
        words = {"q": self.text, "exact": "1"} | ({"genre": self.kind.code} if self.kind else {})
        return f"{reverse('searching:search')}?{urlencode(words)}"

    @property
    def all_kinds_address(self) -> str:
        """The same words among everything."""
        return f"{reverse('searching:search')}?{urlencode({'q': self.text})}"

    @property
    def used(self) -> str:
        """The words that were looked for, when typos were corrected; else nothing."""
        return corrected(self.text, self.query) if self.kind else self.everything.used

    # One kind ------------------------------------------------------------------------------------------------------

    @cached_property
    def query(self) -> Query:
        """What the words look for in the index of the kind."""
        if self.kind is None:
            return Query(is_empty=True)
        query = self.kind.index.query(self.text)
        return query.as_typed() if self.is_exact else query

    @cached_property
    def _ranked(self) -> tuple[list[int], list[int]]:
        """The first ``MANY`` results of the kind, best first: the territory's, and the others'."""
        kind = self.kind
        if kind is None or not self.query.terms:
            return [], []
        are_few = self.scope.territory is not None
        here = [pk for pk, _relevance in rank(kind, self.query, kind.here(self.scope), MANY, are_few=are_few).best]
        if self.scope.territory is None or len(here) >= MANY:
            return here, []
        there = rank(kind, self.query, kind.elsewhere(self.scope), MANY - len(here)).best
        return here, [pk for pk, _relevance in there]

    @property
    def keys(self) -> list[int]:
        """Those of the territory, then the others."""
        here, there = self._ranked
        return [*here, *there]

    @property
    def summary(self) -> str:
        """« 12 pages », « plus de 1 000 pages »."""
        words = self.kind.summary(len(self.keys)) if self.kind else ""
        return _("plus de %(results)s") % {"results": words} if len(self.keys) >= MANY else words

    @cached_property
    def page(self) -> PageOfResults[int]:
        """The page asked for, or the last one."""
        return Paginator(self.keys, PAGE_SIZE).get_page(self.cleaned.get("page") or 1)

    @property
    def rows(self) -> list[Row]:
        """The results of the page."""
        if self.kind is None:
            return []
        return self.kind.rows(list(self.page.object_list), set(self._ranked[0]), self.query, self.scope)

    @property
    def page_range(self) -> list[int | None]:
        """Page numbers to link; ``None`` stands for a gap."""
        numbers = self.page.paginator.get_elided_page_range(self.page.number, on_each_side=1, on_ends=1)
        return [number if isinstance(number, int) else None for number in numbers]
