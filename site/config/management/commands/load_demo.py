"""``manage.py load_demo``: a fictional life on real communes, to look at and to test with."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.actions import vouch_for_address
from cms.actions import open_desk
from cms.opening import Opening, communes_asked, open_territory
from cms.origins import default_address
from config.demo.businesses import OWN as OWN_BUSINESS
from config.demo.businesses import SOURCE as BUSINESSES_SOURCE
from config.demo.businesses import demo_businesses
from config.demo.events import write_demo_events
from config.demo.pages import write_pages
from config.demo.people import OWN, demo_people
from config.demo.people import SOURCE as PEOPLE_SOURCE
from config.demo.places import demo_places
from config.demo.resources import write_demo_resources
from config.sign_ins import DEMO_PASSWORD, DEMO_SIGN_INS
from directory.businesses.actions import write_businesses
from directory.models import Business, RemoteWorker
from directory.workers.actions import write_workers
from geography.models import Commune, Territory
from listings.actions import appoint_writer
from places.actions import write_places
from places.models import Place

AGENCIES = {
    "lozere": (
        "Lozère",
        "48",
        "Agence (fictive) de développement des Hautes Vallées, à Mende",
        "bonjour@hameau.example",
    ),
    "aveyron": ("Aveyron", "12", "Agence (fictive) des Grands Causses, à Millau", "bonjour@aveyron.hameau.example"),
}
"""Territory by slug: name, département, agency, its e-mail."""
DESKS = {"agence48": "lozere", "agence12": "aveyron"}
WRITING = {"redaction48": "lozere"}
MEMBER = "membre"
BUSINESS = "entreprise"
KEEPER = "lieu"
KEPT = ("la-filature", "la-ganterie")
"""Places of the demo that the place manager keeps."""
UNHELD = ("cabinet-combettes", "papeterie-du-rouergue")
"""Businesses that the agency wrote, for someone to ask for."""
HOLDERS = "personnes.hameau.example"
"""Where the mails of the demo's people would go: nowhere, by the meaning of « .example »."""


class Command(BaseCommand):
    """Writes what is missing of the demo; what someone changed since is left as it is."""

    help = "Load the demo: two territories with their sites, sign-ins, and fictional places. Refused in production."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.MODE == "production":
            raise CommandError("The demo holds sign-ins that everyone knows: it is never loaded in production.")
        if not Commune.objects.exists():
            raise CommandError("There is no commune yet: run load_geography first.")
        with transaction.atomic():
            territories = open_territories()
            users = create_users(territories)
            written = create_places(users[KEEPER])
            people = create_people(users[MEMBER])
            businesses = create_businesses(users[BUSINESS])
            resources = write_demo_resources(territories)
            pages = write_pages(territories["lozere"])
            events = write_demo_events(territories)
        self.stdout.write(
            f"{len(territories)} territories, {len(users)} sign-ins, {written} new places, {people} new people, "
            f"{businesses} new businesses, {resources} new resources, {pages} new pages, {events} new events."
        )


def open_territories() -> dict[str, Territory]:
    """The two territories, each at its own address, and the portal at the bare host."""
    return {
        slug: open_territory(
            Opening(communes_asked([departement]), agency, name, slug, email, default_address(slug))
        ).territory
        for slug, (name, departement, agency, email) in AGENCIES.items()
    }


def create_users(territories: dict[str, Territory]) -> dict[str, Any]:
    """The sign-ins, by the first part of their address; a password that was changed is left as it is."""
    accounts = get_user_model().objects
    users: dict[str, Any] = {}
    hashed = cache(make_password)  # a quarter of a second, once for all
    for email in DEMO_SIGN_INS:
        name = email.partition("@")[0]
        user = accounts.filter(email=email).first()
        if user is None:
            create = accounts.create_superuser if name == "admin" else accounts.create_user
            user = create(email)
            user.password = hashed(DEMO_PASSWORD)
            user.save(update_fields=["password"])
            vouch_for_address(user)
        if name in DESKS:
            open_desk(user, territories[DESKS[name]])
        if name in WRITING:
            appoint_writer(user, territories[WRITING[name]])
        users[name] = user
    return users


def create_holder(name: str) -> Any:
    """Someone of the demo with an account, so that one can write to them, and no password: nobody signs in as them."""
    user, is_new = get_user_model().objects.get_or_create(email=f"{name}@{HOLDERS}")
    if is_new:
        user.set_unusable_password()
        user.save()
        vouch_for_address(user)
    return user


def create_businesses(owner: Any) -> int:
    """Write the businesses that are not there yet, nearly all held by someone; return their number."""
    there = set(Business.objects.filter(source=BUSINESSES_SOURCE).values_list("source_id", flat=True))
    missing = [business for business in demo_businesses() if business.source_id not in there]
    for business in missing:
        if business.source_id not in UNHELD:
            business.owner = owner if business.source_id == OWN_BUSINESS else create_holder(business.source_id)
    write_businesses(missing)
    return len(missing)


def create_people(member: Any) -> int:
    """Write the people who are not there yet, one of them the member's own profile; return their number."""
    people = list(demo_people())
    there = set(RemoteWorker.objects.filter(source=PEOPLE_SOURCE).values_list("source_id", flat=True))
    has_profile = RemoteWorker.objects.filter(owner=member).exists()
    missing = [(person, skills) for person, skills in people if person.source_id not in there]
    for person, _skills in missing:
        if person.source_id != OWN:
            person.owner = create_holder(person.source_id)
        elif not has_profile:
            person.owner = member
    write_workers(missing)
    return len(missing)


def create_places(keeper: Any) -> int:
    """Write the places that are not there yet; return their number."""
    places = list(demo_places())
    there = set(Place.objects.filter(source=places[0].source).values_list("source_id", flat=True))
    missing = [place for place in places if place.source_id not in there]
    for place in missing:
        if place.source_id in KEPT:
            place.owner = keeper
    write_places(missing)
    return len(missing)
