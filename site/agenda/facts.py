"""Keep what lists of events look among true: when an event is published, and when its place moves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models.signals import post_delete, post_save
from django.utils.text import slugify
from wagtail.models import PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move, published

from agenda.models import AgendaIndexPage, EventFacts, EventPage
from agenda.moments import last_day
from cms.models import SiteTerritory
from geography.distance import Point
from listings.versions import bump_version
from places.models import Place

VERSION = "events"
"""The name of the data's version."""
_WRITTEN = ("first_day", "last_day", "latitude", "longitude", "cell", "organiser_slug")


def facts_of(event: EventPage, agency: str = "") -> EventFacts:
    """The facts of an event, unsaved; ``agency`` is who organises it when it does not say."""
    point = point_of(event)
    return EventFacts(
        event_id=event.pk,
        first_day=event.local_start.date(),
        last_day=last_day(event.local_start, event.local_end),
        latitude=point.latitude if point else None,
        longitude=point.longitude if point else None,
        organiser_slug=organiser_slug(event.organiser or agency),
    )


def point_of(event: EventPage) -> Point | None:
    """Where an event is: its place, else its commune; ``None`` when there is no room to come to."""
    if not event.is_on_site:
        return None
    return (event.place.point if event.place else None) or (event.commune.point if event.commune else None)


def organiser_slug(name: str) -> str:
    """What names an organiser in an address."""
    return slugify(name)[:100]


def agency_of(event: EventPage) -> str:
    """The name of the agency of the site that an event is below; nothing where the site is no territory's."""
    site = event.get_site()
    link = SiteTerritory.objects.select_related("territory").filter(site=site).first() if site else None
    return link.territory.agency_name if link else ""


def write_facts(events: Iterable[EventPage]) -> None:
    """Write the facts of some events, in place of those that were there."""
    EventFacts.objects.bulk_create(
        [facts_of(event, "" if event.organiser else agency_of(event)) for event in events],
        update_conflicts=True,
        unique_fields=["event"],
        update_fields=_WRITTEN,
    )


def _published(instance: EventPage, **kwargs: Any) -> None:
    write_facts([instance])
    bump_version(VERSION)


def _changed(**kwargs: Any) -> None:
    bump_version(VERSION)


def _place_published(instance: Place, **kwargs: Any) -> None:
    """Events held there move with it."""
    events = EventPage.objects.live().filter(place=instance).select_related("place", "commune")
    if events.exists():
        write_facts(events)
        bump_version(VERSION)


def connect() -> None:
    """Listen; called once, when the application is ready."""
    page_published.connect(_published, sender=EventPage, dispatch_uid="agenda.facts")
    page_unpublished.connect(_changed, sender=EventPage, dispatch_uid="agenda.facts.unpublished")
    post_delete.connect(_changed, sender=EventPage, dispatch_uid="agenda.facts.deleted")
    for signal in (page_published, page_unpublished, post_delete):
        signal.connect(_changed, sender=AgendaIndexPage, dispatch_uid=f"agenda.facts.index.{id(signal)}")
    post_page_move.connect(_changed, dispatch_uid="agenda.facts.moved")
    for signal in (post_save, post_delete):
        signal.connect(_changed, sender=PageViewRestriction, dispatch_uid=f"agenda.facts.restricted.{id(signal)}")
    published.connect(_place_published, sender=Place, dispatch_uid="agenda.facts.place")
