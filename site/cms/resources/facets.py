"""The choices of the list of resources: which columns they ask about."""

from __future__ import annotations

from typing import Any

from listings.facets import Facet, Facets


def year_of(date: Any) -> str:
    """« 2026 » of a date as a database keeps it: SQLite has a text."""
    return str(date)[:4]


CHOICES = Facets(
    Facet("type", "kind"),
    Facet("theme", "themes"),
    Facet("public", "audiences"),
    Facet("annee", "dated", code_of=year_of),
    Facet("licence", "licence"),
    most=10,
)
