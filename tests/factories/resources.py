"""Resources with their files and links, published below the resource centre of a site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import count
from typing import Any

from django.core.files.base import ContentFile
from wagtail.models import Page, Site

from cms.models import (
    CollectedResource,
    File,
    ResourceCollectionPage,
    ResourceFile,
    ResourceIndexPage,
    ResourceLink,
    ResourcePage,
)

_numbers = count(1)


def centre_of(site: Site) -> ResourceIndexPage:
    """The resource centre that every site opens with."""
    return ResourceIndexPage.objects.child_of(site.root_page).get()  # type: ignore[no-any-return]


def make_file(name: str, content: bytes, **fields: Any) -> File:
    """A document of the desk."""
    document = File(title=fields.pop("title", name), file_size=len(content), **fields)
    document.file.save(name, ContentFile(content), save=False)
    document.save()
    return document


def make_resource(
    site: Site, files: Iterable[File] = (), links: Mapping[str, str] | None = None, **fields: Any
) -> ResourcePage:
    """A published resource; ``links`` are labels by address."""
    number = next(_numbers)
    known = {"title": f"Ressource {number}", "slug": f"ressource-{number}", "kind": "guide", "dated": date(2026, 3, 1)}
    page = ResourcePage(**{**known, **fields})
    page.files = [ResourceFile(document=file) for file in files]
    page.links = [ResourceLink(url=url, label=label) for url, label in (links or {}).items()]
    return publish(centre_of(site), page)


def make_collection(site: Site, resources: Iterable[ResourcePage], **fields: Any) -> ResourceCollectionPage:
    """A published collection."""
    number = next(_numbers)
    page = ResourceCollectionPage(**{"title": f"Collection {number}", "slug": f"collection-{number}", **fields})
    page.collected = [CollectedResource(resource=resource) for resource in resources]
    return publish(centre_of(site), page)


def publish(index: ResourceIndexPage, page: Any) -> Any:
    """A page below the resource centre, seen by all."""
    Page.objects.get(pk=index.pk).add_child(instance=page)
    page.save_revision().publish()
    return page
