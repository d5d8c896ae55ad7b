"""The questions that visitors ask of any pages that have a kind, themes and audiences: resources, events."""

from __future__ import annotations

from collections.abc import Collection
from functools import reduce
from operator import or_
from typing import Self

from django.db.models import Q
from wagtail.models import PageQuerySet


class AskedPageQuerySet(PageQuerySet):  # type: ignore[misc]
    """Pages that answer a visitor's choices."""

    def below_any(self, paths: Collection[str]) -> Self:
        """Those of several trees, by the paths of the pages where they begin."""
        anywhere = reduce(or_, (Q(path__startswith=path) for path in paths), Q(pk__in=[]))
        return self.filter(anywhere)  # type: ignore[no-any-return]

    def of_kinds(self, kinds: Collection[str]) -> Self:
        """Of one of these kinds."""
        return self.filter(kind__in=kinds)  # type: ignore[no-any-return]

    def about(self, themes: Collection[str]) -> Self:
        """About at least one of these themes."""
        return self.filter(themes__any=themes)  # type: ignore[no-any-return]

    def for_audiences(self, audiences: Collection[str]) -> Self:
        """For at least one of these audiences."""
        return self.filter(audiences__any=audiences)  # type: ignore[no-any-return]
