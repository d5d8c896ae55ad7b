"""What of an editorial page is found by words: its title, its lead and its text, whatever its blocks.

Only what everyone may read is in the index: a word of a private page must not even correct a typo.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.core.cache import cache
from django.db.models import Q
from django.utils import translation
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, PageViewRestriction

from cms.identity_version import identities_version
from cms.models import EditorialPage, NewsPage
from listings.among import Among
from search.index import Document, Index

PAGES, NEWS = Index("pages"), Index("news")
TITLE, LEAD, TEXT = 8.0, 4.0, 1.0
AT_A_TIME = 500
LIFETIME = 60  # seconds


def searched_models() -> list[type[EditorialPage]]:
    """The kinds of pages that are found among pages and news."""
    return [model for model in apps.get_models() if issubclass(model, EditorialPage) and not model.is_searched_apart]


def index_of(model: type[Page]) -> Index:
    """The index that pages of a model are in."""
    return NEWS if issubclass(model, NewsPage) else PAGES


def closed_paths(drafts: Iterable[str] | None = None) -> list[str]:
    """Where the tree is closed to the public: the topmost of the pages that are private, or drafts above others.

    ``drafts`` are the paths of the latter, as they are now unless told.
    """
    private = PageViewRestriction.objects.order_by().values_list("page__path", flat=True)
    kept: list[str] = []
    for path in sorted([*(drafts_above_others() if drafts is None else drafts), *private]):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return kept


def drafts_above_others() -> list[str]:
    """The paths of the pages that are not live and have pages below: all pages are read to find them."""
    return list(Page.objects.filter(live=False, numchild__gt=0).order_by().values_list("path", flat=True))


def closed_paths_lately() -> list[str]:
    """The same as ``closed_paths``, with what was a draft a minute ago at most: for visitors, as the menu is."""
    key = f"cms.searching.drafts.{identities_version()}"
    drafts: list[str] | None = cache.get(key)
    if drafts is None:
        drafts = drafts_above_others()
        cache.set(key, drafts, LIFETIME)
    return closed_paths(drafts)


def public_pages(queryset: Any = None, closed: Sequence[str] | None = None) -> Any:
    """Those of the pages (of all, untold) that everyone may read: live, not private, and so are all above them.

    Aliases are left out: in the English tree, they repeat the French words. ``closed`` are the paths of
    ``closed_paths``, if they are known already.
    """
    pages = Page.objects.all() if queryset is None else queryset
    pages = pages.filter(live=True, alias_of=None)
    closed = closed_paths() if closed is None else closed
    return pages.exclude(reduce(or_, (Q(path__startswith=path) for path in closed))) if closed else pages


def documents(pages: Iterable[Any]) -> Iterator[Document]:
    """The documents of specific pages, in French whatever the active language."""
    with translation.override("fr"):
        for page in pages:
            yield Document(page.pk, ((page.title, TITLE), (page.lead, LEAD), (text_of(page), TEXT)))


def text_of(page: Any) -> str:
    """All the text of a page below its lead: of each field of rich text, and of each block of its streams."""
    fields = [field for field in page._meta.fields if isinstance(field, RichTextField | StreamField)]
    pieces = (field.get_searchable_content(getattr(page, field.attname)) for field in fields)
    return " ".join(str(text) for texts in pieces for text in texts)


def index_page(page: Any) -> None:
    """Keep the index true of a page that was just saved; of all below it too where it opened or closed."""
    model = type(page)
    index = index_of(model)
    is_public = public_pages(Page.objects.filter(pk=page.pk)).exists()
    has_changed = index.knows(page.pk) != is_public
    if is_public:
        index.write(documents([page]))
    else:
        index.remove([page.pk])
    if has_changed and page.numchild:
        index_below(page.path)


def index_below(path: str) -> None:
    """Write or forget the pages of a subtree, by the path of its top, as they are now."""
    below = Page.objects.filter(path__startswith=path)
    public = set(public_pages(below).values_list("pk", flat=True))
    everyone = set(below.values_list("pk", flat=True))
    for index in (PAGES, NEWS):
        index.remove(everyone - public)
    for model in searched_models():
        pages = model._default_manager.filter(Among("pk", public)).order_by("pk")
        index_of(model).write(documents(pages.iterator(AT_A_TIME)))


def forget_page(model: type[Page], pk: int) -> None:
    """Take a page out of its index."""
    index_of(model).remove([pk])


def rebuild(index: Index) -> int:
    """Index all public pages of ``PAGES`` or ``NEWS`` from nothing; how many there are."""
    public = set(public_pages().values_list("pk", flat=True))
    return index.rebuild(_all_documents(index, public))


def _all_documents(index: Index, public: set[int]) -> Iterator[Document]:
    for model in searched_models():
        if index_of(model) is index:
            pages = model._default_manager.order_by("pk").iterator(AT_A_TIME)
            yield from documents(page for page in pages if page.pk in public)
