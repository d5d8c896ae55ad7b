"""Real geography for tests, from the shipped files.

``lozere``: one département, its territory, for any test. ``france``: the whole country, for a module.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from django.core.management.color import no_style
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from geography.loading import load
from geography.models import Commune, CommuneKey, Departement, Epci, FormerCommune, Region, Territory
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


def lay_lozere() -> Territory:
    """Write the territory Lozère: its 152 communes, its former communes, and what people type for them."""
    load(_reference_of(LOZERE))
    territory = Territory.objects.create(name="Lozère", slug="lozere", agency_name="Agence de Lozère")
    territory.communes.set(Commune.objects.filter(departement=LOZERE))
    return territory


@pytest.fixture
def lozere(db: None) -> Territory:
    """The territory Lozère."""
    return lay_lozere()


@pytest.fixture(scope="module")
def lozere_for_all(module_transaction: None) -> int:
    """The key of the territory Lozère, laid once for a module whose tests do not commit and have ``lozere`` read it."""
    return lay_lozere().pk


@pytest.fixture(scope="module")
def france(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Reference]:
    """The whole country, committed to the test database for a module that marks its tests ``django_db``.

    Loading takes some three seconds: gather the tests that need it in few modules. The rows are gone after the module,
    so that the others still find the database empty.
    """
    reference = read_reference()
    with django_db_blocker.unblock():
        load(reference)
    yield reference
    models = (CommuneKey, FormerCommune, Commune, Epci, Departement, Region)
    # Neither database should look, for each commune, for what points to one: PostgreSQL truncates.
    with django_db_blocker.unblock(), connection.constraint_checks_disabled():
        tables = [model._meta.db_table for model in models]
        connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), tables, allow_cascade=True))
