"""The kinds of listings there are: what the desk and « mon espace » ask of each, told by the app that owns it.

An app calls ``register_kind`` in its ``AppConfig.ready()``; nothing here knows places, people or businesses.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import models
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from listings.models import Listing
from listings.reports import ReportKind


def _nothing(listing: Any) -> list[Any]:
    return []


class Answer(NamedTuple):
    """One thing that its holder fills in: the model's field, its label in the form, its name there."""

    name: str
    label: Any
    shown_as: str


class Section(NamedTuple):
    """A page that its holder fills in, or a part of one, and the address of that page."""

    title: Any
    answers: Sequence[Answer]
    address: Callable[[Any], str]


@dataclass(frozen=True)
class ListingKind:
    """One model of listings. What is a function is called late, when everything is loaded."""

    slug: str
    """In addresses: « lieu »."""
    model: type[Listing]
    label: Any
    """« Lieu »."""
    plural: Any
    """« Lieux »."""
    icon: str
    """Of the site's sprite."""
    list_name: str
    """Name of the address of its public list."""
    all_label: Any
    """What the link to it says: « Tous les lieux »."""
    report_name: str
    """Name of the address, called with its slug, where anyone says that it changed; « _thanks » after it thanks."""
    report_kinds: tuple[ReportKind, ...]
    """What may have changed, of such a listing."""
    report_hint: Any
    """What to write there."""
    sections: Callable[[], Sequence[Section]]
    """What its holder fills in and an agency may ask to change."""
    panels: Callable[[], Any] | None = None
    """The bound panels of the desk, whose comparison tells two versions apart; without them, each field is compared."""
    form: Callable[[], type[Any]] | None = None
    """The form of its owner, a ``listings.space.forms.MemberForm``; without one, ``edit_address`` is needed."""
    edit_address: Callable[[Any], str] | None = None
    """Where its owner edits it, when that is a page of its own."""
    preview: Callable[[HttpRequest, Any], HttpResponseBase] | None = None
    """Its public page, as a version of it would be."""
    duplicates: Callable[[Any], list[Any]] = _nothing
    """Listings that may be the same thing, the likeliest first, a few."""
    prepare: Callable[[Any, Any], None] | None = None
    """Called with the edited listing and its valid form before it is kept: what follows from what was changed."""
    has_team: bool = False
    """Whether several people may hold it, and whether someone may claim one that nobody holds."""
    add_address: str = ""
    """Name of the address where a member begins one, if they may."""
    add_label: Any = ""
    """What the link to it says: « Inscrire mon entreprise »."""
    is_one_each: bool = False
    """Whether a member holds at most one."""
    desk_edit_name: str = ""
    """Name of the address of its desk form, called with its key."""

    desk_list_name: str = ""
    """Name of the address of its list on the desk, which takes the parameters of ``listings.desk.filters``."""
    failures: Callable[[Any], list[tuple[int, str, str]]] = _nothing
    """What went wrong in the background, for a moderator: how many, words with ``%(n)d``, where to see them."""

    def edit_url(self, listing: Listing) -> str:
        """Where its owner edits it."""
        if self.edit_address:
            return self.edit_address(listing)
        return reverse("space:edit", args=[self.slug, listing.pk])


_kinds: dict[type[models.Model], ListingKind] = {}


def register_kind(kind: ListingKind) -> None:
    """Make a model known to the desk and to « mon espace ». The latest registration of a model stands."""
    _kinds[kind.model] = kind


def kinds() -> list[ListingKind]:
    """All of them, in the order of their registration."""
    return list(_kinds.values())


def kind_of(listing: models.Model | type[models.Model]) -> ListingKind:
    """The kind of a listing, or of a model. Raises ``LookupError`` for what was never registered."""
    return _kinds[listing if isinstance(listing, type) else type(listing)]


def kind_named(slug: str) -> ListingKind | None:
    """The kind of this name in addresses, or ``None``."""
    return next((kind for kind in _kinds.values() if kind.slug == slug), None)
