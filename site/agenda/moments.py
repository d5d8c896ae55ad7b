"""When an event takes place, in words: by the clock of its own time zone, wherever the reader and the server are."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo

from django.conf import settings
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from agenda.vocabulary import TIME_ZONES
from ui.typography import clock_time, long_date, short_date


def on_the_wall(moment: datetime, zone: tzinfo) -> datetime:
    """What a clock of a time zone shows at an instant: a naive datetime, which nothing converts again."""
    return moment.astimezone(zone).replace(tzinfo=None)


def last_day(starts: datetime, ends: datetime) -> date:
    """The last day of an event, by its own clock: what ends at midnight is not of the day that begins then."""
    return max(starts.date(), (ends - timedelta(microseconds=1)).date())


def when(starts: datetime, ends: datetime, time_zone: str = settings.TIME_ZONE) -> str:
    """« jeudi 10 décembre 2026, de 9 h à 17 h »; of several days, « du … à 9 h au … à 17 h ».

    ``starts`` and ``ends`` are naive, as clocks of ``time_zone`` show them; a zone that is not the site's is said.
    """
    told = {"first": _weekday(starts), "start": clock_time(starts), "last": _weekday(ends), "end": clock_time(ends)}
    if starts.date() == last_day(starts, ends):
        words = _("%(first)s, de %(start)s à %(end)s") % told
    else:
        words = _("du %(first)s à %(start)s au %(last)s à %(end)s") % told
    return words if time_zone == settings.TIME_ZONE else f"{words} {zone_words(time_zone)}"


def when_in_short(starts: datetime, ends: datetime, time_zone: str = settings.TIME_ZONE) -> str:
    """« jeu. 10 déc., 9 h à 17 h », « jeu. 10 déc. à ven. 11 déc. »: as in a list."""
    first, last = short_date(starts), short_date(last_day(starts, ends))
    if first != last:
        return _("%(first)s à %(last)s") % {"first": first, "last": last}
    words = _("%(first)s, %(start)s à %(end)s")
    words = words % {"first": first, "start": clock_time(starts), "end": clock_time(ends)}
    return words if time_zone == settings.TIME_ZONE else f"{words} {zone_words(time_zone)}"


def day_and_hour(moment: datetime) -> str:
    """« jeudi 10 décembre 2026 à 9 h », of a naive datetime."""
    return _("%(day)s à %(hour)s") % {"day": _weekday(moment), "hour": clock_time(moment)}


def zone_words(time_zone: str) -> str:
    """« (heure : La Réunion) »."""
    return _("(heure : %(zone)s)") % {"zone": dict(TIME_ZONES).get(time_zone, time_zone)}


def _weekday(moment: datetime) -> str:
    return f"{format_date(moment, 'l')} {long_date(moment)}"
