"""Orders of public lists that an index serves on every database."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Index, Q
from django.db.models.lookups import IsNull

LATEST_CHECKED: tuple[Any, ...] = ("to_confirm", IsNull(F("checked_on"), True), F("checked_on").desc())
"""What is to be confirmed last, the last checked first, what never was after it; a primary key should follow.

Not ``NULLS LAST``: SQLite knows no such index, and PostgreSQL sorts where the index does not say it.
"""


def latest_checked_index(name: str) -> Index:
    """The index of that order, over what is published."""
    return Index(*LATEST_CHECKED, "id", name=name, condition=Q(live=True))


def by_commune_index(name: str) -> Index:
    """What is published by commune, with all that tells where it stands: the rows themselves need not be read.

    ``live`` is in it although it is its condition: else SQLite reads the rows to know.
    """
    fields = ["commune", "id", "to_confirm", "expire_at", "live"]
    return Index(fields=fields, name=name, condition=Q(live=True))
