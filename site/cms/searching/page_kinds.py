"""Pages and news among what is searched: they have no list of their own, all results are on ``/recherche/`` itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site

from cms.searching.finding import Kind, Row, Scope
from cms.searching.indexing import NEWS, PAGES, public_pages, text_of
from cms.searching.words import shown, shown_best
from search.index import Query
from ui.typography import long_date, whole_number

LONGEST_BODY = 30_000
"""Letters of a body, as stored, up to which an excerpt is looked for in it: reading a longer one takes too long."""


class PageKind(Kind):
    """Editorial pages of some models."""

    icon: ClassVar[str]

    def here(self, scope: Scope) -> Any:
        """Those below the site's home page, itself included; those of every site on the portal."""
        pages = self._in_language(public_pages())
        return pages.filter(path__startswith=scope.root) if scope.root else pages

    def elsewhere(self, scope: Scope) -> Any:
        """Those of the other sites."""
        if not scope.root:
            return Page.objects.none()
        return self._in_language(public_pages()).exclude(path__startswith=scope.root)

    def _in_language(self, pages: Any) -> Any:
        """Those in the language of the visitor, and those that were not translated to it."""
        language = get_language() or "fr"
        translated = Page.objects.live().filter(locale__language_code=language).order_by().values("translation_key")
        return pages.filter(Q(locale__language_code=language) | ~Q(translation_key__in=translated))

    def rows(self, keys: Sequence[int], query: Query, scope: Scope) -> list[Row]:
        """The results of some keys, with the site of those that are not this one's."""
        found = {page.pk: page for page in public_pages(Page.objects.filter(pk__in=keys)).specific()}
        sites = list(Site.objects.select_related("root_page")) if found else []
        return [self.row(found[pk], query, scope, sites) for pk in keys if pk in found]

    def row(self, page: Any, query: Query, scope: Scope, sites: Sequence[Site]) -> Row:
        """One result."""
        is_own = page.path.startswith(scope.root)
        whose = next((site.site_name for site in sites if page.path.startswith(site.root_page.path)), "")
        return Row(
            title=shown(page.title, query),
            address=page.get_url() or page.url_path,
            kicker=self.kicker(page),
            where="" if scope.root else whose,
            excerpt=shown_best(tuple(_texts(page)), query),
            elsewhere="" if is_own else whose,
            is_french=page.locale_id is None or page.locale.language_code == "fr",
        )

    def kicker(self, page: Any) -> str:
        """What stands over the title."""
        return ""

    def all_address(self, text: str) -> str:
        """The search itself, for this kind alone."""
        return f"{reverse('searching:search')}?{urlencode({'q': text, 'genre': self.code})}"


def _texts(page: Any) -> Iterator[str]:
    yield page.lead
    if page.search_description != page.lead:
        yield page.search_description
    body = getattr(page, "body", "")
    if len(str(getattr(body, "raw_data", body))) <= LONGEST_BODY:  # a stream as text would be its rendered HTML
        yield text_of(page)


class Pages(PageKind):
    """Pages of text, home pages, lists."""

    code, index, label, icon = "pages", PAGES, _("Pages"), "file-text"

    def summary(self, number: int) -> str:
        """« 12 pages »."""
        return ngettext("%(count)s page", "%(count)s pages", number) % {"count": whole_number(number)}


class News(PageKind):
    """News."""

    code, index, label, icon = "actualites", NEWS, _("Actualités"), "send"

    def kicker(self, page: Any) -> str:
        """« 24 novembre 2026 »."""
        return long_date(page.first_published_at) if page.first_published_at else ""

    def summary(self, number: int) -> str:
        """« 12 actualités »."""
        return ngettext("%(count)s actualité", "%(count)s actualités", number) % {"count": whole_number(number)}
