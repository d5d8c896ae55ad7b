"""Two territories on one installation, each with its resource centre; files of the tests in a folder of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from wagtail.models import Site

from cms.actions import open_site
from geography.models import Commune, Territory


@pytest.fixture(autouse=True)
def _own_media(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def lozere_site(lozere: Territory) -> Site:
    """Lozère's site, answering at ``testserver``."""
    return open_site(lozere, "testserver", is_default=True)


@pytest.fixture
def causses_site(lozere: Territory) -> Site:
    """The site of a neighbour, which has one commune of Lozère."""
    causses = Territory.objects.create(name="Causses", slug="causses", agency_name="Agence des Causses")
    causses.communes.set(Commune.objects.filter(pk="48095"))
    return open_site(causses, "causses.example")
