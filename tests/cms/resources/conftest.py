"""Two territories on one installation, each with its resource centre; files of the tests in a folder of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils.text import slugify
from wagtail.models import Page, Site

from cms.models import HomePage, ResourceIndexPage, SiteTerritory
from geography.models import Commune, Territory
from tests.factories.listings import millau
from tests.factories.places import mende


@pytest.fixture(autouse=True)
def _own_media_and_hosts(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT, settings.ALLOWED_HOSTS = tmp_path, ["*"]


def bare_site(name: str, hostname: str, *communes: Commune, is_default: bool = False) -> Site:
    """A territory's site with a home page and a resource centre, and no more: ``open_site`` takes a second."""
    territory = Territory.objects.create(name=name, slug=slugify(name), agency_name=f"Agence : {name}")
    territory.communes.set(communes)
    home = Page.get_first_root_node().add_child(instance=HomePage(title=name, slug=territory.slug))
    home.add_child(instance=ResourceIndexPage(title="Ressources", slug="ressources"))
    site = Site.objects.create(hostname=hostname, root_page=home, site_name=name, is_default_site=is_default)
    SiteTerritory.objects.create(site=site, territory=territory)
    return site


@pytest.fixture
def lozere_site(db: None) -> Site:
    """Lozère's site, answering at ``testserver``."""
    Site.objects.all().delete()
    return bare_site("Lozère", "testserver", mende(), is_default=True)


@pytest.fixture
def causses_site(lozere_site: Site) -> Site:
    """The site of a neighbour: they share a commune."""
    return bare_site("Causses", "causses.example", mende(), millau())
