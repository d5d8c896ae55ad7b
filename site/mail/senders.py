"""In whose name a mail is written: its address, its answers, its site, its look.

This package knows no territory. Whoever does registers a function that finds the sender of what a mail is written on
behalf of (a row, or the request that it answers); without an answer, the installation itself writes.

A mail keeps its sender as it was when it was written: a later change of name or colours rewrites nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from mail.palettes import Palette, palette_of


@dataclass(frozen=True)
class Logo:
    """A picture at an absolute https address; sizes in CSS pixels."""

    url: str
    width: int
    height: int


@dataclass(frozen=True)
class Sender:
    """Who writes. ``name`` stands beside the address a mail comes from, ``title`` at its head, ``agency`` at its foot.

    ``address`` is empty for the installation's own; ``reply_to`` is where answers go, if anywhere else. ``site_url`` is
    how the addresses of the sender's site begin, without a final slash.
    """

    name: str
    title: str
    site_url: str
    address: str = ""
    reply_to: str = ""
    agency: str = ""
    palette: Palette = field(default_factory=palette_of)
    logo: Logo | None = None
    key: Any = None
    """What whoever registered the sender knows it by."""

    @property
    def host(self) -> str:
        """The site's address as one says it: « lozere.example »."""
        return self.site_url.partition("://")[2]


Find = Callable[[object], Sender | None]
_finders: list[Find] = []
_current: ContextVar[Sender | None] = ContextVar("mail.senders", default=None)


def register(find: Find) -> None:
    """Have senders found by this function from now on; called once, when the application is ready."""
    _finders[:] = [find]


def installation() -> Sender:
    """The site as a whole, which writes where no territory does."""
    name = settings.WAGTAIL_SITE_NAME
    return Sender(name=name, title=name, site_url=settings.SITE_URL)


def sender_for(subject: object) -> Sender:
    """Who writes on behalf of a row or a request; the installation for ``None`` and for what belongs to nobody."""
    found = (find(subject) for find in _finders if subject is not None)
    return next((sender for sender in found if sender is not None), None) or installation()


@contextmanager
def writing_as(sender: Sender) -> Iterator[None]:
    """Make whole addresses lead to this sender's site within the block."""
    token = _current.set(sender)
    try:
        yield
    finally:
        _current.reset(token)


def absolute(path: str) -> str:
    """A path of the site as a whole address, on the site of whose mail is being written, else on the installation's."""
    sender = _current.get()
    return f"{sender.site_url if sender else settings.SITE_URL}{path}"
