"""A company register on a loopback port, that answers, lies or fails as its script says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.geocoder.faulty import Fault, FaultyGeocoder, faulty_geocoder, raw

SIRET = "73282932000074"
OTHER_SIRET = "00000000000018"


def site(**changes: Any) -> dict[str, Any]:
    """An establishment, in the register's own shape."""
    return {
        "siret": SIRET,
        "activite_principale": "62.01Z",
        "adresse": "3 RUE DU SECRET 48000 MENDE",
        "commune": "48095",
        "code_postal": "48000",
        "etat_administratif": "A",
        "tranche_effectif_salarie": "01",
        **changes,
    }


def company(*sites: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A company with its establishments."""
    return {
        "siren": SIRET[:9],
        "nom_complet": "ATELIER DU GÉVAUDAN",
        "activite_principale": "62.01Z",
        "tranche_effectif_salarie": "11",
        "etat_administratif": "A",
        "siege": None,
        "matching_etablissements": list(sites),
        **changes,
    }


def answers(*companies: dict[str, Any]) -> Fault:
    """A proper answer with these companies."""
    return raw(json.dumps({"results": list(companies), "total_results": len(companies)}).encode())


@contextmanager
def faulty_register() -> Iterator[FaultyGeocoder]:
    """The server, running inside the block."""
    with faulty_geocoder() as server:
        yield server
