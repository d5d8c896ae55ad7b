"""The desk's search of pages and files: Wagtail's own, for whatever people type.

On SQLite, Wagtail 8 answers a quotation mark in the page chooser with an error 500 (wagtail #13227): such signs, which
say nothing to look for, are taken out before it reads the words. What visitors search is ``search``, not this.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from wagtail.search.backends import database

_SIGNS = re.compile(r"[\"«»“”\x00-\x1f\x7f*^()]+")


class TidyQueries:
    """Takes the signs out of words; a query that is already parsed passes as it is."""

    def search(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        """Whole words."""
        return super().search(tidy(query), *args, **kwargs)  # type: ignore[misc]

    def autocomplete(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        """The beginnings of words."""
        return super().autocomplete(tidy(query), *args, **kwargs)  # type: ignore[misc]


def tidy(query: Any) -> Any:
    """Words without signs, composed as the index holds them."""
    if not isinstance(query, str):
        return query
    return " ".join(_SIGNS.sub(" ", unicodedata.normalize("NFC", query)).split())


def SearchBackend(params: Any) -> Any:  # noqa: N802 - the name that Wagtail looks for
    """Wagtail's backend of this database, with tidy queries."""
    backend = type(database.SearchBackend(params))
    return type(f"Tidy{backend.__name__}", (TidyQueries, backend), {})(params)
