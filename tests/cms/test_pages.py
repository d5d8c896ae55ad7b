import pytest
from django.test import Client
from wagtail.models import Page, Site

from cms.models import HomePage, SiteTerritory
from geography.models import Territory


@pytest.fixture
def home() -> HomePage:
    """A site for the territory « Haute Vallée », with its home page."""
    territory = Territory.objects.create(
        name="Haute Vallée", slug="haute-vallee", agency_name="l’agence des Vallées", agency_email="a@hameau.example"
    )
    page = HomePage(title="Travailler d’ici", slug="haute-vallee", lead="Un bureau près de chez vous.")
    Page.get_first_root_node().add_child(instance=page)
    site = Site.objects.create(hostname="testserver", root_page=page, is_default_site=False)
    SiteTerritory.objects.create(site=site, territory=territory)
    return page


@pytest.mark.django_db
def test_the_home_page_says_its_territory(client: Client, home: HomePage) -> None:
    response = client.get("/")
    assert response.status_code == 200
    html = response.content.decode()
    assert "Haute Vallée <small>" in html
    assert "<title>Travailler d’ici | Hameau Haute Vallée</title>" in html
    assert "Site tenu par : l’agence des Vallées." in html
