"""Every kind of thing that is searched: one of this package is one line here, one of another is added from there."""

from __future__ import annotations

from cms.searching.finding import Kind
from cms.searching.listing_kinds import Businesses, People, Places
from cms.searching.page_kinds import News, Pages, Resources

_KINDS: list[Kind] = [Places(), People(), Businesses(), Resources(), News(), Pages()]


def kinds() -> tuple[Kind, ...]:
    """All of them, in the order in which they are named."""
    return tuple(_KINDS)


def add_kind(kind: Kind, before: str) -> None:
    """Have one more kind searched, named before another; called once, when the application of the kind is ready."""
    if kind_of(kind.code) is None:
        _KINDS.insert(next(rank for rank, known in enumerate(_KINDS) if known.code == before), kind)


def kind_of(code: str) -> Kind | None:
    """The kind of that name in an address."""
    return next((kind for kind in _KINDS if kind.code == code), None)
