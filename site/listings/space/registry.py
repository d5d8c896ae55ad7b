"""What other packages add to « mon espace »: entries of its menu, and things that await the member.

Call these in ``AppConfig.ready()``. What a member *holds* is added by ``listings.kinds.register_kind``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse


@dataclass(frozen=True)
class Entry:
    """A line of the menu: « Messages (2) »."""

    label: Any
    icon: str
    url_name: str
    count: Callable[[Any], int] | None = None
    """How many things wait there, for a user."""
    shown_to: Callable[[Any], bool] | None = None
    """Whether it concerns a user; everyone by default."""
    order: int = 100


@dataclass(frozen=True)
class Asked:
    """Something that awaits the member: a title, a sentence, and one link."""

    title: str
    words: str
    address: str
    action: str


@dataclass(frozen=True)
class Line:
    """An entry as one member sees it."""

    label: Any
    icon: str
    address: str
    count: int


Asker = Callable[[Any], Iterable[Asked]]

_entries: dict[str, Entry] = {}
_askers: list[Asker] = []


def register_entry(entry: Entry) -> None:
    """Add a line to the menu. The latest entry of a ``url_name`` stands."""
    _entries[entry.url_name] = entry


def register_asker(asker: Asker) -> None:
    """Add a function that says what awaits a user. It is called at each visit: a query or two, no more."""
    if asker not in _askers:
        _askers.append(asker)


def lines_for(user: Any) -> list[Line]:
    """The menu of a user."""
    shown = [entry for entry in _entries.values() if entry.shown_to is None or entry.shown_to(user)]
    return [
        Line(entry.label, entry.icon, reverse(entry.url_name), entry.count(user) if entry.count else 0)
        for entry in sorted(shown, key=lambda entry: entry.order)
    ]


def asked_of(user: Any) -> list[Asked]:
    """Everything that awaits a user."""
    return [asked for asker in _askers for asked in asker(user)]
