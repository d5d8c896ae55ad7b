"""A morning and an afternoon in Mende with a relay place, written once for a module."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from wagtail.models import GroupPagePermission, Site

from accounts.models import User
from agenda.models import EventPage, RelayDoor, RelaySite
from agenda.vocabulary import Mode
from cms.models import SiteTerritory
from listings.actions import appoint_moderator, desk_of_territory
from tests.factories.agenda import bare_site, make_event, make_registration, seats_of
from tests.factories.listings import desk_of, make_user, millau
from tests.factories.places import mende

PARIS = ZoneInfo("Europe/Paris")
MORNING, AFTERNOON = "2126-12-10-am", "2126-12-10-pm"
AGENT, STRANGER = "agence@demo.example", "voisine@demo.example"


@pytest.fixture(scope="module")
def _written(module_transaction: None) -> None:
    Site.objects.all().delete()
    lozere = bare_site("Lozère", "testserver", mende(), is_default=True)
    aveyron = bare_site("Aveyron", "aveyron.example", millau())
    for site, email in ((lozere, AGENT), (aveyron, STRANGER)):
        user = make_user()
        user.email = email
        user.save()
        territory = SiteTerritory.objects.get(site=site).territory
        appoint_moderator(user, territory)
        may_publish = Permission.objects.get(content_type__app_label="wagtailcore", codename="publish_page")
        GroupPagePermission.objects.create(
            group=desk_of_territory(territory).group, page=site.root_page, permission=may_publish
        )
    event = make_event(
        lozere,
        title="Rencontres du télétravail",
        slug="rencontres",
        starts_at=datetime(2126, 12, 10, 9, tzinfo=PARIS),
        ends_at=datetime(2126, 12, 10, 17, tzinfo=PARIS),
        relay_sites=[RelaySite(name="Salle des fêtes", commune=mende(), seats=2, contact="relais@demo.example")],
        seats_on_site=2,
    )
    room, relay = seats_of(event), seats_of(event, Mode.RELAY)
    make_registration(event, room, name="Chloé Œuvrard", organisation="Aubrac Conseil", email="chloe@demo.example")
    make_registration(event, room, name="Anaïs Delmas", email="anais@demo.example")
    make_registration(event, room, name="Bruno Attend", email="bruno@demo.example", state="waiting")
    make_registration(event, relay, name="Rémi Relais", email="remi@demo.example")
    RelayDoor.objects.create(seats=relay, token="secret-du-relais")


@pytest.fixture
def event(_written: None, db: None) -> EventPage:
    """Two seats in the room, both taken, one person waits; two in a relay place, one taken."""
    return EventPage.objects.get(slug="rencontres")  # type: ignore[no-any-return]


@pytest.fixture
def agency(event: EventPage, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Whoever publishes the event, at the desk."""
    return desk_of(User.objects.get(email=AGENT), monkeypatch)


@pytest.fixture
def neighbours(event: EventPage, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The agency next door, at its desk."""
    return desk_of(User.objects.get(email=STRANGER), monkeypatch)
