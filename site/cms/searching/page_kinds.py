"""Pages, news and resources among what is searched: those of the site, in the visitor's language where there are."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from html import unescape
from operator import or_
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.models import NewsPage, ResourceIndexPage, ResourcePage
from cms.resources.indexing import RESOURCES
from cms.searching.finding import Kind, Row, Scope
from cms.searching.indexing import NEWS, PAGES, public_pages
from cms.searching.words import shown, shown_best
from search.index import Query
from ui.languages import address_in
from ui.typography import long_date, whole_number

_TAG = re.compile(r"<[^>]*>")
_NO_WORDS = {"id", "type", "url", "link"}


def _below(roots: Sequence[str]) -> Q:
    return reduce(or_, (Q(path__startswith=root) for root in roots))


class PageKind(Kind):
    """Editorial pages of some models."""

    model: ClassVar[type[Page]] = Page

    def public(self, scope: Scope) -> Any:
        """Those that everyone may read, in the visitor's language; in French where they were not translated."""
        pages = public_pages(self.model._default_manager.order_by(), scope.closed)
        french, asked = (scope.languages.get(code, 0) for code in (settings.LANGUAGE_CODE, get_language() or ""))
        if asked in (0, french):
            return pages.filter(locale=french)
        translated = Page.objects.live().filter(
            locale=asked, alias_of=None, translation_key=OuterRef("translation_key")
        )
        return pages.filter(Q(locale=asked, alias_of=None) | (Q(locale=french) & ~Exists(translated)))

    def here(self, scope: Scope) -> Any:
        """Those below the site's home page, itself included; those of every site on the portal."""
        return self.public(scope).filter(_below(scope.roots)) if scope.roots else self.public(scope)

    def elsewhere(self, scope: Scope) -> Any:
        """Those of the other sites."""
        return self.public(scope).exclude(_below(scope.roots)) if scope.roots else self.model._default_manager.none()

    def rows(self, keys: Sequence[int], own: Collection[int], query: Query, scope: Scope) -> list[Row]:
        """The results of some keys, each with its site where that is worth saying."""
        pages = self.model._default_manager.filter(pk__in=keys, live=True)
        found = {page.pk: page for page in (pages.specific() if self.model is Page else pages)}
        return [self.row(found[pk], query, scope, is_own=pk in own) for pk in keys if pk in found]

    def row(self, page: Any, query: Query, scope: Scope, *, is_own: bool) -> Row:
        """One result."""
        whose = next((name for path, name in scope.sites if page.path.startswith(path)), "")
        return Row(
            title=shown(page.title, query),
            address=_address_of(page, scope),
            kicker=self.kicker(page),
            where="" if scope.roots else whose,
            excerpt=shown_best(_texts(page), query),
            elsewhere="" if is_own else whose,
            language=next((code for code, pk in scope.languages.items() if pk == page.locale_id), "fr"),
        )

    def kicker(self, page: Any) -> str:
        """What stands over the title."""
        return ""

    def all_address(self, text: str, scope: Scope, *, everywhere: bool) -> str:
        """The search itself, for this kind alone."""
        return f"{reverse('searching:search')}?{urlencode({'q': text, 'genre': self.code})}"


def _address_of(page: Any, scope: Scope) -> str:
    """Where a page is read in the visitor's language: what is not translated is shown there too."""
    parts = page.get_url_parts()
    if parts is None or parts[2] is None:
        return reverse("home")
    site, root, path = parts
    path = address_in(path, get_language() or "fr")
    return path if scope.site and scope.site.pk == site else f"{root}{path}"


def _texts(page: Any) -> Iterator[str]:
    """Where an excerpt is looked for."""
    yield page.lead
    if page.search_description != page.lead:
        yield page.search_description
    body = getattr(page, "body", "")
    yield " ".join(_words_stored(getattr(body, "raw_data", body)))


def _words_stored(stored: Any) -> Iterator[str]:
    """The sentences of a body as it is stored: reading its blocks would take ten times as long."""
    if isinstance(stored, str):
        if " " in stored:
            yield unescape(_TAG.sub(" ", stored))
    elif isinstance(stored, Mapping):
        for name, value in stored.items():
            if name not in _NO_WORDS:
                yield from _words_stored(value)
    elif isinstance(stored, Iterable):
        for value in stored:
            yield from _words_stored(value)


class Pages(PageKind):
    """Pages of text, home pages, lists."""

    code, index, label, icon = "pages", PAGES, _("Pages"), "file-text"

    def summary(self, number: int) -> str:
        """« 12 pages »."""
        return ngettext("%(count)s page", "%(count)s pages", number) % {"count": whole_number(number)}


class News(PageKind):
    """News, of today at the latest."""

    code, index, label, icon = "actualites", NEWS, _("Actualités"), "send"
    model = NewsPage

    def public(self, scope: Scope) -> Any:
        """Those whose day has come."""
        return super().public(scope).filter(date__lte=timezone.localdate())

    def kicker(self, page: NewsPage) -> str:
        """« 24 novembre 2026 »."""
        return long_date(page.date)

    def summary(self, number: int) -> str:
        """« 12 actualités »."""
        return ngettext("%(count)s actualité", "%(count)s actualités", number) % {"count": whole_number(number)}


class Resources(PageKind):
    """Resources, also by the words inside their files."""

    code, index, label, icon = "ressources", RESOURCES, _("Ressources"), "book-open"
    model = ResourcePage

    def kicker(self, page: ResourcePage) -> str:
        """« Guide »."""
        return str(page.get_kind_display())

    def all_address(self, text: str, scope: Scope, *, everywhere: bool) -> str:
        """The site's resource centre with the same words, where it has one."""
        homes = scope.roots or ((scope.site.root_page.path,) if scope.site else ())
        centres = ResourceIndexPage.objects.live().order_by("path")  # one to a site: quicker read whole than chosen
        own = (
            centre
            for centre in centres
            if centre.path.startswith(homes) and not centre.path.startswith(tuple(scope.closed))
        )
        if homes and (centre := next(own, None)):
            return f"{_address_of(centre, scope)}?{urlencode({'q': text})}"
        return super().all_address(text, scope, everywhere=everywhere)

    def summary(self, number: int) -> str:
        """« 12 ressources »."""
        return ngettext("%(count)s ressource", "%(count)s ressources", number) % {"count": whole_number(number)}
