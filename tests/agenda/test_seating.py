"""Publishing an event writes its seats: never fewer than are taken, none lost."""

from __future__ import annotations

import pytest
from wagtail.models import Site

from agenda.models import EventPage, RelaySite, Seats
from agenda.vocabulary import EventState, Mode
from tests.factories.agenda import make_event, make_registration, seats_of
from tests.factories.places import make_place, mende

pytestmark = pytest.mark.django_db


def test_seats_follow_what_is_published(lozere_site: Site) -> None:
    place = make_place(name="Télécentre du Haut-Allier")
    relays = [RelaySite(place=place, seats=2), RelaySite(name="Salle des fêtes", commune=mende())]
    event = make_event(lozere_site, relay_sites=relays, seats_on_site=1, seats_online=None)
    rows = Seats.objects.of_event(event).order_by("rank")
    assert [(row.mode, row.label, row.capacity) for row in rows] == [
        ("on_site", "Mende", 1),
        ("relay", "Télécentre du Haut-Allier, Mende", 2),
        ("relay", "Salle des fêtes, Mende", None),
        ("online", "", None),
    ]
    make_registration(event)
    event.seats_on_site, event.attendance = 1, "sur-place"
    event.relay_sites = [relay for relay in event.relay_sites.all() if relay.place]
    event.save_revision().publish()
    assert Seats.objects.of_event(event).count() == 4, "what is no more offered stays"
    offered = Seats.objects.of_event(event).offered()
    assert [(row.mode, row.capacity, row.taken) for row in offered] == [("on_site", 1, 1), ("relay", 2, 0)]
    assert EventPage.objects.get(pk=event.pk).state == EventState.OPEN


def test_never_fewer_seats_than_are_taken(lozere_site: Site) -> None:
    event = make_event(lozere_site, seats_on_site=3)
    for _ in range(3):
        make_registration(event, seats_of(event))
    event.seats_on_site = 1
    event.save_revision().publish()
    row = seats_of(event)
    assert (row.capacity, row.taken) == (3, 3)
    listed = EventPage.objects.published().with_room().get()
    assert (listed.seats_left, listed.has_unlimited, listed.state) == (0, False, EventState.FULL)
    event.seats_on_site = None
    event.save_revision().publish()
    listed = EventPage.objects.published().with_room().get()
    assert (listed.seats_left, listed.has_unlimited, listed.state) == (None, True, EventState.OPEN)
    assert seats_of(event, Mode.ON_SITE).left is None
