"""Resources of the demo, with their files, and collections of them, from the TOML file beside this module."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Page

from cms.models import (
    CollectedResource,
    ResourceCollectionPage,
    ResourceFile,
    ResourceIndexPage,
    ResourceLink,
    ResourcePage,
    SiteTerritory,
)
from config.demo.small_files import small_file
from geography.models import Territory
from listings.actions import desk_of_territory
from ui.typography import french_spacing

FILE = "ressources.toml"


def write_demo_resources(territories: Mapping[str, Territory]) -> int:
    """Publish the demo's resources and collections that are not there yet; return the number of resources.

    Days are counted back from today. A territory without a resource centre gets none.
    """
    tables = tomllib.loads((Path(__file__).parent / FILE).read_text())
    indexes = {slug: index for slug, territory in territories.items() if (index := index_of(territory))}
    written = 0
    for row in tables["resource"]:
        index = indexes.get(row["territory"])
        if index and not _is_there(index, row["id"]):
            _publish(index, resource_of(row, territories[row["territory"]], timezone.localdate()))
            written += 1
    for row in tables["collection"]:
        index = indexes.get(row["territory"])
        if index and not _is_there(index, row["id"]):
            _publish(index, _collection_of(row, index))
    return written


def index_of(territory: Territory) -> ResourceIndexPage | None:
    """The resource centre of a territory's site."""
    link = SiteTerritory.objects.filter(territory=territory).select_related("site__root_page").first()
    if link is None:
        return None
    return ResourceIndexPage.objects.child_of(link.site.root_page).first()  # type: ignore[no-any-return]


def resource_of(row: dict[str, Any], territory: Territory, today: date) -> ResourcePage:
    """One resource from its table, unsaved, its files kept: see the first lines of the file."""
    page = ResourcePage(
        slug=row["id"],
        title=french_spacing(row["title"]),
        kind=row["kind"],
        themes=tuple(row["themes"]),
        audiences=tuple(row["audiences"]),
        dated=today - timedelta(days=row["days"]),
        author=row["author"],
        licence=row["licence"],
        lead=french_spacing(row["lead"]),
        body=french_spacing(row.get("body", "")),
    )
    collection = desk_of_territory(territory).collection
    page.files = [
        ResourceFile(document=_document(file, collection), label=file["label"]) for file in row.get("files", ())
    ]
    page.links = [ResourceLink(**link) for link in row.get("links", ())]
    return page


def _document(file: dict[str, Any], collection: Any) -> Any:
    document = get_document_model()(title=file["label"], collection=collection)
    content = small_file(file["name"], file["text"])
    document.file.save(file["name"], ContentFile(content), save=False)
    document.file_size = len(content)
    document.save()
    return document


def _collection_of(row: dict[str, Any], index: Page) -> ResourceCollectionPage:
    found = {page.slug: page for page in ResourcePage.objects.child_of(index).filter(slug__in=row["resources"])}
    page = ResourceCollectionPage(slug=row["id"], title=french_spacing(row["title"]), lead=french_spacing(row["lead"]))
    page.collected = [CollectedResource(resource=found[slug]) for slug in row["resources"] if slug in found]
    return page


def _is_there(index: Page, slug: str) -> bool:
    return bool(index.get_children().filter(slug=slug).exists())


def _publish(index: Page, page: Page) -> None:
    Page.objects.get(pk=index.pk).add_child(instance=page)
    page.save_revision().publish()
