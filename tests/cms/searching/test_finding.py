"""``/recherche/``: every kind of thing found at once, by what everyone may read of it."""

from __future__ import annotations

import pytest
from django.test import Client
from wagtail.models import Site

from cms.models import StandardPage
from directory.businesses.actions import write_businesses
from directory.models import Business
from directory.synthetic_businesses import fictional_siret
from places.indexing import index_places
from tests.factories.places import make_place, mende
from tests.factories.workers import make_worker

pytestmark = pytest.mark.django_db


def html_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def write_one_of_each(home: StandardPage) -> dict[str, str]:
    """One of each kind about the same craft, and the address of each."""
    place = make_place(name="L’Atelier de reliûre", summary="Un établi de reliure partagé")
    index_places([place])
    worker = make_worker(display_name="Alix Brume", headline="Restauratrice de reliures")
    business = Business(
        name="Reliures du Causse", siret=fictional_siret(1), commune=mende(), live=True, slug="reliures"
    )
    write_businesses([business])
    page = StandardPage(title="Apprendre la reliure", slug="reliure", body="<p>Coudre des cahiers.</p>")
    home.add_child(instance=page)
    return {
        "lieux": place.get_absolute_url(),
        "teletravailleurs": worker.get_absolute_url(),
        "entreprises": business.get_absolute_url(),
        "pages": "/reliure/",
    }


@pytest.mark.parametrize("typed", ["reliure", "reliures", "RELIURE", "rleiure", "reliurr"])
def test_each_kind_is_found(client: Client, lozere_site: Site, typed: str) -> None:
    found = write_one_of_each(lozere_site.root_page)
    html = html_of(client, f"/recherche/?q={typed}")
    for kind, address in found.items():
        group = html.partition(f'aria-labelledby="genre-{kind}"')[2].partition("</section>")[0]
        assert f'href="{address}"' in group, kind
        assert "<mark>" in group
