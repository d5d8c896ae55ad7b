"""The account in « mon espace »: its page, and what one may do with one's data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from listings.space.registry import Entry, register_entry


def register() -> None:
    """Lead from « mon espace » to the account."""
    register_entry(Entry(_("Mon compte"), "user", "accounts:home", order=200))
    register_entry(Entry(_("Mes données"), "download", "accounts:data", order=210))
