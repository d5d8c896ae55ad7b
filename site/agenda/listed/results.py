"""What the agenda finds for the parameters of an address: which events, how many of each choice, in which order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, ClassVar

from django.core.cache import cache
from django.core.paginator import Page
from django.db.models import ExpressionWrapper, F, FloatField, TextField, Value
from django.http import QueryDict
from django.utils import timezone

from agenda.clocks import start_of_today, zone_of
from agenda.facts import VERSION
from agenda.indexing import EVENTS
from agenda.listed.agendas import agendas
from agenda.listed.facets import CHOICES
from agenda.listed.filters import PAST, EventFilterSet, Month
from agenda.models import AgendaIndexPage, EventPage
from cms.resources.centres import Centre, with_neighbours
from geography.distance import HALF_CIRCUMFERENCE_KM, km_from_haversine
from geography.models import Territory
from listings.facets import Counts, Found, Row
from listings.versions import current_version
from places.filters import DEFAULT_RADIUS, RADII, Where
from places.locator import Widening
from places.paging import CountedPaginator
from places.reach import EVERYWHERE, NEIGHBOURS, Reach
from places.results import AroundSomewhere
from search.index import Query

PAGE_SIZE = 10
MANY = 1_000
"""From more events on, words do not rank: what nearly all of them hold tells nothing, and takes long."""
_CACHED_FOR = 3600
_BEGINS = ExpressionWrapper(F("starts_at"), TextField())
"""As the database keeps it, which is enough to order by."""
_NOWHERE = Value(None, FloatField())
"""How far an event is from nowhere."""
_WINDOW = {"mois", "quand"}
_NOT_NARROWING = {"page", "tri", "rayon", "territoire", "place", "organiser", *_WINDOW}


@dataclass(frozen=True)
class Window:
    """When what is listed takes place: a month, what is over, or what is to come: over before a moment, or not."""

    month: Month | None
    is_past: bool
    since: datetime

    @property
    def key(self) -> str:
        """What tells two of them apart."""
        return str(self.month) if self.month else f"{'past' if self.is_past else 'next'}:{self.since.isoformat()}"

    def ask(self, events: Any, first: date | None = None, last: date | None = None) -> Any:
        """Those of the events that are in it; from a day to another, where one of them is told, instead of a month."""
        if first or last:
            is_past = self.is_past and not self.month
            timely = events.ended_before(self.since) if is_past else events
            return timely.on_days(first if is_past else first or self.since.date(), last)
        if self.month:
            return events.on_days(self.month.first, self.month.last)
        return events.ended_before(self.since) if self.is_past else events.ending_from(self.since)


class EventSearch(AroundSomewhere):
    """A search of an agenda: of its territory, with its neighbours, or of all. Computed when the page reads it."""

    choices = CHOICES
    widens: ClassVar[bool] = True
    """Whether it looks farther when nothing is found."""
    back: ClassVar[timedelta] = timedelta()
    """How long what is over is still told among what is to come."""

    def __init__(self, data: QueryDict, index_page: AgendaIndexPage, now: datetime | None = None) -> None:
        self.data, self.index_page, self.now = data, index_page, now or timezone.now()
        self.version = current_version(VERSION)
        self.agendas = agendas(self.version)
        self.home = next((agenda for agenda in self.agendas if index_page.path in agenda.paths), None)
        home = Territory(pk=self.home.pk, name=self.home.name) if self.home else None
        self.filterset = EventFilterSet(data, home)
        self.cleaned = self.filterset.cleaned
        self.where: Where | None = self.cleaned.get("where")
        self.radius: int = self.cleaned.get("rayon") or DEFAULT_RADIUS
        self.reach = Reach(home, self.cleaned.get("territoire") or "")
        self.zone = zone_of(self.home.pk if self.home else None)
        self.today = start_of_today(self.zone, self.now)
        is_past = self.cleaned.get("quand") == PAST
        self.window = Window(self.cleaned.get("mois"), is_past, self.today if is_past else self.today - self.back)
        self.widening: Widening | None = None
        self.is_widened = False
        if self.widens:
            self._widen()

    # Which events ----------------------------------------------------------------------------------------------------

    @cached_property
    def agenda(self) -> Centre | None:
        """Whose events are listed; ``None``: everyone's, as around a commune or at a place."""
        return None if self.where or self.cleaned.get("place") else self._agenda_of(self.reach.asked)

    def _agenda_of(self, asked: str) -> Centre | None:
        if self.home is None or asked == EVERYWHERE:
            return None
        return with_neighbours(self.home, self.agendas, self.reach.name) if asked == NEIGHBOURS else self.home

    @cached_property
    def query(self) -> Query | None:
        """The words, analysed and corrected; ``None`` without words."""
        text = self.cleaned.get("q")
        return EVENTS.query(text) if text else None

    @cached_property
    def _readable(self) -> Any:
        """What everyone may read; asked once, since it takes two queries to know."""
        return EventPage.objects.published().read_beside(self.index_page)

    @property
    def _timely(self) -> Any:
        """What everyone may read, at the time that is asked for: of the agenda, or anywhere."""
        rows = self._readable.below_any(self.agenda.paths) if self.agenda else self._readable
        return self.window.ask(rows, self.cleaned.get("du"), self.cleaned.get("au"))

    def _around(self, rows: Any, km: float | None = None) -> Any:
        """Those of the rows that hold the words, in the circle."""
        rows = self.query.filter(rows) if self.query else rows
        if self.where is None:
            return rows
        if self.point is None:
            return rows.filter(commune=self.where.commune)
        return rows.within(self.point, self.radius if km is None else km)

    @property
    def asked(self) -> Any:
        """All that is found, in no order: for calendars, months and maps."""
        return self.filterset.ask(self._around(self._timely))

    @cached_property
    def _found(self) -> Found:
        """What was read of the events found, in no order, and the count of each choice."""
        if not self.used:
            return self._whole(self.agenda)
        added = self.choices.added_to(self.cleaned)
        ticked = self.choices.ticked_in(self.cleaned)
        if self.used <= {"q", *added, *ticked}:  # what was read of the whole list tells the rest
            read = self.choices.only(self._holding_words(self._whole(self.agenda).rows), len(self._first), ticked)
        else:
            read = self._read(self.filterset.ask(self._around(self._timely), without=added))
        return self.choices.count(EventPage, read, len(self._first), added)

    def _holding_words(self, read: list[Row]) -> list[Row]:
        worded = self._worded
        return read if worded is None else [row for row in read if row[0] in worded]

    @cached_property
    def _worded(self) -> set[int] | None:
        """The keys of all events that hold the words, read once however far one looks; ``None`` without words."""
        if self.query is None or self.query.is_empty:
            return None
        return set(self.query.filter(EventPage.objects.order_by()).values_list("pk", flat=True))

    def _read(self, rows: Any) -> list[Row]:
        return list(self.choices.of(rows, *self._first))

    @property
    def _first(self) -> tuple[Any, ...]:
        """Columns read of each event before those that choices ask about: its key, when it begins, how far it is."""
        return ("pk", _BEGINS, "haversine" if self.point else _NOWHERE)

    @property
    def counts(self) -> Counts:
        """``total``, and the count of each choice."""
        return self._found.counts

    def _whole(self, agenda: Centre | None) -> Found:
        """A list that nothing narrows, by date, kept until the data changes or the day ends."""
        paths = ",".join(agenda.paths) if agenda else ""
        key = f"agenda:list:{self.index_page.locale_id}:{self.version}:{paths}:{self.window.key}".replace(" ", "")
        whole: Found | None = cache.get(key)
        if whole is None:
            rows = self.window.ask(self._readable.below_any(agenda.paths) if agenda else self._readable)
            read = list(self.choices.of(rows, "pk", _BEGINS, _NOWHERE))
            whole = self.choices.count(EventPage, self._by_date(read), len(self._first), {})
            cache.set(key, whole, _CACHED_FOR)
        return whole

    @cached_property
    def used(self) -> set[str]:
        """The parameters that narrow the list."""
        return {name for name, value in self.cleaned.items() if value and name not in _NOT_NARROWING}

    @property
    def total(self) -> int:
        """How many events were found."""
        return self.counts["total"]

    # Nothing found ---------------------------------------------------------------------------------------------------

    def _widen(self) -> None:
        """When nothing is found, look farther: the smallest radius that holds something, or the other territories."""
        if self.total or self.window.month:
            return  # an empty month says so, and where the next event is
        if self.where:
            self._widen_radius()
        elif self.agenda and self.agenda == self.home:
            self._widen_reach()

    def _widen_radius(self) -> None:
        if self.point is None:
            return
        nearest = self._nearest_within(RADII[-1])
        if nearest is None:  # seldom: it measures the way to every event
            nearest = self._nearest_within(HALF_CIRCUMFERENCE_KM)
        if nearest is None:
            return
        km = km_from_haversine(nearest)
        found = next((radius for radius in RADII if radius > km), (int(km) // 50 + 1) * 50)
        self.widening, self.radius = Widening(self.radius, found), found
        self._forget()

    def _nearest_within(self, km: float) -> float | None:
        """The haversine of the nearest event that answers, at so many kilometres at most."""
        rows = self.filterset.ask(self._around(self._timely, km))
        nearest: float | None = rows.order_by("haversine").values_list("haversine", flat=True).first()
        return nearest

    def _widen_reach(self) -> None:
        for asked in (NEIGHBOURS, EVERYWHERE):
            self.reach = Reach(self.reach.home, asked)
            self.agenda = self._agenda_of(asked)
            self._forget()
            if self.total:
                self.is_widened = True
                return
        self.reach, self.agenda = Reach(self.reach.home), self.home
        self._forget()

    def _forget(self) -> None:
        for name in ("_found", "page"):
            self.__dict__.pop(name, None)

    # In order --------------------------------------------------------------------------------------------------------

    @property
    def is_ranked(self) -> bool:
        """Whether the words tell which events fit best."""
        return self.query is not None and self.total <= MANY

    @cached_property
    def sort(self) -> str:
        """The order asked for where it makes sense, else by date."""
        asked = self.cleaned.get("tri") or "date"
        makes_sense = {"distance": self.point is not None, "pertinence": self.is_ranked}.get(asked, True)
        return str(asked) if makes_sense else "date"

    @property
    def _in_order(self) -> list[Row]:
        """What was read of the events found, in order."""
        rows = self._found.rows
        if self.sort == "distance":
            return sorted(rows, key=lambda row: (row[2], row[1], row[0]))
        if self.sort == "pertinence" and self.query:
            scores = self.query.scores_of([row[0] for row in rows])
            return sorted(rows, key=lambda row: (-scores.get(row[0], 0), row[1], row[0]))
        return self._by_date(rows) if self.used else rows

    def _by_date(self, rows: list[Row]) -> list[Row]:
        return sorted(rows, key=lambda row: (row[1], row[0]), reverse=self.is_backwards)

    @property
    def is_backwards(self) -> bool:
        """Whether the latest comes first: among what is over."""
        asked_days = self.cleaned.get("du") or self.cleaned.get("au")
        return self.window.is_past and not self.window.month and not asked_days

    @cached_property
    def page(self) -> Page[EventPage]:
        """The page asked for, or the last one; its events know whether there is room, and how far they are, ``km``."""
        page: Any = CountedPaginator(self._in_order, PAGE_SIZE, self.total).get_page(self.cleaned.get("page") or 1)
        far = {pk: haversine for pk, _begins, haversine, *_told in page.object_list}
        events = for_rows(self._readable).in_bulk(list(far))
        for pk, event in events.items():
            event.km = None if far[pk] is None else km_from_haversine(far[pk])
        page.object_list = [events[pk] for pk in far if pk in events]  # one may be withdrawn between the two queries
        return page  # type: ignore[no-any-return]


def for_rows(events: Any) -> Any:
    """Events with all that a line of a list shows, in one query."""
    return events.with_room().select_related("facts", "place", "commune", "place__commune").defer("body", "programme")
