"""Two territories on one installation, each with its agenda; files of the tests in a folder of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from wagtail.models import Site

from tests.factories.agenda import bare_site
from tests.factories.listings import millau
from tests.factories.places import mende


@pytest.fixture(autouse=True)
def _own_media_and_hosts(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT, settings.ALLOWED_HOSTS = tmp_path, ["*"]


@pytest.fixture
def lozere_site(db: None) -> Site:
    """A site answering at ``testserver``, whose territory is Mende, with an empty agenda."""
    Site.objects.all().delete()
    return bare_site("Lozère", "testserver", mende(), is_default=True)


@pytest.fixture
def aveyron_site(lozere_site: Site) -> Site:
    """The site of another territory, Millau."""
    return bare_site("Aveyron", "aveyron.example", millau())
