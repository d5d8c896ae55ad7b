"""A site of Lozère at the tests' address."""

from __future__ import annotations

import pytest
from wagtail.models import Site

from cms.actions import open_site
from geography.models import Territory


@pytest.fixture
def lozere_site(lozere: Territory) -> Site:
    """Lozère's site with its first pages, answering at ``testserver``."""
    Territory.objects.filter(pk=lozere.pk).update(agency_email="bonjour@hameau.example")
    lozere.refresh_from_db()
    return open_site(lozere, "testserver", is_default=True)
