"""Businesses for tests: fictional, with numbers that no register gives."""

from __future__ import annotations

from itertools import count
from typing import Any

from directory.models import Business
from directory.synthetic_businesses import fictional_siret
from tests.factories.places import mende

_rank = count(1)


def make_business(**overrides: Any) -> Business:
    """A published business, in Mende unless told otherwise, with a SIRET of its own."""
    rank = next(_rank)
    if "commune" not in overrides and "commune_id" not in overrides:
        overrides["commune"] = mende()
    values = {
        "name": f"Entreprise {rank}",
        "slug": f"entreprise-{rank}",
        "siret": fictional_siret(900_000 + rank),
        "live": True,
        **overrides,
    }
    return Business.objects.create(**values)  # type: ignore[no-any-return]
