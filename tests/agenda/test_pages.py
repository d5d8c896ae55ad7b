"""The pages of the agenda: what is public, what is said, what never is."""

from __future__ import annotations

import pytest
from django.test import Client
from wagtail.models import Site

from agenda.models import EventPage
from tests.factories.agenda import make_event

pytestmark = pytest.mark.django_db


def test_an_event_has_a_page_and_a_line_in_the_agenda(client: Client, lozere_site: Site) -> None:
    secret = "https://visio.example/salon-secret"
    event = make_event(
        lozere_site, title="Rencontres", seats_on_site=30, seats_online=None, online_url=secret, slug="rencontres"
    )
    make_event(lozere_site, title="Brouillon", live=False)
    page, listed = (client.get(address).content.decode() for address in ("/agenda/rencontres/", "/agenda/"))
    assert "Rencontres" in page
    assert event.when in page
    assert "Rencontres" in listed
    assert "Brouillon" not in listed
    assert "salon-secret" not in page + listed
    assert list(EventPage.objects.published()) == [event]
