"""What search engines are told of: what is published and belongs to the site, and of people who let them.

An entry is in one site's map, that of its canonical address, once in each language.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Max, Q
from django.http import HttpRequest
from wagtail.models import Page, Site

from cms.canonical import communes_of_own
from cms.identity import identity_of
from cms.translating import language_of_tree
from directory.models import Business, RemoteWorker
from directory.models.business_querysets import BusinessQuerySet
from directory.models.worker_querysets import WorkerQuerySet
from places.models import Place, PlaceQuerySet
from ui.languages import address_in

if TYPE_CHECKING:
    SitemapBase = Sitemap[Any]
else:
    SitemapBase = Sitemap

PER_FILE = 5_000
"""Addresses in one file. The protocol allows 50 000; a smaller file is made within a second."""


class InEachLanguage(SitemapBase):
    """Each thing at its address in each of our languages, every one naming the others (``xhtml:link``).

    The site may answer at several hosts: its addresses begin with ``origin``, the one of the canonical links.
    """

    limit = PER_FILE
    origin = ""

    def get_urls(self, page: int | str = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        """The addresses of one file. Raises ``PageNotAnInteger`` or ``EmptyPage``."""
        found = super().get_urls(page, site, protocol)
        return [told for url in found for told in self.in_languages(url)]

    def in_languages(self, url: dict[str, Any]) -> list[dict[str, Any]]:
        """What Django says of a thing, said of it in each language."""
        parts = urlsplit(url["location"])
        origin = self.origin or f"{parts.scheme}://{parts.netloc}"
        return _alternates(url, {code: origin + address_in(parts.path, code) for code, _name in settings.LANGUAGES})


def _alternates(url: dict[str, Any], written: dict[str, str]) -> list[dict[str, Any]]:
    """The same thing at each of its addresses, by language; alone, it has no other to name."""
    others = [{"lang_code": code, "location": location} for code, location in written.items()]
    shown = others if len(others) > 1 else []
    return [{**url, "location": location, "alternates": shown} for location in written.values()]


class PageSitemap(InEachLanguage):
    """The editorial pages of a site that everyone may read, in the languages that they are written in."""

    def __init__(self, site: Site | None) -> None:
        self.site = site
        self._written: dict[Any, dict[str, Page]] = {}

    def items(self) -> Any:
        """One page of each that is translated, the French one where there is one, in the tree's order."""
        if self.site is None:
            return Page.objects.none().order_by("path")
        home = self.site.root_page
        pages = written_pages().filter(in_trees(home.get_translations(inclusive=True)))
        sources = pages.filter(locale=home.locale)
        return pages.exclude(~Q(locale=home.locale), translation_key__in=sources.values("translation_key")).order_by(
            "path"
        )

    def get_urls(self, page: int | str = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        """The addresses of one file, its translations read at once."""
        keys = [item.translation_key for item in self.paginator.page(page).object_list]
        for found in written_pages().filter(translation_key__in=keys).order_by("path"):
            self._written.setdefault(found.translation_key, {})[language_of_tree(found)] = found
        return super().get_urls(page, site, protocol)

    def in_languages(self, url: dict[str, Any]) -> list[dict[str, Any]]:
        """Each translation, with the day when it was last published."""
        pages = self._written[url["item"].translation_key]
        told = _alternates(url, {code: str(page.full_url) for code, page in pages.items()})
        return [{**one, "lastmod": self.lastmod(page)} for one, page in zip(told, pages.values(), strict=True)]

    def location(self, item: Any) -> str:
        """The path of a page on its own site."""
        return str(item.relative_url(self.site) or "/")

    def lastmod(self, item: Any) -> datetime | None:
        """When it was last published."""
        published: datetime | None = item.last_published_at
        return published


def written_pages() -> Any:
    """What everyone may read, without the aliases that repeat French words in the English tree."""
    return Page.objects.live().public().filter(alias_of=None)


def in_trees(homes: Any) -> Q:
    """Below these home pages, or one of them."""
    found = Q(pk=None)
    for home in homes:
        found |= Q(path__startswith=home.path)
    return found


class PlaceSitemap(InEachLanguage):
    """The published places that belong to a site."""

    def __init__(self, places: PlaceQuerySet) -> None:
        self.places = places

    def items(self) -> PlaceQuerySet:
        """The places, in an order that new ones do not disturb."""
        return self.places.order_by("pk").only("slug", "updated_at")

    def lastmod(self, item: Place) -> datetime:
        """When it last changed."""
        return item.updated_at

    def get_latest_lastmod(self) -> datetime | None:
        """The latest change, asked of the database rather than of each row."""
        latest: datetime | None = self.places.aggregate(latest=Max("updated_at"))["latest"]
        return latest


class WorkerSitemap(InEachLanguage):
    """The published people of a site who let search engines show their page, and nobody else."""

    def __init__(self, workers: WorkerQuerySet) -> None:
        self.workers = workers

    def items(self) -> WorkerQuerySet:
        """The people, in an order that new ones do not disturb."""
        return self.workers.filter(is_indexable=True).order_by("pk").only("slug", "last_published_at")

    def lastmod(self, item: RemoteWorker) -> datetime | None:
        """When what is public last changed: a draft is nobody's business."""
        published: datetime | None = item.last_published_at
        return published


class BusinessSitemap(InEachLanguage):
    """The published businesses of a site: none of their pages asks search engines to stay away."""

    def __init__(self, businesses: BusinessQuerySet) -> None:
        self.businesses = businesses

    def items(self) -> BusinessQuerySet:
        """The businesses, in an order that new ones do not disturb."""
        return self.businesses.order_by("pk").only("slug", "last_published_at")

    def lastmod(self, item: Business) -> datetime | None:
        """When what is public last changed: a draft is nobody's business."""
        published: datetime | None = item.last_published_at
        return published


def sitemaps_for(request: HttpRequest) -> dict[str, type[SitemapBase] | SitemapBase]:
    """The parts of this site's map, by the name that their addresses carry."""
    own = communes_of_own(identity_of(request).territory)
    places: PlaceQuerySet = Place.objects.published().filter(commune__in=own)
    workers: WorkerQuerySet = RemoteWorker.objects.published().filter(commune__in=own)
    businesses: BusinessQuerySet = Business.objects.published().filter(commune__in=own)
    parts: dict[str, InEachLanguage] = {
        "pages": PageSitemap(Site.find_for_request(request)),
        "lieux": PlaceSitemap(places),
        "teletravailleurs": WorkerSitemap(workers),
        "entreprises": BusinessSitemap(businesses),
    }
    for part in parts.values():
        part.origin = str(getattr(request, "origin", ""))
    return {**parts}
