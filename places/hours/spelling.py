"""Near misses of the opening-hours syntax, put right where only one reading is possible.

``tidy`` changes the look only: letter case, spaces, dashes. ``repair`` is for what the library then still refuses:
names of days and months in French or English, ``10-12``, ``9h30``, ``2pm``, ``to``. Comments between quotes are never
touched.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WORDS = ("open", "closed", "off", "unknown", "week", "easter", "dawn", "sunrise", "sunset", "dusk", "day", "days")
_CASED = {word.lower(): word for word in (*_DAYS, *_MONTHS, "PH", "SH", *_WORDS)}
_DAY = rf"(?:{'|'.join(_DAYS)})"
_CODE = rf"(?:{'|'.join((*_DAYS, *_MONTHS, 'PH', 'SH'))})"
_CLOCK = r"\d{1,2}:\d{2}"
_DASHES = "‐‑‒–—―−～~→"
_SPACES = "\u00a0\u202f\u2009\u2007\t\r\n"
_TABLE = str.maketrans(
    {
        **dict.fromkeys(_DASHES, "-"),
        **dict.fromkeys(_SPACES, " "),
        **dict.fromkeys("’‘ʼ", "'"),
    }
)

_TIDY: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\s+"), " "),
    (re.compile(rf"(?<=\d)\s*-\s*(?={_CLOCK}|\(|sun|da|du)"), "-"),
    (re.compile(rf"\b({_DAY})\s*-\s*(?={_DAY}\b)"), r"\1-"),
    (re.compile(r"\b(sunrise|sunset|dawn|dusk|\))\s*-\s*(?=\d|\(|sun|da|du)"), r"\1-"),
    (re.compile(r"\s*\|\|\s*"), " || "),
    (re.compile(r"\s*([;,])\s*(?![^\[]*\])"), r"\1 "),
    (re.compile(rf"((?:\b{_CODE}|\])),\s(?={_CODE}\b)"), r"\1,"),
    (re.compile(rf"(?<=:\d\d),\s(?={_CLOCK}|\(|sun|da|du)"), ","),
)

_DAY_NAMES = {
    "Mo": "lundis? lun mondays? mon",
    "Tu": "mardis? tuesdays? tues?",
    "We": "mercredis? mer wednesdays? wed",
    "Th": "jeudis? jeu thursdays? thurs? thu",
    "Fr": "vendredis? ven fridays? fri",
    "Sa": "samedis? sam saturdays? sat",
    "Su": "dimanches? dim sundays? sun",
}
_MONTH_NAMES = {
    "Jan": "janvier janv january",
    "Feb": "f[ée]vrier f[ée]vr? february",
    "Mar": "mars march",
    "Apr": "avril avr april",
    "May": "mai",
    "Jun": "juin june",
    "Jul": "juillet juil july",
    "Aug": "ao[ûu]t august",
    "Sep": "septembre sept september",
    "Oct": "octobre october",
    "Nov": "novembre november",
    "Dec": "d[ée]cembre d[ée]c december",
}
_OTHER_NAMES = {
    "24/7": "24_?h_?/_?24,?_?-?_?7_?j_?/_?7 24_hours,?_7_days_a_week 24x7 24_?h_?/_?24 24_?/_?24 anytime all_day",
    "PH": "jours?_f[ée]ri[ée]s? f[ée]ri[ée]s? public_holidays?",
    "SH": "vacances_scolaires school_holidays?",
    "off": "ferm[ée]e?s?",
    "Mo-Su": "tous_les_jours every_?day all_days daily 7_?j(?:ours)?_?/_?7 7_days_a_week 7_days/week",
}


def _pattern(names: str) -> re.Pattern[str]:
    words = "|".join(sorted(names.replace("_", r"\s*").split(), key=len, reverse=True))
    return re.compile(rf"(?<![^\W\d_])(?:{words})(?![^\W\d_])\.?", re.IGNORECASE)


_NAMES = [
    (_pattern(names), code) for table in (_OTHER_NAMES, _DAY_NAMES, _MONTH_NAMES) for code, names in table.items()
]
_NUMBERS = r"(?:[01]?\d|2\d)"
_REPAIRS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"\b({_CODE})\."), r"\1"),
    (re.compile(r"(?<!\d)(\d{1,2})\s*[hH]\s*(\d{2})(?!\d)"), r"\1:\2"),
    (re.compile(r"(?<![\d:])(\d{1,2})\s*[hH](?![\w:])"), r"\1:00"),
    (re.compile(r"(?<![\d:.])(\d{1,2})\.(\d{2})(?![\d.])"), r"\1:\2"),
    (re.compile(rf"({_CLOCK})\s*(?:to|till?|until|à|a)\s*(?={_CLOCK})"), r"\1-"),
    (re.compile(rf"({_DAY})\s*(?:to|till?|until|à|au?)\s*(?={_DAY}\b)"), r"\1-"),
    (re.compile(rf"\b({_DAY})\s+(?:and|et|&)\s+(?={_DAY}\b)"), r"\1,"),
    (re.compile(rf"({_CLOCK})\s*(?:-\s*|til\s*)(?:late|tard)\b", re.IGNORECASE), r"\1+"),
    (re.compile(rf"({_CLOCK}-{_CLOCK})\s+(?={_CLOCK}-)"), r"\1,"),
    (re.compile(rf"\b({_DAY})(?={_CLOCK})"), r"\1 "),
    (re.compile(rf"\b({_DAY}|PH|SH),\s*(?={_CLOCK}\s*-)"), r"\1 "),
    (re.compile(rf"({_DAY}(?:\s*[-,]\s*{_DAY})*)\s*:\s*(?=\d|open|closed|off)"), r"\1 "),
    (re.compile(r"^(?:always\s+)?(closed)$"), r"\1"),
)
_BARE = re.compile(rf"(?:(?<=^)|(?<=[;, ]))({_NUMBERS})\s*-\s*({_NUMBERS})(?=$|[;, ])")
_ITEM = rf"(?:{_DAY}(?:-{_DAY})?|PH|SH)"
_DAY_LIST = re.compile(rf"\b{_ITEM}(?:\s*,\s*{_ITEM})+\b")
_HALF_DAY = re.compile(r"(?<![\d:.])(\d{1,2})(?:[:.](\d{2}))?\s*([ap])\.?m\.?(?![^\W\d_])", re.IGNORECASE)


def tidy(text: str) -> str:
    """The expression with canonical case, plain spaces and dashes. It means what it meant."""
    text = _outside_comments(text, lambda part: re.sub(r"[“„«]([^“”„«»]*)[”»]", r'"\1"', part))
    text = re.sub(r"^(?:[;,\s]|\|\|)+|(?:[;,\s]|\|\|)+$", "", text)
    return _outside_comments(text, _tidy)


def repair(text: str) -> str:
    """The expression with near misses put right, as far as they have one reading only."""
    return tidy(_outside_comments(tidy(text), _repair))


def _outside_comments(text: str, change: Callable[[str], str]) -> str:
    parts = re.split(r'("[^"]*")', text)
    changed = [part if part.startswith('"') else change(part) for part in parts]
    return re.sub(r'(?<=[^\s"])(?="[^"]*"(?:[^"]*"[^"]*")*[^"]*$)', " ", "".join(changed)).strip()


def _tidy(text: str) -> str:
    text = text.translate(_TABLE)
    text = re.sub(r"(?<![^\W\d_])[A-Za-z]+(?![^\W\d_])", lambda m: _CASED.get(m[0].lower(), m[0]), text)
    for pattern, replacement in _TIDY:
        text = pattern.sub(replacement, text)
    return text


def _repair(text: str) -> str:
    for pattern, code in _NAMES:
        text = pattern.sub(code, text)
    text = _HALF_DAY.sub(_on_24_hours, text)
    for pattern, replacement in _REPAIRS:
        text = pattern.sub(replacement, text)
    if not re.search(rf"\b(?:{'|'.join(_MONTHS)}|week|easter)\b", text):
        text = _BARE.sub(_with_minutes, text)
    return _DAY_LIST.sub(_holidays_first, text)


def _holidays_first(match: re.Match[str]) -> str:
    """The list in the only order the grammar knows: a list means the same in any order."""
    items = [item.strip() for item in match[0].split(",")]
    return ",".join(sorted(items, key=lambda item: item not in {"PH", "SH"}))


def _on_24_hours(match: re.Match[str]) -> str:
    hour, minutes, half = int(match[1]), match[2] or "00", match[3].lower()
    if not 1 <= hour <= 12:
        return match[0]
    return f"{hour % 12 + (12 if half == 'p' else 0):02}:{minutes}"


def _with_minutes(match: re.Match[str]) -> str:
    start, end = int(match[1]), int(match[2])
    if start == end or start > 24 or end > 26:
        return match[0]
    return f"{start:02}:00-{end:02}:00"
