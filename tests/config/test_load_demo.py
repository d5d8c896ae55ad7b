"""The demo: complete, plainly fictional, written once, never in production."""

from __future__ import annotations

from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import TestCase, override_settings
from wagtail.models import Page, Site

from agenda.models import EventPage, Seats
from cms.models import HomePage, SiteTerritory
from config.demo.places import demo_places, point_at
from config.management.commands.load_demo import HOLDERS
from config.sign_ins import DEMO_PASSWORD, DEMO_SIGN_INS
from directory.models import Business, RemoteWorker
from geography.distance import Point, distance_km
from geography.loading import load
from geography.models import Commune, Territory
from geography.shipped import read_reference
from listings.contact.reach import contact_url
from places.hours import parse
from places.models import Place
from places.vocabulary import Access, PlaceType, Service
from ui.typography import french_spacing

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.once,  # on PostgreSQL, the journeys in the browser load it
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # Wagtail leaves the files of renditions open
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

FICTION = ("046571", "053649")
"""Beginnings of numbers that are kept for fiction (Arcep, décision n° 2018-0881, version of 2022, 2.5.12)."""


def load_two_departements() -> None:
    """The communes of Lozère and Aveyron."""
    whole = read_reference()
    communes = [row for row in whole.communes if row.departement in {"48", "12"}]
    codes, epci = {row.code for row in communes}, {row.epci for row in communes}
    load(
        whole._replace(
            epci=[row for row in whole.epci if row[0] in epci],
            communes=communes,
            former_communes=[row for row in whole.former_communes if row.commune in codes],
        )
    )


@pytest.fixture
def two_departements() -> None:
    """The same, for one test."""
    load_two_departements()


class TestDemo(TestCase):
    """The demo, loaded once: it takes four seconds."""

    @classmethod
    def setUpTestData(cls) -> None:
        """Load it. Passwords are hashed as fast as in any test: this runs before its fixtures."""
        load_two_departements()
        with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
            call_command("load_demo", verbosity=0)

    def test_a_second_run_changes_nothing(self) -> None:
        def state() -> list[object]:
            return [
                list(model.objects.order_by("pk").values_list("pk", flat=True))
                for model in (Territory, SiteTerritory, Page, Site, Place, get_user_model())
            ]

        place = Place.objects.get(source_id="la-filature")
        Place.objects.filter(pk=place.pk).update(name="Renommée depuis")
        before = state()
        said = StringIO()
        call_command("load_demo", stdout=said)
        assert state() == before
        assert "0 new places" in said.getvalue()
        place.refresh_from_db()
        assert place.name == "Renommée depuis"

    def test_two_territories_answer_each_at_its_address(self) -> None:
        with override_settings(ALLOWED_HOSTS=["*"]):
            lozere = self.client.get("/", headers={"host": "lozere.localhost:8000"}).content.decode()
            portal = self.client.get("/", headers={"host": "127.0.0.1:8000"}).content.decode()
            aveyron = self.client.get("/", headers={"host": "aveyron.localhost:8000"}).content.decode()
        assert "Hameau Lozère" in lozere
        assert "Le Comptoir de la Margeride" in lozere
        assert "Hameau Aveyron" in aveyron
        assert "La Ganterie" in aveyron
        assert "Margeride" not in aveyron
        assert 'href="http://lozere.localhost:8000/"' in portal
        assert 'href="http://aveyron.localhost:8000/"' in portal
        assert {site.hostname for site in Site.objects.filter(is_default_site=True)} == {"127.0.0.1"}
        assert HomePage.objects.filter(locale__language_code="fr").count() == 2
        assert Territory.objects.get(slug="lozere").communes.count() == 152

    def test_the_agenda_has_events_in_every_state(self) -> None:
        events = {event.slug: event for event in EventPage.objects.published().with_room()}
        assert {event.state for event in events.values()} >= {"open", "full", "cancelled", "postponed", "past"}
        meeting = events["rencontres-du-teletravail"]
        assert (len(meeting.programme), meeting.relay_sites.count()) == (6, 2)
        assert sum(len(session.value["speakers"]) for session in meeting.programme) == 8
        for seats in Seats.objects.all():
            assert seats.registrations.seated().count() == seats.taken

    def test_every_sign_in_works_and_only_desks_open(self) -> None:
        desks = {}
        for email in DEMO_SIGN_INS:
            assert self.client.login(username=email, password=DEMO_PASSWORD), email
            user = get_user_model().objects.get(email=email)
            desks[email.partition("@")[0]] = user.has_perm("wagtailadmin.access_admin")
            self.client.logout()
        assert {name for name, is_open in desks.items() if is_open} == {"admin", "agence48", "agence12", "redaction48"}
        assert get_user_model().objects.get(email="admin@demo.example").is_superuser

    def test_one_can_write_to_nearly_everybody_who_cannot_be_signed_in_as(self) -> None:
        for model, unheld in ((RemoteWorker, 0), (Business, 2)):
            listings = list(model.objects.published().select_related("owner"))
            assert len(listings) > 8
            assert [contact_url(listing) for listing in listings].count("") == unheld
        people = get_user_model().objects.filter(email__endswith=f"@{HOLDERS}")
        assert people.count() > 20
        assert not any(person.has_usable_password() for person in people)

    def test_places_are_about_forty_and_of_every_sort(self) -> None:
        places = list(Place.objects.published().select_related("commune"))
        assert 38 <= sum(place.commune.departement_id == "48" for place in places) <= 45
        assert sum(place.commune.departement_id == "12" for place in places) >= 5
        for vocabulary, field in ((PlaceType, "types"), (Access, "access")):
            assert {code for place in places for code in getattr(place, field)} == set(vocabulary.values)
        assert {code for place in places for code in place.services} == set(Service.values)
        assert {place.wheelchair for place in places} >= {"yes", "limited", "no"}
        assert sum(place.checked_on is None for place in places) >= 2
        hours = [place.opening_hours for place in places]
        assert sum(not expression for expression in hours) >= 3
        assert sum("PH" in expression for expression in hours) >= 10
        assert any("SH" in expression for expression in hours)
        assert sum("Apr-Oct" in expression for expression in hours) >= 2


def test_places_are_valid_written_with_care_and_fictional(two_departements: None) -> None:
    for place in demo_places():
        place.slug = place.source_id
        Place._meta.get_field("cell").pre_save(place, True)
        place.full_clean(exclude=["schedule"])
        parse(place.opening_hours or "off")
        assert place.postcode in place.commune.postcodes.split(), place.name
        assert distance_km(Point(place.latitude, place.longitude), point_of(place.commune)) < 3, place.name
        assert place.email.endswith(".hameau.example")
        assert place.website.endswith(".hameau.example/")
        if place.phone:
            assert place.phone.as_national.replace(" ", "").startswith(FICTION), place.phone
        for text in (place.name, place.summary, place.description, place.opening_note, place.price_note):
            assert "'" not in text, text
            assert "!" not in text, text
            assert french_spacing(text) == text


def point_of(commune: Commune) -> Point:
    assert commune.latitude is not None
    assert commune.longitude is not None
    return Point(commune.latitude, commune.longitude)


def test_metres_become_degrees() -> None:
    mende = Commune(name="Mende", latitude=44.51782, longitude=3.50117)
    there = Point(*point_at(mende, 3000, 4000))
    assert distance_km(point_of(mende), there) == pytest.approx(5, abs=0.01)
    assert there.latitude > 44.51782
    assert there.longitude > 3.50117
    with pytest.raises(ValueError, match="has no point"):
        point_at(Commune(name="Nulle part"), 0, 0)


def test_production_refuses(two_departements: None) -> None:
    with override_settings(MODE="production"), pytest.raises(CommandError, match="never loaded in production"):
        call_command("load_demo")
    assert not get_user_model().objects.exists()


def test_the_communes_come_first() -> None:
    with pytest.raises(CommandError, match="run load_geography first"):
        call_command("load_demo")
