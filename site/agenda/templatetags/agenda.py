"""What templates of other packages show of events, and how a line of a list tells when one is."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.facts import VERSION
from agenda.listed.agendas import agendas
from agenda.listed.results import for_rows
from agenda.listed.site_agenda import find_agenda
from agenda.models import EventPage
from agenda.moments import last_day, on_the_wall, zone_words
from cms.translating import SOURCE, address_among
from listings.versions import current_version
from places.models import Place
from ui.typography import clock_time, short_date

register = template.Library()
MOST_AT = 5
"""Events on the page of a place."""
_KEPT_FOR = 3600


class DayShown(NamedTuple):
    """« jeu. », « 10 », « déc. » and « 2027 », when it is not this year."""

    weekday: str
    number: str
    month: str
    year: str = ""


class Coming(NamedTuple):
    """Some events to come, and where all of them are; nothing where the site has no agenda."""

    events: list[EventPage]
    address: str


@register.simple_tag(takes_context=True)
def next_events(context: template.Context, number: int = 3) -> Coming:
    """The next events of the site, or of all sites where it speaks for none."""
    request = context.get("request")
    index = find_agenda(request) if request else None
    if index is None:
        return Coming([], "")
    version = current_version(VERSION)
    own = next((agenda for agenda in agendas(version) if index.path in agenda.paths), None)
    paths = own.paths if own else ()
    key = f"agenda:next:{version}:{index.locale_id}:{','.join(paths)}:{number}"
    ends: dict[int, datetime] | None = cache.get(key)
    if ends is None or any(end < timezone.now() for end in ends.values()):
        rows = EventPage.objects.published().read_beside(index)
        ends = dict(_coming(rows.below_any(paths) if paths else rows).values_list("pk", "ends_at")[:number])
        cache.set(key, ends, _KEPT_FOR)
    return Coming(
        list(_in_order(for_rows(EventPage.objects.published().filter(pk__in=ends)))), address_among(index, request)
    )


@register.simple_tag(takes_context=True)
def events_at(context: template.Context, place: Place) -> Coming:
    """What is on at a place of the directory, whoever organises it; nothing where nothing is announced."""
    request = context.get("request")
    index = find_agenda(request) if request else None
    rows = EventPage.objects.published().held_at(place)
    rows = rows.read_beside(index) if index else rows.filter(locale__language_code=SOURCE)
    address = f"{address_among(index, request)}?{urlencode({'chez': place.slug})}" if index else ""
    return Coming(list(for_rows(_coming(rows))[:MOST_AT]), address)


def _coming(rows: Any) -> Any:
    return _in_order(rows.ending_from(timezone.now()))


def _in_order(rows: Any) -> Any:
    return rows.order_by("starts_at", "pk")


@register.filter
def day_shown(event: EventPage) -> DayShown:
    """The first day of an event, by the clock on its wall."""
    return DayShown(*short_date(on_the_wall(event.starts_at, event.zone)).split(" "))


@register.filter
def hours_shown(event: EventPage) -> str:
    """What stands beside the day: « 9 h à 17 h », of several days « 9 h, jusqu’au ven. 11 déc. »."""
    starts, ends = on_the_wall(event.starts_at, event.zone), on_the_wall(event.ends_at, event.zone)
    told = {"start": clock_time(starts), "end": clock_time(ends), "last": short_date(last_day(starts, ends))}
    is_of_one_day = starts.date() == last_day(starts, ends)
    words = _("%(start)s à %(end)s") if is_of_one_day else _("%(start)s, jusqu’au %(last)s")
    words = words % told
    return words if event.time_zone == settings.TIME_ZONE else f"{words} {zone_words(event.time_zone)}"
