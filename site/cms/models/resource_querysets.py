"""Which resources: what everyone may read, of one site, that answer a visitor's choices."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Self

from django.db.models import Exists, OuterRef, Q
from wagtail.models import Page, PageManager, PageQuerySet

from cms.translating import SOURCE, language_of_tree


class ResourceQuerySet(PageQuerySet):  # type: ignore[misc]
    """Resources, and the collections of them."""

    def published(self) -> Self:
        """What everyone may read: live, and under no restriction of view."""
        return self.live().public()  # type: ignore[no-any-return]

    def read_beside(self, page: Page) -> Self:
        """Each once: in the language of a page, in French where it is not translated."""
        if language_of_tree(page) == SOURCE:
            return self.filter(locale=page.locale_id)  # type: ignore[no-any-return]
        translated = Page.objects.live().filter(locale=page.locale_id, translation_key=OuterRef("translation_key"))
        untranslated = Q(locale__language_code=SOURCE) & ~Exists(translated)
        return self.filter(Q(locale=page.locale_id) | untranslated)  # type: ignore[no-any-return]

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
