"""Pages in two languages: French is what is written, English what is translated from it.

A page that has no translation is shown in French under ``/en/`` too, and says so: it is never missing there.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.db.models import Q
from django.http import Http404, HttpRequest
from django.utils.translation import get_language
from wagtail.models import Locale, Page, Site
from wagtail.url_routing import RouteResult

from ui.languages import address_in, url_in

SOURCE: str = settings.LANGUAGE_CODE
LIFETIME = 60  # seconds, as the rest of what a page says of its site
_VERSION_KEY = "cms.translations.version"


class Address(NamedTuple):
    """Where a page is: scheme and host of its site, and the path there."""

    root: str
    path: str

    def __str__(self) -> str:
        return f"{self.root}{self.path}"


class TranslatedRoot:
    """A home page whose English tree stands before the French one: what it lacks is read from there."""

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """The page at these words of the address. Raises ``Http404`` where neither tree has one."""
        try:
            return super().route(request, path_components)  # type: ignore[misc]
        except Http404:
            if language_of_tree(self, request) == SOURCE:
                raise
        source = Page.objects.filter(translation_key=self.translation_key, locale__language_code=SOURCE).first()  # type: ignore[attr-defined]
        if source is None:
            raise Http404
        return source.specific.route(request, path_components)


def language_of_tree(page: Any, request: HttpRequest | None = None) -> str:
    """The language of the tree that a page stands in, without a query."""
    for path in page._get_site_root_paths(request):
        if page.url_path.startswith(path.root_path):
            return str(path.language_code)
    return SOURCE


def language_of_text(page: Page, request: HttpRequest | None = None) -> str:
    """The language that a page is written in: an alias in the English tree repeats the French words."""
    return SOURCE if page.alias_of_id else language_of_tree(page, request)


def addresses_of(page: Page) -> dict[str, Address]:
    """Where everyone may read a page in each language that it is really written in; no query while they are known."""
    version = cache.get_or_set(_VERSION_KEY, 0, None)
    key = f"cms.translations.{version}.{page.translation_key}"
    known: dict[str, Address] | None = cache.get(key)
    if known is None:
        written = Page.objects.filter(translation_key=page.translation_key, alias_of=None).live().public()
        known = {language_of_tree(one): where for one in written.order_by("path") if (where := _address_of(one))}
        cache.set(key, known, LIFETIME)
    return known


def paths_to_read(page: Page) -> dict[str, str]:
    """Where a page is read in each of our languages: its translation, else the French text among words of that one.

    What was only ever written in English leads to the home page in French.
    """
    written = addresses_of(page)
    french = written.get(SOURCE) or (_address_of(page) if language_of_tree(page) == SOURCE else None)
    path = french.path if french else "/"
    return {
        code: written[code].path if code in written else address_in(path, code) for code, _name in settings.LANGUAGES
    }


def in_language(pages: Any, language: str | None = None) -> Any:
    """Published French pages as they are read in a language (the one that is spoken): translated, or else as they are.

    ``pages`` is a queryset of one type of page, whose order is lost.
    """
    language = language or str(get_language())
    if language == SOURCE:
        return pages
    model, keys = pages.model, pages.order_by().values("translation_key")
    translated = model.objects.live().public().filter(alias_of=None, locale__language_code=language)
    translated = translated.filter(translation_key__in=keys).order_by()
    rest = pages.order_by().exclude(translation_key__in=translated.values("translation_key"))
    return model.objects.filter(Q(pk__in=translated.values("pk")) | Q(pk__in=rest.values("pk")))


def each_in_language(pages: list[Page]) -> list[Page]:
    """Published pages, each as it is read in the language that is spoken; no query where all are in it already."""
    language = get_language()
    keys = [page.translation_key for page in pages if language_of_tree(page) != language]
    if not keys:
        return pages
    found = Page.objects.live().public().filter(alias_of=None, locale__language_code=language, translation_key__in=keys)
    translated = {page.translation_key: page for page in found}
    return [translated.get(page.translation_key, page) for page in pages]


def source_of(page: Page) -> Page:
    """The French page that a page is the translation of; itself where there is none."""
    if language_of_tree(page) == SOURCE:
        return page
    source = type(page).objects.filter(translation_key=page.translation_key, locale__language_code=SOURCE).first()
    return source or page


def address_among(page: Page, request: HttpRequest | None = None) -> str:
    """Where a page is read among words of the language that is spoken, without a query: its French text too."""
    address = str(page.get_url(request) or "")
    return address if language_of_tree(page, request) == get_language() else url_in(address, str(get_language()))


def forget_translations() -> None:
    """Have the translations of every page looked up again."""
    Site.clear_site_root_paths_cache()
    try:
        cache.incr(_VERSION_KEY)
    except ValueError:
        cache.set(_VERSION_KEY, 1, None)


def english() -> Locale:
    """The language that pages are translated into; made where it is missing."""
    locale, _created = Locale.objects.get_or_create(language_code="en")
    return locale


def followers_of(pages: list[Page]) -> dict[Page, Any]:
    """What goes with French pages that are moved, unpublished or deleted: their translations."""
    return {
        page: Page.objects.translation_of(page, inclusive=False) for page in pages if language_of_tree(page) == SOURCE
    }


def _address_of(page: Page) -> Address | None:
    parts = page.get_url_parts()
    return Address(parts[1], parts[2]) if parts and parts[2] else None
