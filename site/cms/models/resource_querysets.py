"""Which resources: what everyone may read, of one site, that answer a visitor's choices."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Self

from django.db.models import Exists, OuterRef, Q
from wagtail.models import Page, PageManager

from cms.models.asked_pages import AskedPageQuerySet
from cms.translating import SOURCE, language_of_tree


class ResourceQuerySet(AskedPageQuerySet):
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

    def under_licences(self, licences: Collection[str]) -> Self:
        """Under one of these licences."""
        return self.filter(licence__in=licences)  # type: ignore[no-any-return]

    def of_years(self, years: Collection[str]) -> Self:
        """Dated of one of these years."""
        return self.filter(dated__year__in=[int(year) for year in years])  # type: ignore[no-any-return]


ResourceManager: Any = PageManager.from_queryset(ResourceQuerySet)
