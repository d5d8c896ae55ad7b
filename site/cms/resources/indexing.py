"""What of a resource is found by words: what its page says, then what its files say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Q
from django.utils import translation
from wagtail.documents import get_document_model
from wagtail.models import CollectionViewRestriction
from wagtail.rich_text import get_text_for_indexing

from cms.models import DocumentText, ResourceFile, ResourceLink, ResourcePage
from cms.resources.vocabulary import ResourceType, Theme
from listings.versions import bump_version
from search.index import Document, Index

RESOURCES = Index("resources")
VERSION = "resources"
"""The name of the data's version."""

TITLE, LEAD, ABOUT, LABEL, BODY, INSIDE = 8.0, 4.0, 3.0, 2.0, 1.0, 0.5


def documents(resources: Iterable[ResourcePage]) -> Iterator[Document]:
    """The documents of some resources, in French whatever the active language."""
    resources = list(resources)
    keys = [resource.pk for resource in resources]
    labels = _labels(keys)
    inside = _words_inside(keys)
    with translation.override("fr"):
        for resource in resources:
            about = [str(ResourceType(resource.kind).label), *(str(Theme(code).label) for code in resource.themes)]
            texts = [
                (resource.title, TITLE),
                (resource.lead, LEAD),
                (f"{' '.join(about)} {resource.author}", ABOUT),
                (" ".join(labels[resource.pk]), LABEL),
                (get_text_for_indexing(str(resource.body)), BODY),
                *((words, INSIDE) for words in inside[resource.pk]),
            ]
            yield Document(resource.pk, texts)


def _labels(keys: Sequence[int]) -> dict[int, list[str]]:
    """What the files and links of each are called."""
    found: dict[int, list[str]] = defaultdict(list)
    for model, name in ((ResourceFile, "document__title"), (ResourceLink, "label")):
        rows = model.objects.filter(page__in=keys).order_by("page", "sort_order")
        for key, *labels in rows.values_list("page", "label", name):
            found[key] += filter(None, dict.fromkeys(labels))
    return found


def _words_inside(keys: Sequence[int]) -> dict[int, list[str]]:
    """The words of the files of each, but of files that not everyone may open."""
    found: dict[int, list[str]] = defaultdict(list)
    files = ResourceFile.objects.filter(page__in=keys).exclude(document__in=_kept_back())
    texts = DocumentText.objects.filter(document__in=files.order_by().values("document")).exclude(words="")
    words = dict(texts.values_list("document", "words"))
    for key, document in files.order_by("page", "sort_order").values_list("page", "document"):
        if document in words:
            found[key].append(words[document])
    return found


def _kept_back() -> Iterable[int]:
    """The keys of the files of collections under a restriction, with the collections below."""
    restricted = Q(pk__in=[])
    for restriction in CollectionViewRestriction.objects.select_related("collection"):
        restricted |= Q(collection__path__startswith=restriction.collection.path)
    return get_document_model().objects.filter(restricted).order_by().values("pk")  # type: ignore[no-any-return]


def index_resources(resources: Iterable[ResourcePage]) -> None:
    """Index live resources, take the others out of the index, and say that the data changed."""
    resources = list(resources)
    bump_version(VERSION)
    RESOURCES.write(documents(resource for resource in resources if resource.live))
    RESOURCES.remove(resource.pk for resource in resources if not resource.live)


def forget_resource(pk: int) -> None:
    """Take a resource that is deleted out of the index."""
    bump_version(VERSION)
    RESOURCES.remove([pk])


def rebuild() -> int:
    """Index all resources from nothing; return how many there are."""
    bump_version(VERSION)
    return RESOURCES.rebuild(documents(ResourcePage.objects.live().order_by("pk")))
