"""What templates of other packages show of events, and how a line of a list tells when one is."""

from __future__ import annotations

from typing import NamedTuple

from django import template
from django.conf import settings
from django.utils.translation import gettext as _

from agenda.facts import last_day
from agenda.models import EventPage
from agenda.moments import on_the_wall, zone_words
from ui.typography import clock_time, short_date

register = template.Library()


class DayShown(NamedTuple):
    """« jeu. », « 10 », « déc. » and « 2027 », when it is not this year."""

    weekday: str
    number: str
    month: str
    year: str = ""


@register.filter
def day_shown(event: EventPage) -> DayShown:
    """The first day of an event, by the clock on its wall."""
    return DayShown(*short_date(on_the_wall(event.starts_at, event.zone)).split(" "))


@register.filter
def hours_shown(event: EventPage) -> str:
    """What stands beside the day: « 9 h à 17 h », of several days « 9 h, jusqu’au ven. 11 déc. »."""
    starts, ends = on_the_wall(event.starts_at, event.zone), on_the_wall(event.ends_at, event.zone)
    told = {"start": clock_time(starts), "end": clock_time(ends), "last": short_date(ends)}
    is_of_one_day = starts.date() == last_day(starts, ends)
    words = _("%(start)s à %(end)s") if is_of_one_day else _("%(start)s, jusqu’au %(last)s")
    words = words % told
    return words if event.time_zone == settings.TIME_ZONE else f"{words} {zone_words(event.time_zone)}"
