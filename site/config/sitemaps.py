"""What search engines are told of: what is published in the site's territory, and of people who let them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.sitemaps import Sitemap
from django.db.models import Max
from django.http import HttpRequest
from wagtail.models import Page, Site

from cms.identity import identity_of
from directory.models import Business, RemoteWorker
from directory.models.business_querysets import BusinessQuerySet
from directory.models.worker_querysets import WorkerQuerySet
from places.models import Place, PlaceQuerySet

if TYPE_CHECKING:
    PlaceSitemapBase = Sitemap[Place]
    WorkerSitemapBase = Sitemap[RemoteWorker]
    BusinessSitemapBase = Sitemap[Business]
    PageSitemapBase = Sitemap[Any]
else:
    PlaceSitemapBase = WorkerSitemapBase = BusinessSitemapBase = PageSitemapBase = Sitemap

PER_FILE = 5_000
"""Addresses in one file. The protocol allows 50 000; a smaller file is made within a second."""


class PageSitemap(PageSitemapBase):
    """The editorial pages below a site's root that everyone may read."""

    limit = PER_FILE

    def __init__(self, site: Site | None) -> None:
        self.site = site

    def items(self) -> Any:
        """The pages, in the tree's order."""
        if self.site is None:
            return Page.objects.none().order_by("path")
        return self.site.root_page.get_descendants(inclusive=True).live().public().order_by("path")

    def location(self, item: Any) -> str:
        """The path of a page on its own site."""
        return str(item.relative_url(self.site) or "/")

    def lastmod(self, item: Any) -> datetime | None:
        """When it was last published."""
        published: datetime | None = item.last_published_at
        return published


class PlaceSitemap(PlaceSitemapBase):
    """The published places of a territory; all of them for a site that speaks for none."""

    limit = PER_FILE

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


class WorkerSitemap(WorkerSitemapBase):
    """The published people of a territory who let search engines show their page, and nobody else."""

    limit = PER_FILE

    def __init__(self, workers: WorkerQuerySet) -> None:
        self.workers = workers

    def items(self) -> WorkerQuerySet:
        """The people, in an order that new ones do not disturb."""
        return self.workers.filter(is_indexable=True).order_by("pk").only("slug", "last_published_at")

    def lastmod(self, item: RemoteWorker) -> datetime | None:
        """When what is public last changed: a draft is nobody's business."""
        published: datetime | None = item.last_published_at
        return published


class BusinessSitemap(BusinessSitemapBase):
    """The published businesses of a territory: none of their pages asks search engines to stay away."""

    limit = PER_FILE

    def __init__(self, businesses: BusinessQuerySet) -> None:
        self.businesses = businesses

    def items(self) -> BusinessQuerySet:
        """The businesses, in an order that new ones do not disturb."""
        return self.businesses.order_by("pk").only("slug", "last_published_at")

    def lastmod(self, item: Business) -> datetime | None:
        """When what is public last changed: a draft is nobody's business."""
        published: datetime | None = item.last_published_at
        return published


def sitemaps_for(request: HttpRequest) -> dict[str, type[Sitemap[Any]] | Sitemap[Any]]:
    """The parts of this site's map, by the name that their addresses carry."""
    places: PlaceQuerySet = Place.objects.published()
    workers: WorkerQuerySet = RemoteWorker.objects.published()
    businesses: BusinessQuerySet = Business.objects.published()
    territory = identity_of(request).territory
    if territory:
        places, workers = places.in_territory(territory), workers.in_territory(territory)
        businesses = businesses.in_territory(territory)
    return {
        "pages": PageSitemap(Site.find_for_request(request)),
        "lieux": PlaceSitemap(places),
        "teletravailleurs": WorkerSitemap(workers),
        "entreprises": BusinessSitemap(businesses),
    }
