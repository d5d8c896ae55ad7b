"""Synthetic events and people registered for them, for benchmarks and load: the same for the same seed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db.models import F
from wagtail.models import Page, Site

from agenda.facts import VERSION, write_facts
from agenda.indexing import EVENTS, documents
from agenda.models import AgendaIndexPage, EventPage, Registration, Seats
from agenda.vocabulary import Attendance, EventKind, Mode, Origin, RegistrationMeans, RegistrationState
from cms.models import SiteTerritory
from cms.planting import plant
from cms.resources.vocabulary import Audience, Theme
from cms.searching.indexing import AT_A_TIME
from geography.models import Commune
from listings.versions import bump_version
from places.synthetic import sentence

SLUG = "synthetique"
A_MEETING = 10
"""People registered for an event, on average."""
_TODAY = datetime(2026, 11, 1, tzinfo=UTC)
_SPREAD = 365
"""Days before and after, at most."""
_PEOPLE = {0: 30, 4: 22, 10: 25, 20: 12, 40: 11}
"""How many are registered for an event, and how often: a few events have many people, most have few."""
Tell = Callable[[int], None]
"""Called with how many more were written."""


def write_events(seed: int, number: int, tell: Tell) -> int:
    """Write events, with their seats and ten people registered for each on average, in turn in every agenda.

    Up to so many; how many there are. They begin in the year before or after a fixed day.
    """
    there: int = EventPage.objects.filter(slug__contains=f"-{SLUG}-").count()
    agendas = [(agenda_below(home), _communes_of(home)) for home in _homes()]
    for first in range(there, number, AT_A_TIME):
        ranks = range(first, min(first + AT_A_TIME, number))
        below: dict[int, list[EventPage]] = defaultdict(list)
        for rank in ranks:
            turn = rank % len(agendas)
            below[turn].append(_event(rank, seed, agendas[turn][1]))
        for turn, events in below.items():
            plant(agendas[turn][0], events)
            _complete(events, seed)
        tell(len(ranks))
    return max(there, number)


def agenda_below(home: Page) -> AgendaIndexPage:
    """The agenda of a site; published now where there is none."""
    found = AgendaIndexPage.objects.child_of(home).first()
    if found is None:
        found = AgendaIndexPage(title="Agenda", slug="agenda")
        Page.objects.get(pk=home.pk).add_child(instance=found)
        found.save_revision().publish()
    return found  # type: ignore[no-any-return]


def _homes() -> list[Page]:
    """The home page of each territory's site; of every site where there is no territory yet."""
    of_territories = Site.objects.filter(pk__in=SiteTerritory.objects.order_by().values("site"))
    sites = of_territories if of_territories.exists() else Site.objects.all()
    return [site.root_page for site in sites.select_related("root_page").order_by("pk")]


def _communes_of(home: Page) -> list[Commune]:
    """Where the events of a site are: in the communes of its territory that have a point, else anywhere."""
    communes = Commune.objects.filter(latitude__isnull=False).order_by("pk")
    link = SiteTerritory.objects.filter(site__root_page=home).first()
    own = communes.filter(territories=link.territory_id) if link else communes
    found = list((own if own.exists() else communes)[:2_000])
    if not found:
        raise ValueError("Load the geography first: manage.py load_geography.")
    return found


def _some(random: Random, codes: Any, chance: float) -> tuple[str, ...]:
    return tuple(code for code in codes.values if random.random() < chance)


def _event(rank: int, seed: int, communes: list[Commune]) -> EventPage:
    """An event, the same for the same rank, seed and communes."""
    random = Random(f"event {rank} {seed}")  # noqa: S311 - plausible, not secret
    starts = _TODAY + timedelta(days=random.randint(-_SPREAD, _SPREAD), hours=random.randint(7, 17))
    attendance = random.choices(Attendance.values, (6, 2, 2))[0]
    on_site = attendance != Attendance.ONLINE
    session = {"title": sentence(random, 6), "starts": "10:00", "ends": "11:00", "day": 1}
    return EventPage(
        slug=f"rendez-vous-{SLUG}-{rank}",
        title=sentence(random, 5).rstrip("."),
        lead=sentence(random, 15),
        kind=random.choice(EventKind.values),
        themes=_some(random, Theme, 0.3),
        audiences=_some(random, Audience, 0.4),
        starts_at=starts,
        ends_at=starts + timedelta(hours=random.choice((1, 2, 2, 8, 32))),
        attendance=attendance,
        venue_name="Salle des fêtes" if on_site else "",
        commune=random.choice(communes) if on_site else None,
        price_amount=Decimal(random.choice((0, 0, 0, 5, 12))),
        organiser=f"Réseau {sentence(random, 1).rstrip('.')}" if random.random() < 0.3 else "",
        registration=RegistrationMeans.HERE,
        seats_on_site=40 if on_site else None,
        seats_online=None,
        body=[{"type": "text", "value": f"<p>{sentence(random, 60)}</p>"}],
        programme=[{"type": "session", "value": session}],
    )


def _complete(events: list[EventPage], seed: int) -> None:
    """What publishing would have written of events: facts, words, seats; and people registered for them."""
    read = EventPage.objects.filter(pk__in=[event.pk for event in events]).select_related("place", "commune")
    written = list(read.order_by("pk"))
    write_facts(written)
    EVENTS.write(documents(written))
    seats = Seats.objects.bulk_create([row for event in written for row in _seats(event)])
    by_event: dict[int, list[Seats]] = defaultdict(list)
    for row in seats:
        by_event[row.event_id].append(row)
    people = [person for event in written for person in _people(event, by_event[event.pk], seed)]
    Registration.objects.bulk_create(people, batch_size=AT_A_TIME)
    taken: dict[int, int] = defaultdict(int)
    for person in people:
        taken[person.seats_id] += 1
    for pk, number in taken.items():
        Seats.objects.filter(pk=pk).update(taken=F("taken") + number)
    bump_version(VERSION)


def _seats(event: EventPage) -> Iterator[Seats]:
    if event.is_on_site:
        yield Seats(event=event, mode=Mode.ON_SITE, label=event.where, capacity=event.seats_on_site)
    if event.is_online:
        yield Seats(event=event, mode=Mode.ONLINE, capacity=None, rank=1)


def _people(event: EventPage, seats: list[Seats], seed: int) -> Iterator[Registration]:
    """A few events have many people, most have few: ten on average."""
    random = Random(f"people {event.slug} {seed}")  # noqa: S311 - plausible, not secret
    number = random.choices(list(_PEOPLE), list(_PEOPLE.values()))[0]
    for rank in range(number):
        yield Registration(
            event=event,
            seats=seats[rank % len(seats)],
            name=f"Personne {rank + 1}",
            email=f"personne-{rank + 1}@synthetique.example",
            state=RegistrationState.CONFIRMED,
            origin=Origin.FORM,
            confirmed_at=_TODAY,
            asked_at=_TODAY,
        )
