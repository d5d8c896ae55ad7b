"""What the page of a list says of what was asked: choices, chips, addresses, pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.http import QueryDict
from django.utils.translation import gettext as _

from listings.asked import AskedSet
from listings.facets import Facets, Option

ORDERS = ("tri", "page")
"""Parameters that narrow nothing."""


@dataclass(frozen=True)
class Chip:
    """A filter in use, and the address without it."""

    label: str
    without: str


class AskedList:
    """A list as its page shows it, from what its search knows: these, and ``query``, ``counts``, ``page``."""

    choices: ClassVar[Facets]
    data: QueryDict
    filterset: AskedSet
    cleaned: dict[str, Any]
    query: cached_property[Any]
    counts: property
    page: cached_property[Any]

    @property
    def text(self) -> str:
        """The words as typed."""
        return self.cleaned.get("q") or ""

    @property
    def corrections(self) -> list[tuple[str, str]]:
        """The words that were corrected, as (typed, used)."""
        return list(self.query.corrections) if self.query else []

    @cached_property
    def facets(self) -> list[tuple[str, str, list[Option]]]:
        """Parameter, label and choices of each facet that has any."""
        form = self.filterset.form
        named = (
            (facet.name, str(form.fields[facet.name].label), self.choices.options(form, facet.name, self.counts))
            for facet in self.choices.facets
        )
        return [facet for facet in named if facet[2]]

    @cached_property
    def ticks(self) -> list[Option]:
        """The yes-or-no choices."""
        return self.choices.ticked(self.filterset.form, self.counts)

    @cached_property
    def given(self) -> set[str]:
        """The valid parameters of the address."""
        return {name for name, value in self.cleaned.items() if value}

    def address(self, **changes: Any) -> str:
        """The parameters of this search, some changed or (``None``) removed, from the first page."""
        data = self.data.copy()
        for name, value in {"page": None, **changes}.items():
            data.pop(name, None)
            if value is not None:
                data.setlist(name, value if isinstance(value, list) else [str(value)])
        for name in [name for name in data if name not in self.given and name not in changes]:
            del data[name]
        return f"?{data.urlencode()}" if data else "?"

    @property
    def state_without_sort(self) -> Iterator[tuple[str, str]]:
        """Name and value of each parameter that the sort form passes on."""
        for name, values in self.data.lists():
            if name in self.given and name not in ORDERS:
                yield from ((name, value) for value in values)

    @cached_property
    def problems(self) -> list[str]:
        """What was wrong in the parameters, in the visitor’s words."""
        problems = self.filterset.problems
        asked = self.cleaned.get("page") or 1
        if asked > 1 and asked != self.page.number:
            problems = [*problems, _("La page %(asked)s n’existe pas : voici la dernière.") % {"asked": asked}]
        return problems

    @property
    def page_range(self) -> Iterator[int | None]:
        """Page numbers to link; ``None`` stands for a gap."""
        for number in self.page.paginator.get_elided_page_range(self.page.number, on_each_side=1, on_ends=1):
            yield number if isinstance(number, int) else None

    @property
    def chips_of_words(self) -> list[Chip]:
        """The words, which can be removed."""
        if not self.text:
            return []
        return [Chip(_("«\u00a0%(text)s\u00a0»") % {"text": self.text}, self.address(q=None))]

    @property
    def chips_of_choices(self) -> list[Chip]:
        """The choices that are ticked, each with the address that removes it."""
        chips = []
        for name, _label, choices in self.facets:
            ticked = [option for option in choices if option.checked]
            for option in ticked:
                others = [other.value for other in ticked if other is not option]
                chips.append(Chip(option.label, self.address(**{name: others or None})))
        return chips + [
            Chip(option.label, self.address(**{option.name: None})) for option in self.ticks if option.checked
        ]
