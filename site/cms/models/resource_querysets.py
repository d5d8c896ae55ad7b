"""Which resources: what everyone may read, of one site, that answer a visitor's choices."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Self

from django.db.models import Q
from wagtail.models import Page, PageManager, PageQuerySet


class ResourceQuerySet(PageQuerySet):  # type: ignore[misc]
    """Resources, and the collections of them."""

    def published(self) -> Self:
        """What everyone may read: live, and under no restriction of view."""
        return self.live().public()  # type: ignore[no-any-return]

    def below(self, page: Page) -> Self:
        """Those of the tree that begins at a page."""
        return self.filter(path__startswith=page.path)  # type: ignore[no-any-return]

    def below_any(self, paths: Collection[str]) -> Self:
        """Those of several trees, by the paths of the pages where they begin."""
        anywhere = Q(pk__in=[])
        for path in paths:
            anywhere |= Q(path__startswith=path)
        return self.filter(anywhere)  # type: ignore[no-any-return]

    def of_kinds(self, kinds: Collection[str]) -> Self:
        """Of one of these types."""
        return self.filter(kind__in=kinds)  # type: ignore[no-any-return]

    def about(self, themes: Collection[str]) -> Self:
        """About at least one of these themes."""
        return self.filter(themes__any=themes)  # type: ignore[no-any-return]

    def for_audiences(self, audiences: Collection[str]) -> Self:
        """For at least one of these audiences."""
        return self.filter(audiences__any=audiences)  # type: ignore[no-any-return]

    def under_licences(self, licences: Collection[str]) -> Self:
        """Under one of these licences."""
        return self.filter(licence__in=licences)  # type: ignore[no-any-return]

    def of_years(self, years: Collection[str]) -> Self:
        """Dated of one of these years."""
        return self.filter(dated__year__in=[int(year) for year in years])  # type: ignore[no-any-return]


ResourceManager: Any = PageManager.from_queryset(ResourceQuerySet)
