"""Events with their seats, published below the agenda of a site, and people registered for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from typing import Any

from django.contrib.auth.models import Permission
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import GroupPagePermission, Page, Site
from wagtail.signals import page_published

from accounts.models import User
from agenda.models import AgendaIndexPage, EventPage, Registration, RelaySite, Seats
from agenda.vocabulary import SEATED, Attendance, Mode, RegistrationMeans, RegistrationState
from cms.actions import PAGE_PERMISSIONS
from cms.models import HomePage, SiteTerritory
from geography.models import Commune, Territory
from listings.actions import appoint_moderator, desk_of_territory
from tests.factories.listings import make_user
from tests.factories.places import mende

_numbers = count(1)


def bare_site(name: str, hostname: str, *communes: Commune, is_default: bool = False) -> Site:
    """A territory's site with a home page and an agenda, and no more: ``open_site`` takes a second."""
    territory = Territory.objects.create(
        name=name, slug=slugify(name), agency_name=f"Agence {name}", agency_email="agence@hameau.example"
    )
    territory.communes.set(communes)
    home = Page.get_first_root_node().add_child(instance=HomePage(title=name, slug=territory.slug))
    site = Site.objects.create(hostname=hostname, root_page=home, site_name=name, is_default_site=is_default)
    SiteTerritory.objects.create(site=site, territory=territory)
    agenda_of(site)
    return site


def agent_of(site: Site) -> User:
    """Someone of the agency of a bare site, who writes and publishes its pages."""
    user, territory = make_user(), SiteTerritory.objects.get(site=site).territory
    appoint_moderator(user, territory)
    for permission in Permission.objects.filter(codename__in=PAGE_PERMISSIONS, content_type__app_label="wagtailcore"):
        GroupPagePermission.objects.get_or_create(
            group=desk_of_territory(territory).group, page=site.root_page, permission=permission
        )
    return user


def agenda_of(site: Site) -> AgendaIndexPage:
    """The agenda of a site; made where a bare site has none."""
    found = AgendaIndexPage.objects.child_of(site.root_page).first()
    if found is None:
        found = AgendaIndexPage(title="Agenda", slug="agenda")
        Page.objects.get(pk=site.root_page.pk).add_child(instance=found)
    return found  # type: ignore[no-any-return]


def make_event(site: Site, *, relay_sites: Sequence[RelaySite] = (), live: bool = True, **fields: Any) -> EventPage:
    """A published event, in ten days for two hours unless told otherwise. ``seats_on_site=3`` means that one registers.

    Its ``Seats`` are those that publishing wrote.
    """
    number = next(_numbers)
    starts = timezone.now().replace(microsecond=0) + timedelta(days=10)
    known: dict[str, Any] = {"title": f"Rendez-vous {number}", "slug": f"rendez-vous-{number}", "starts_at": starts}
    if {"seats_on_site", "seats_online"} & fields.keys() or relay_sites:
        known["registration"] = RegistrationMeans.HERE
    if "seats_online" in fields:
        known["attendance"] = Attendance.BOTH if "seats_on_site" in fields else Attendance.ONLINE
    known |= fields
    if known.get("attendance") != Attendance.ONLINE and "commune" not in known:
        known["commune"] = known["place"].commune if known.get("place") else mende()
    known.setdefault("ends_at", known["starts_at"] + timedelta(hours=2))
    event = EventPage(**known, live=live)
    event.relay_sites = list(relay_sites)
    if live:
        event.first_published_at = event.last_published_at = timezone.now()
    Page.objects.get(pk=agenda_of(site).pk).add_child(instance=event)
    if live:  # as publishing a version tells it, which takes twice as long
        event = EventPage.objects.get(pk=event.pk)
        page_published.send(EventPage, instance=event, revision=None)
        return EventPage.objects.get(pk=event.pk)
    event.save_revision()
    return event


def seats_of(event: EventPage, mode: Mode = Mode.ON_SITE) -> Seats:
    """The first seats of an event in a mode."""
    return Seats.objects.of_event(event).filter(mode=mode)[0]  # type: ignore[no-any-return]


def make_registration(event: EventPage, seats: Seats | None = None, **fields: Any) -> Registration:
    """A confirmed registration unless told otherwise; its seat is taken where its state holds one."""
    number = next(_numbers)
    seats = seats or Seats.objects.of_event(event)[0]
    known = {"name": f"Personne {number}", "email": f"personne-{number}@demo.example", "state": "confirmed"}
    values: dict[str, Any] = {**known, **fields}
    if values["state"] == RegistrationState.CONFIRMED:
        values.setdefault("confirmed_at", timezone.now())
    if values["state"] in SEATED:
        Seats.objects.filter(pk=seats.pk).update(taken=seats.taken + 1)
        seats.taken += 1
    return Registration.objects.create(event=event, seats=seats, **values)  # type: ignore[no-any-return]
