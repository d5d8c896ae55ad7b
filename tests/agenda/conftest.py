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


def lay_lozere_site() -> Site:
    """A site answering at ``testserver``, whose territory is Mende, with an empty agenda."""
    Site.objects.all().delete()
    return bare_site("Lozère", "testserver", mende(), is_default=True)


@pytest.fixture(scope="module")
def _lozere(module_transaction: None) -> None:
    lay_lozere_site()


@pytest.fixture
def lozere_site(_lozere: None, db: None) -> Site:
    """The same, laid once for a module; modules that commit lay their own."""
    return Site.objects.get(hostname="testserver")


@pytest.fixture
def aveyron_site(lozere_site: Site) -> Site:
    """The site of another territory, Millau."""
    return bare_site("Aveyron", "aveyron.example", millau())
