"""Every kind of thing that is searched: a new one is one line here."""

from __future__ import annotations

from cms.searching.finding import Kind
from cms.searching.listing_kinds import Businesses, People, Places
from cms.searching.page_kinds import News, Pages, Resources

KINDS: tuple[Kind, ...] = (Places(), People(), Businesses(), Resources(), News(), Pages())


def kind_of(code: str) -> Kind | None:
    """The kind of that name in an address."""
    return next((kind for kind in KINDS if kind.code == code), None)
