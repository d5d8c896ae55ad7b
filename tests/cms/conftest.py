"""A site of Lozère at the tests' address, opened once for a module."""

from __future__ import annotations

import pytest
from wagtail.models import Site

from cms.actions import open_site
from geography.models import Territory
from tests.factories.geography import lay_lozere


@pytest.fixture(scope="module")
def _opened(module_transaction: None) -> None:
    """Lozère and its site: to open one takes a third of a second."""
    territory = lay_lozere()
    territory.agency_email = "bonjour@hameau.example"
    territory.save()
    open_site(territory, "testserver", is_default=True)


@pytest.fixture
def lozere(db: None) -> Territory:
    """The territory, which the module already has where it opened a site."""
    return Territory.objects.filter(slug="lozere").first() or lay_lozere()


@pytest.fixture
def lozere_site(_opened: None, db: None) -> Site:
    """Lozère's site with its first pages, answering at ``testserver``."""
    return Site.objects.get(hostname="testserver")
