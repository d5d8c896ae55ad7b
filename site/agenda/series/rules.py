"""When a series comes again: rules of RFC 5545 (3.3.10) over days, and their words.

A series is a rule over the days of a calendar. What the clock says is its pages': an evening at 18:00 stays at 18:00
when clocks change. A month that lacks a day (« le 31 ») is passed over, as the standard says.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import islice, takewhile

from dateutil.rrule import rrulestr
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ui.typography import long_date

CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEKDAYS = (
    ("MO", gettext_lazy("lundi")),
    ("TU", gettext_lazy("mardi")),
    ("WE", gettext_lazy("mercredi")),
    ("TH", gettext_lazy("jeudi")),
    ("FR", gettext_lazy("vendredi")),
    ("SA", gettext_lazy("samedi")),
    ("SU", gettext_lazy("dimanche")),
)
MOST_DAYS = 2_000
"""Days of a series that are ever looked at: one a week for 38 years."""


class Frequency(models.TextChoices):
    """How a series comes again."""

    WEEKLY = "weekly", gettext_lazy("Chaque semaine")
    MONTHLY_WEEKDAY = "monthly-weekday", gettext_lazy("Chaque mois, le même jour de la semaine (le 2ᵉ mardi)")
    MONTHLY_LAST = "monthly-last", gettext_lazy("Chaque mois, le dernier de ce jour (le dernier mardi)")
    MONTHLY_DAY = "monthly-day", gettext_lazy("Chaque mois, à la même date (le 15)")


def rule_of(
    frequency: str, first: date, *, interval: int = 1, weekdays: Iterable[str] = (), until: date | None = None
) -> str:
    """The rule of a series that begins on ``first``, as RFC 5545 writes it. ``weekdays`` are those of a weekly one."""
    code = CODES[first.weekday()]
    parts = {
        Frequency.WEEKLY: ("WEEKLY", f"BYDAY={','.join(one for one in CODES if one in {code, *weekdays})}"),
        Frequency.MONTHLY_WEEKDAY: ("MONTHLY", f"BYDAY={(first.day - 1) // 7 + 1}{code}"),
        Frequency.MONTHLY_LAST: ("MONTHLY", f"BYDAY=-1{code}"),
        Frequency.MONTHLY_DAY: ("MONTHLY", f"BYMONTHDAY={first.day}"),
    }[Frequency(frequency)]
    rule = f"FREQ={parts[0]};INTERVAL={interval};{parts[1]}"
    return ending(rule, until) if until else rule


def ending(rule: str, until: date) -> str:
    """The same rule, whose last day is ``until`` at the latest."""
    kept = [part for part in rule.split(";") if not part.startswith(("UNTIL=", "COUNT="))]
    return ";".join([*kept, f"UNTIL={until:%Y%m%d}"])


def days_of(rule: str, first: date, last: date, excluded: Iterable[str] = ()) -> list[date]:
    """The days of a series up to ``last``, its exceptions (ISO 8601) left out."""
    days = (moment.date() for moment in rrulestr(rule, dtstart=datetime.combine(first, time())))
    left_out = set(excluded)
    return [
        day for day in takewhile(lambda day: day <= last, islice(days, MOST_DAYS)) if day.isoformat() not in left_out
    ]


def last_day(rule: str) -> date | None:
    """The last day that a rule allows; ``None`` for a series without end."""
    parts = dict(part.split("=", 1) for part in rule.split(";"))
    return datetime.strptime(parts["UNTIL"][:8], "%Y%m%d").date() if "UNTIL" in parts else None  # noqa: DTZ007 - a day


def rule_words(rule: str) -> str:
    """« le 2ᵉ mardi du mois », « toutes les 2 semaines, le mardi et le jeudi »."""
    parts = dict(part.split("=", 1) for part in rule.split(";"))
    interval = int(parts.get("INTERVAL", "1"))
    if parts["FREQ"] == "WEEKLY":
        often = ngettext("chaque semaine", "toutes les %(n)s semaines", interval) % {"n": interval}
        names = [_weekday(code) for code in parts["BYDAY"].split(",")]
        words = _("%(often)s, le %(days)s") % {"often": often, "days": _and(names)}
    else:
        often = ngettext("chaque mois", "tous les %(n)s mois", interval) % {"n": interval}
        words = f"{often}, {_day_of_month(parts)}"
    until = last_day(rule)
    return _("%(often)s, jusqu’au %(day)s") % {"often": words, "day": long_date(until)} if until else words


def _day_of_month(parts: dict[str, str]) -> str:
    if day := parts.get("BYMONTHDAY"):
        return _("le %(day)s") % {"day": _("1er") if day == "1" else day}
    rank, name = parts["BYDAY"][:-2], _weekday(parts["BYDAY"][-2:])
    ranked = {
        "-1": _("le dernier %(weekday)s"),
        "1": _("le premier %(weekday)s"),
        "2": _("le 2ᵉ %(weekday)s"),
        "3": _("le 3ᵉ %(weekday)s"),
        "4": _("le 4ᵉ %(weekday)s"),
        "5": _("le 5ᵉ %(weekday)s"),
    }
    return ranked[rank] % {"weekday": name}


def _weekday(code: str) -> str:
    monday = date(2024, 1, 1)
    return date_format(monday + timedelta(days=CODES.index(code)), "l")


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {_('et')} {words[-1]}"
