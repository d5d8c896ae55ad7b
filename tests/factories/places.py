"""Places for tests."""

from __future__ import annotations

from itertools import count
from typing import Any

from geography.models import Commune, Departement
from places.models import Place

_rank = count(1)


def mende() -> Commune:
    """Mende (48095), in Lozère, with its town hall's point."""
    departement, _ = Departement.objects.get_or_create(code="48", defaults={"name": "Lozère"})
    commune, _ = Commune.objects.get_or_create(
        code="48095",
        defaults={
            "name": "Mende",
            "departement": departement,
            "postcodes": "48000",
            "population": 12_318,
            "latitude": 44.517817,
            "longitude": 3.501172,
            "position": "mairie",
        },
    )
    return commune


def make_place(**overrides: Any) -> Place:
    """A published place, in Mende unless told otherwise, without address or point."""
    rank = next(_rank)
    if "commune" not in overrides and "commune_id" not in overrides:
        overrides["commune"] = mende()
    values = {"name": f"Lieu {rank}", "slug": f"lieu-{rank}", "types": ("coworking",), "live": True, **overrides}
    return Place.objects.create(**values)  # type: ignore[no-any-return]
