"""Dates, times, distances, prices and punctuation, as French prints them; other languages get their own forms.

Spaces that may not break: U+00A0 between a number and its unit, before the colon and inside guillemets; U+202F before
the question mark, the exclamation mark, the semicolon and between groups of three digits.
Source: Lexique des règles typographiques en usage à l’Imprimerie nationale.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import get_language, gettext, pgettext

NBSP = "\u00a0"
THIN = "\u202f"


def _is_french() -> bool:
    return (get_language() or "fr").startswith("fr")


def local_day(value: date | datetime) -> date:
    """The calendar day of an instant in the current time zone; a day is returned as it is."""
    if not isinstance(value, datetime):
        return value
    return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()


def long_date(value: date | datetime) -> str:
    """« 24 novembre 2026 », « 1er décembre 2026 »; "24 November 2026" in English."""
    day = local_day(value)
    number = "1er" if day.day == 1 and _is_french() else str(day.day)
    return f"{number} {format_date(day, 'F Y')}"


def short_date(value: date | datetime) -> str:
    """« jeu. 10 déc. », as in a list; the year is added when it is not this one."""
    day = local_day(value)
    number = "1er" if day.day == 1 and _is_french() else str(day.day)
    year = "" if day.year == timezone.localdate().year else f" {day.year}"
    return f"{_short_weekday(day)} {number} {_short_month(day)}{year}"


# Django's own short forms lose their point (« jeu ») or do not shorten as French does (« mer » for mercredi).
_WEEKDAYS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")
_MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")


def _short_weekday(day: date) -> str:
    return _WEEKDAYS[day.weekday()] if _is_french() else str(format_date(day, "D"))


def _short_month(day: date) -> str:
    return _MONTHS[day.month - 1] if _is_french() else str(format_date(day, "M"))


def clock_time(value: time | datetime) -> str:
    """« 8 h 30 », « 9 h », « 0 h »; "8:30" in English. An aware instant is told in the current time zone."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    if not _is_french():
        return f"{value.hour}:{value.minute:02}"
    minutes = f"{NBSP}{value.minute:02}" if value.minute else ""
    return f"{value.hour}{NBSP}h{minutes}"


def whole_number(value: int) -> str:
    """« 34 969 », in groups of three digits; "34,969" in English."""
    return f"{value:,}".replace(",", THIN) if _is_french() else f"{value:,}"


def decimal_number(value: Decimal | float, places: int = 1) -> str:
    """« 2,5 », at most ``places`` decimals, none when they are zeros."""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{rounded:,.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(",", THIN).replace(".", ",") if _is_french() else text


def distance(km: float) -> str:
    """« à 5 km », « à 900 m », « à moins de 100 m »; ``km`` is in kilometres.

    Kilometres are whole: distances start at a commune's town hall, decimals would promise too much.
    """
    metres = round(km * 10) * 100
    if metres >= 1000:
        return gettext("à %(number)s km") % {"number": whole_number(round(km))}
    if metres == 0:
        return gettext("à moins de 100 m")
    return gettext("à %(number)s m") % {"number": metres}


def of_place(name: str) -> str:
    """« de Mende », « d’Aumont », « du Puy », « des Vans », « de La Canourgue »: a place’s name after *de*.

    The name alone in English: its prepositions change nothing, the translation has them.
    Source: Académie française, « Dire, ne pas dire »: *Le* and *Les* contract with *de*, *La* does not.
    """
    if not _is_french():
        return name
    for article, contracted in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    return f"d’{name}" if fold_initial(name) in "aeiouy" else f"de {name}"


def fold_initial(name: str) -> str:
    """The first letter without its accent, in lower case; ``Œ`` is an o. Empty for an empty name."""
    return unicodedata.normalize("NFKD", name[:1].replace("Œ", "O").replace("œ", "o"))[:1].lower()


def price(amount: Decimal | float) -> str:
    """« 6 € », « 6,50 € » (cents are two digits or absent); "€6.50" in English."""
    value = Decimal(str(amount)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    text = f"{value:,.2f}".removesuffix(".00")
    if _is_french():
        return f"{text.replace(',', THIN).replace('.', ',')}{NBSP}€"
    return f"€{text}"


def sentence_list(items: Iterable[object]) -> str:
    """« a, b et c »."""
    words = [str(item) for item in items]
    if len(words) < 2:
        return "".join(words)
    last = pgettext("list", "et")  # out of the f-string, where gettext would not find it
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def semicolon() -> str:
    """What stands between two long items: « ; » after a thin space, "; " in English."""
    return f"{THIN}; " if _is_french() else "; "


def duration(minutes: int) -> str:
    """« 1 h 30 », « 2 h », « 45 min »; "1 h 30 min" in English."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}{NBSP}min"
    unit = "" if _is_french() else f"{NBSP}min"
    return f"{hours}{NBSP}h" + (f"{NBSP}{rest:02}{unit}" if rest else "")


_RULES = (
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r"[ \u00a0\u202f]*\.\.\.(?!\.)"), "…"),
    (re.compile(r"«[ \u00a0\u202f]*"), f"«{NBSP}"),
    (re.compile(r"[ \u00a0\u202f]*»"), f"{NBSP}»"),
    (re.compile(r"(?<=[\w»)%€])[ \u00a0\u202f]+(?=[;?!](?:\s|$))"), THIN),
    (re.compile(r"(?<=[\w»)%€])[ \u00a0]+(?=:(?:\s|$))"), NBSP),
    (re.compile(r"(?<=\d) (?=(?:€|%|km|m|m²|h|min|Mbit/s|Mo|Go)(?:\W|$))"), NBSP),
    (re.compile(r"(?<=\d) (?=\d{3}(?:\D|$))"), THIN),
)


def french_spacing(text: str) -> str:
    """What someone typed, with curly apostrophes and spaces that do not break where French wants them.

    It only replaces spaces that are there and straight apostrophes between letters: addresses, hours such as
    ``10:30`` and phone numbers in pairs of digits are left alone.
    """
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text
