"""When a visitor wants a place to be open: the ``ouvert`` parameter of the locator."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from places.hours.labels import weekday_name
from ui.typography import clock_time

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
"""The values of days in addresses: French in every language, as addresses are."""
_DAY_AND_HOUR = re.compile(rf"({'|'.join(DAYS)})-([01]?\d|2[0-3])h([0-5]\d)?")


@dataclass(frozen=True)
class Moment:
    """An aware instant of the coming seven days, or (without one) the week-end; ``label`` is for people."""

    label: str
    instant: datetime | None = None
    weekend: bool = False


def parse_moment(text: str, now: datetime | None = None) -> Moment:
    """The moment of ``maintenant``, ``week-end`` or a day and hour such as ``mardi-09h30``.

    The day is the next one whose hour is not past: on a Tuesday at 15:00, ``mardi-14h`` is in a week. Times are of the
    current time zone. Raises ``ValidationError`` with a message for people.
    """
    now = timezone.localtime(now)
    value = text.strip().lower()
    if value == "maintenant":
        return Moment(_("Ouvert maintenant"), now)
    if value in {"week-end", "weekend"}:
        return Moment(_("Ouvert le week-end"), weekend=True)
    match = _DAY_AND_HOUR.fullmatch(value)
    if match is None:
        raise ValidationError(
            _("« %(value)s » n’est pas un moment. Écrivez maintenant, week-end ou, par exemple, mardi-14h."),
            code="moment",
            params={"value": text[:40]},
        )
    weekday = DAYS.index(match[1])
    day = now.date() + timedelta(days=(weekday - now.weekday()) % 7)
    hour = time(int(match[2]), int(match[3] or 0))
    instant = datetime.combine(day, hour, now.tzinfo)
    if instant < now:
        instant = datetime.combine(day + timedelta(days=7), hour, now.tzinfo)
    label = _("Ouvert %(day)s à %(time)s") % {"day": weekday_name(weekday), "time": clock_time(hour)}
    return Moment(label, instant)
