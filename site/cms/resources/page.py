"""What the page of a resource shows around it: facts, files, links, collections, kin."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Q
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.models import ResourceCollectionPage, ResourcePage
from cms.resources.cards import FIELDS, Card, cards, collections_of, extension, weight
from cms.resources.downloads import downloads_of
from cms.resources.vocabulary import LICENCE_ADDRESSES, Audience, Licence, ResourceType, Theme
from cms.translating import address_among, language_of_text
from listings.asked_list import Chip
from places.structured_data import Node, as_script
from places.wording import enumeration
from ui.typography import long_date, whole_number

MOST_KIN = 4
_CANDIDATES = 60
SHOWN_FROM = 5
"""Downloads below this number are not said: they tell nothing, and might tell of someone."""


@dataclass(frozen=True)
class Fact:
    """A line of the table: what, its value, and where the value leads."""

    label: str
    value: str
    address: str = ""


@dataclass(frozen=True)
class Opened:
    """A file or a link, as the page offers it."""

    label: str
    address: str
    detail: str
    downloads: str = ""


class ResourceView:
    """A resource as its page shows it, live or as a draft."""

    def __init__(self, page: ResourcePage, request: HttpRequest) -> None:
        self.page, self.request = page, request

    @cached_property
    def facts(self) -> list[Fact]:
        """The table: date, author, audience, themes, licence."""
        page = self.page
        facts = []
        if page.dated:
            facts.append(Fact(_("Date"), long_date(page.dated)))
        if page.author:
            facts.append(Fact(_("Auteur"), page.author))
        if page.audiences:
            facts.append(Fact(_("Public"), enumeration([str(Audience(code).label) for code in page.audiences])))
        if page.licence:
            licence = Licence(page.licence)
            facts.append(Fact(_("Licence"), str(licence.label), LICENCE_ADDRESSES.get(licence, "")))
        return facts

    @property
    def themes(self) -> list[Chip]:
        """Each theme, with the list of the resources about it."""
        above = self.page.between_home_and_here
        index = address_among(above[0], self.request) if above else ""
        return [Chip(str(Theme(code).label), f"{index}?theme={code}") for code in self.page.themes]

    @cached_property
    def files(self) -> list[Opened]:
        """The files to download, in order."""
        rows = list(self.page.files.all())
        numbers = downloads_of([row.document_id for row in rows])
        return [
            Opened(
                row.label or row.document.title,
                row.document.url,
                ", ".join(filter(None, [extension(row.document.filename), _weight(row.document)])),
                _downloads(numbers.get(row.document_id, 0)),
            )
            for row in rows
        ]

    @cached_property
    def links(self) -> list[Opened]:
        """The links, in order."""
        return [
            Opened(row.label or host(row.url), row.url, host(row.url) if row.label else "")
            for row in self.page.links.all()
        ]

    @cached_property
    def collections(self) -> list[ResourceCollectionPage]:
        """The collections that hold it."""
        return collections_of(self.page) if self.page.pk else []

    @cached_property
    def kin(self) -> list[Card]:
        """Resources near this one: of its collections first, then those that share most, the latest first."""
        if not self.page.pk:
            return []
        near = self._candidates()
        shared = {row["pk"]: self._nearness(row) for row in near}
        best = sorted(shared, key=lambda pk: shared[pk], reverse=True)[:MOST_KIN]
        rows = ResourcePage.objects.published().only(*FIELDS).in_bulk(best)
        return cards(rows[pk] for pk in best if pk in rows)

    @property
    def structured_data(self) -> SafeString:
        """The page in schema.org's words."""
        return as_script(creative_work(self))

    def _candidates(self) -> list[dict[str, Any]]:
        page = self.page
        together = Q(pk__in=self._collected)
        alike = Q(path__startswith=page.path[: -page.steplen]) & (
            Q(themes__any=page.themes) | Q(audiences__any=page.audiences) | Q(kind=page.kind)
        )
        rows = ResourcePage.objects.published().read_beside(page).filter(together | alike).exclude(pk=page.pk)
        return list(rows.order_by("-dated", "-pk").values("pk", "kind", "themes", "audiences", "dated")[:_CANDIDATES])

    @cached_property
    def _collected(self) -> set[int]:
        """The keys of the resources of its collections."""
        collected = ResourceCollectionPage.objects.filter(pk__in=[page.pk for page in self.collections])
        return set(collected.order_by().values_list("collected__resource", flat=True)) if self.collections else set()

    def _nearness(self, row: dict[str, Any]) -> tuple[Any, ...]:
        page = self.page
        themes = len(set(row["themes"]) & set(page.themes))
        audiences = len(set(row["audiences"]) & set(page.audiences))
        is_alike = row["kind"] == page.kind
        return row["pk"] in self._collected, 2 * themes + audiences + is_alike, row["dated"], row["pk"]


_TYPES: dict[str, str] = {
    ResourceType.GUIDE: "Guide",
    ResourceType.STUDY: "Report",
    ResourceType.LAW: "Legislation",
    ResourceType.RECORDING: "MediaObject",
    ResourceType.SHEET: "Article",
}


def creative_work(resource: ResourceView) -> Node:
    """The resource as schema.org's ``CreativeWork``, with its files. Only what the page itself says.

    Vocabulary: https://schema.org/CreativeWork, DigitalDocument and MediaObject, version 30.0.
    """
    page, absolute = resource.page, resource.request.build_absolute_uri
    address = absolute(resource.request.path)
    node: Node = {
        "@context": "https://schema.org",
        "@type": _TYPES.get(page.kind, "DigitalDocument"),
        "@id": address,
        "url": address,
        "name": page.title,
        "headline": page.title,
        "description": page.description,
        "inLanguage": language_of_text(page, resource.request),
        "dateCreated": page.dated.isoformat() if page.dated else None,
        "dateModified": page.last_published_at.isoformat(timespec="seconds") if page.last_published_at else None,
        "author": {"@type": "Organization", "name": page.author} if page.author else None,
        "license": LICENCE_ADDRESSES.get(Licence(page.licence)) if page.licence else None,
        "about": [str(Theme(code).label) for code in page.themes],
        "audience": [{"@type": "Audience", "audienceType": str(Audience(code).label)} for code in page.audiences],
        "encoding": [
            {"@type": "MediaObject", "name": file.label, "contentUrl": absolute(file.address)}
            for file in resource.files
        ],
        "sameAs": [link.address for link in resource.links],
    }
    return {name: value for name, value in node.items() if value}


def host(url: str) -> str:
    """« anact.fr » of an address."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


def _weight(document: Any) -> str:
    size = document.get_file_size()
    return weight(size) if size else ""


def _downloads(number: int) -> str:
    if number < SHOWN_FROM:
        return ""
    words = ngettext("téléchargé %(count)s fois", "téléchargé %(count)s fois", number)
    return words % {"count": whole_number(number)}
