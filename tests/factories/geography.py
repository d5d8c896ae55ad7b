"""Real geography for tests, from the shipped files: Lozère alone, quick enough for each test."""

from __future__ import annotations

from functools import cache

import pytest

from geography.loading import load
from geography.models import Commune, Territory
from geography.shipped import Reference, read_reference

LOZERE = "48"


@cache
def _reference_of(departement: str) -> Reference:
    """The shipped rows of one département."""
    whole = read_reference()
    communes = [row for row in whole.communes if row.departement == departement]
    codes, epci = {row.code for row in communes}, {row.epci for row in communes}
    return whole._replace(
        epci=[row for row in whole.epci if row[0] in epci],
        communes=communes,
        former_communes=[row for row in whole.former_communes if row.commune in codes],
    )


@pytest.fixture
def lozere(db: None) -> Territory:
    """The territory Lozère: its 152 communes, its former communes, and what people type for them."""
    load(_reference_of(LOZERE))
    territory = Territory.objects.create(name="Lozère", slug="lozere", agency_name="Agence de Lozère")
    territory.communes.set(Commune.objects.filter(departement=LOZERE))
    return territory
