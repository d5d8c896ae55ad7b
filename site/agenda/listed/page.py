"""What the page of the agenda says of a search: title, summary, calendar, choices, chips and addresses."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.http import QueryDict
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agenda.badges import told_with_status
from agenda.listed.filters import EARLIEST, LATEST, PAST, SORTS, Month
from agenda.listed.months import MOST, Day, Held, weeks
from agenda.listed.results import EventSearch
from agenda.models import EventPage
from listings.asked_list import ORDERS, Chip
from places.filters import RADII
from places.reach import Step
from ui.typography import long_date, of_place, whole_number

_WHERE_AND_WHEN = {"lieu", "commune", "pres", "rayon", "territoire", "where", "mois", "quand", "place", "organiser"}
_OF_A_PAGE = ("mois", "quand", "chez", "organisateur")
"""Parameters that make a page of its own for search engines."""


class Tab(NamedTuple):
    """A way to look at the agenda, and its address."""

    label: str
    address: str
    is_current: bool


class EventResults(EventSearch):
    """A search, in words and addresses."""

    radii = RADII

    # Ways to look ----------------------------------------------------------------------------------------------------

    @property
    def tabs(self) -> list[Tab]:
        """What is to come, by month, what is over: each with the filters in use."""
        is_past = self.window.is_past and not self.month
        return [
            Tab(_("À venir"), self.address(mois=None, quand=None), not self.month and not is_past),
            Tab(_("Par mois"), self.address(mois=self.month or self._this_month, quand=None), bool(self.month)),
            Tab(_("Passés"), self.address(mois=None, quand=PAST), is_past),
        ]

    @property
    def month(self) -> Month | None:
        """The month that is looked at."""
        return self.window.month

    @property
    def today_here(self) -> date:
        """What day it is where the territory is."""
        return self.today.astimezone(self.zone).date()

    @property
    def _this_month(self) -> Month:
        return Month.of(self.today_here)

    @cached_property
    def weeks(self) -> list[list[Day]]:
        """The calendar of the month."""
        if self.month is None:
            return []
        columns = ("pk", "title", "status", "facts__first_day", "facts__last_day")
        rows = self.asked.order_by("starts_at", "pk").values_list(*columns)[:MOST]
        held = (Held(pk, told_with_status(title, status), *days) for pk, title, status, *days in rows)
        return weeks(self.month, self.today_here, held, self._address_of_day)

    def _address_of_day(self, day: Day) -> str:
        """A row of the list below where it holds the whole month, else a list of the day."""
        if self.page.paginator.num_pages == 1:
            return f"#e{day.events[0].pk}"
        return self.address(du=day.date.isoformat(), au=day.date.isoformat(), mois=None)

    @property
    def month_name(self) -> str:
        """« décembre 2026 »."""
        return name_of(self.month) if self.month else ""

    @property
    def months_beside(self) -> list[tuple[str, str, str]]:
        """The month before and the month after: which, name, address."""
        beside = [("prev", self.month.plus(-1)), ("next", self.month.plus(1))] if self.month else []
        return [
            (which, name_of(month), self.address(mois=month))
            for which, month in beside
            if month.first >= EARLIEST and month.last <= LATEST
        ]

    @cached_property
    def next_elsewhen(self) -> EventPage | None:
        """For an empty month: the next event after it, else the latest before."""
        if self.month is None:
            return None
        rows = self._readable.below_any(self.agenda.paths) if self.agenda else self._readable
        rows = self.filterset.ask(self._around(rows)).select_related("facts")
        after = rows.filter(facts__first_day__gt=self.month.last).order_by("starts_at", "pk").first()
        found: EventPage | None = (
            after or rows.filter(facts__last_day__lt=self.month.first).order_by("-starts_at").first()
        )
        return found

    @property
    def next_address(self) -> str:
        """The address of its month."""
        return self.address(mois=Month.of(self.next_elsewhen.local_start.date())) if self.next_elsewhen else ""

    # Words -----------------------------------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """« Agenda : Lozère », « Agenda de décembre 2026 », « Rendez-vous passés », each with where."""
        what = self._what
        if place := self.cleaned.get("place"):
            return _("%(what)s : %(where)s") % {"what": what, "where": place.name}
        if organiser := self.cleaned.get("organiser"):
            return _("%(what)s : %(where)s") % {"what": what, "where": organiser}
        if self.where:
            return _("%(what)s autour %(of_where)s") % {"what": what, "of_where": self.of_where}
        return _("%(what)s : %(where)s") % {"what": what, "where": self.reach.name} if self.reach.name else what

    @property
    def _what(self) -> str:
        if self.month:
            return _("Agenda %(of_month)s") % {"of_month": of_place(self.month_name)}
        return _("Rendez-vous passés") if self.window.is_past else self.index_page.title

    @property
    def summary(self) -> str:
        """« 12 rendez-vous à venir », « 3 rendez-vous à venir à moins de 20 km », « 8 rendez-vous passés »."""
        words = ngettext("%(count)s rendez-vous", "%(count)s rendez-vous", self.total)
        events = words % {"count": whole_number(self.total)}
        if not (self.month or self.cleaned.get("du") or self.cleaned.get("au")):
            past = ngettext("%(events)s passé", "%(events)s passés", self.total)
            events = (past if self.window.is_past else _("%(events)s à venir")) % {"events": events}
        if self.point:
            return _("%(events)s à moins de %(km)s km") % {"events": events, "km": self.radius}
        return events

    @property
    def sorts(self) -> list[tuple[str, str]]:
        """The orders on offer: one only makes no choice."""
        makes_sense = {"date": True, "distance": self.point is not None, "pertinence": self.is_ranked}
        offered = [(value, str(label)) for value, label in SORTS if makes_sense[value]]
        return offered if len(offered) > 1 else []

    @cached_property
    def online_besides(self) -> str:
        """Around a commune, when nothing else is asked: « 3 rendez-vous se suivent en ligne »; else nothing."""
        if not self.where or self.used - {"where", "lieu", "commune", "pres"}:
            return ""
        number = self._whole(self.home).counts["enligne"]
        words = ngettext("Un rendez-vous se suit en ligne", "%(count)s rendez-vous se suivent en ligne", number)
        return words % {"count": whole_number(number)} if number else ""

    @property
    def online_address(self) -> str:
        """Where these are."""
        return self.address(lieu=None, commune=None, pres=None, rayon=None, tri=None, enligne="1")

    # Addresses -------------------------------------------------------------------------------------------------------

    @property
    def reaches(self) -> list[tuple[Step, str]]:
        """The territory's own, its neighbours', all: each in one click. None where there is no home, or a commune."""
        steps = [] if self.where or self.cleaned.get("place") or len(self.agendas) < 2 else self.reach.steps
        return [(step, self.address(territoire=step.value)) for step in steps]

    @property
    def canonical(self) -> str:
        """The parameters that make a page of its own for search engines."""
        data = QueryDict(mutable=True)
        if self.where and self.where.commune:
            data["commune"] = self.where.commune.pk
        for name in _OF_A_PAGE:
            if self.cleaned.get(name):
                data[name] = str(self.cleaned[name])
        if self.page.number > 1:
            data["page"] = str(self.page.number)
        return f"?{data.urlencode()}" if data else ""

    @property
    def feed_parameters(self) -> str:
        """The parameters that a calendar, a feed or a map keeps of this list: all that narrow it."""
        kept = self.address(tri=None, mois=None, quand=None)
        return "" if kept == "?" else kept

    @property
    def without_filters(self) -> str:
        """The address that keeps only where and when to look."""
        return self.address(**dict.fromkeys(self.given - _WHERE_AND_WHEN - {*ORDERS}))

    @cached_property
    def chips(self) -> list[Chip]:
        """The filters in use, each with the address that removes it."""
        chips = self.chips_of_words
        if self.position:
            chips.append(Chip(_("Près de votre position"), self.address(pres=None)))
        if place := self.cleaned.get("place"):
            chips.append(Chip(place.name, self.address(chez=None)))
        if organiser := self.cleaned.get("organiser"):
            chips.append(Chip(organiser, self.address(organisateur=None)))
        return chips + self._chips_of_days + self.chips_of_choices

    @property
    def _chips_of_days(self) -> list[Chip]:
        first, last = self.cleaned.get("du"), self.cleaned.get("au")
        if first and first == last:
            return [Chip(_("le %(day)s") % {"day": long_date(first)}, self.address(du=None, au=None))]
        chips = []
        if first:
            chips.append(Chip(_("à partir du %(day)s") % {"day": long_date(first)}, self.address(du=None)))
        if last:
            chips.append(Chip(_("jusqu’au %(day)s") % {"day": long_date(last)}, self.address(au=None)))
        return chips

    @property
    def kept_by_month(self) -> list[tuple[str, str]]:
        """Name and value of each parameter that the short form of the month passes on."""
        asked = {"lieu", "commune", "pres", "enligne", *ORDERS}
        return [(name, value) for name in sorted(self.given - asked) for value in self.data.getlist(name)]

    @property
    def days_asked(self) -> tuple[str, str]:
        """The dates, as fields of a form hold them."""
        return tuple(day.isoformat() if (day := self.cleaned.get(name)) else "" for name in ("du", "au"))  # type: ignore[return-value]


def name_of(month: Month) -> str:
    """« décembre 2026 »."""
    return format_date(month.first, "F Y")
