"""Businesses of the demo, from the TOML file beside this module."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from directory.models import Business, BusinessContact, BusinessSite
from directory.naf import section_of
from directory.synthetic_businesses import fictional_siret
from geography.models import Commune
from ui.typography import french_spacing

SOURCE = "Démonstration"
OWN = "atelier-du-valat"
"""The business that the demo's business sign-in holds."""
FILE = "entreprises.toml"
_OWN_NUMBERS = 90_000_000
"""Where the demo’s numbers begin, far from those of synthetic businesses."""


def demo_businesses() -> Iterator[Business]:
    """The demo's businesses, unsaved, with their sites and contacts; days are counted back from today.

    Raises ``Commune.DoesNotExist`` when the communes are not loaded.
    """
    rows = tomllib.loads((Path(__file__).parent / FILE).read_text())["business"]
    codes = {row["commune"] for row in rows} | {site["commune"] for row in rows for site in row.get("sites", ())}
    communes = Commune.objects.select_related("departement").in_bulk(codes)
    if missing := codes - set(communes):
        raise Commune.DoesNotExist(f"Communes {', '.join(sorted(missing))}")
    today = timezone.localdate()
    for row in rows:
        yield business_of(row, communes, today)


def business_of(row: dict[str, Any], communes: dict[str, Commune], today: date) -> Business:
    """One business from its table: see the first lines of the file."""
    activity, agreement = row.get("activity", ""), row.get("agreement", {})
    days = agreement.get("days")
    business = Business(
        name=row["name"],
        slug=row["id"],
        siret="" if "rna" in row else fictional_siret(_OWN_NUMBERS + row["number"]),
        rna=row.get("rna", ""),
        commune=communes[row["commune"]],
        activity=activity,
        sector=section_of(activity).value if activity else row.get("sector", ""),
        size=row["size"],
        headline=french_spacing(row["headline"]),
        presentation=french_spacing(row["presentation"].strip()),
        website=f"https://{row['id']}.hameau.example/",
        modes=tuple(row["modes"]),
        remote_days=row.get("remote_days"),
        agreement=agreement.get("type", ""),
        agreement_date=today - timedelta(days=days) if days else None,
        hires_remotely="hires" in row,
        hires_what=french_spacing(row.get("hires", "")),
        source=SOURCE,
        source_id=row["id"],
        checked_on=today - timedelta(days=row["checked"]) if "checked" in row else None,
    )
    business.sites.set(
        BusinessSite(commune=communes[site["commune"]], address=site.get("address", ""), sort_order=rank)
        for rank, site in enumerate(row.get("sites", ()))
    )
    business.contacts.set(
        BusinessContact(sort_order=rank, **contact) for rank, contact in enumerate(row.get("contacts", ()))
    )
    return business
