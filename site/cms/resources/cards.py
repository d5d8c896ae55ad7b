"""A resource among others: what a card says of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from django.utils.translation import gettext as _

from cms.models import CollectedResource, ResourceCollectionPage, ResourceFile, ResourcePage
from cms.resources.vocabulary import Audience
from places.wording import enumeration
from ui.typography import decimal_number, sentence_list, whole_number

FIELDS = (
    "title", "path", "url_path", "depth", "slug", "locale", "content_type", "kind", "audiences", "themes", "dated",
    "author", "lead", "live", "translation_key", "alias_of",
)  # fmt: skip


@dataclass(frozen=True)
class Card:
    """A resource, the formats of its files in words, and its territory where that is worth saying."""

    page: ResourcePage
    formats: str
    territory: str = ""

    @property
    def audiences(self) -> str:
        """« Salariés et TPE »; nothing when it is for most."""
        codes = self.page.audiences
        return enumeration([str(Audience(code).label) for code in codes]) if len(codes) <= MOST_AUDIENCES else ""


MOST_AUDIENCES = 3


def cards(resources: Iterable[ResourcePage], territories: dict[str, str] | None = None) -> list[Card]:
    """The cards of some resources, in their order; ``territories`` are names by the path of the index page above."""
    resources = list(resources)
    formats = formats_of([resource.pk for resource in resources])
    names = territories or {}
    return [
        Card(page, formats.get(page.pk, ""), names.get(page.path[: -ResourcePage.steplen], "")) for page in resources
    ]


def formats_of(keys: Sequence[int]) -> dict[int, str]:
    """By key of a resource: « PDF, 240 Ko », « 3 fichiers : PDF et ODT »."""
    files: dict[int, list[tuple[str, int | None]]] = defaultdict(list)
    rows = ResourceFile.objects.filter(page__in=keys).order_by("page", "sort_order")
    for key, name, size in rows.values_list("page", "document__file", "document__file_size"):
        files[key].append((extension(name), size))
    return {key: _in_words(found) for key, found in files.items()}


def extension(name: str) -> str:
    """« PDF » of « guide.pdf »."""
    return PurePath(name).suffix.removeprefix(".").upper()


def _in_words(files: Sequence[tuple[str, int | None]]) -> str:
    kinds = list(dict.fromkeys(kind for kind, _size in files if kind))
    if len(files) > 1:
        return _("%(number)s fichiers : %(kinds)s") % {"number": len(files), "kinds": sentence_list(kinds)}
    size = files[0][1]
    return ", ".join(filter(None, [*kinds, weight(size) if size else ""]))


def weight(size: int) -> str:
    """« 240 Ko », « 1,2 Mo » of a number of bytes: what it costs to download."""
    if size < 1_000_000:
        return _("%(size)s Ko") % {"size": whole_number(max(1, round(size / 1_000)))}
    return _("%(size)s Mo") % {"size": decimal_number(size / 1_000_000)}


def cards_of_collection(collection: ResourceCollectionPage) -> list[Card]:
    """The published resources of a collection, in its order; of a draft that is previewed, as it would be."""
    keys = [row.resource_id for row in collection.collected.all()]
    rows = ResourcePage.objects.published().only(*FIELDS).in_bulk(keys)
    return cards(rows[key] for key in dict.fromkeys(keys) if key in rows)


def collections_of(resource: ResourcePage) -> list[ResourceCollectionPage]:
    """The published collections that hold a resource, by title."""
    keys = CollectedResource.objects.filter(resource=resource.pk).order_by().values("page")
    return list(ResourceCollectionPage.objects.published().filter(pk__in=keys).order_by("title", "pk"))
