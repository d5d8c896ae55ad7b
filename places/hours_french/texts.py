"""A French text taken apart: periods of the year, groups of days, and the hours that follow each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from places.hours_french.days import DayHours, Uncertain, plain, read_day

CODES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_DAY_STARTS = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
_MONTHS = dict(
    zip(
        ("jan", "fev", "mar", "avr", "mai", "juin", "juil", "aou", "sep", "oct", "nov", "dec"),
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
        strict=True,
    )
)
SCHOOL, TERM = "SH", "term"
"""Periods that are no dates: school holidays, and all but them."""


@dataclass(frozen=True)
class Group:
    """Days named together: ``days`` 0 to 6, ``ranks`` of « le 1er samedi du mois », ``weeks`` an OSM selector."""

    days: tuple[int, ...]
    ranks: str = ""
    weeks: str = ""
    is_exception: bool = False


@dataclass(frozen=True)
class Clause:
    """Some days and their hours, in a period of the year (an OSM selector, ``SCHOOL``, ``TERM`` or nothing)."""

    period: str
    group: Group
    hours: DayHours


_DAY = r"(?:lundis?|mardis?|mercredis?|jeudis?|vendredis?|samedis?|dimanches?|lun|mar|mer|jeu|ven|sam|dim)\b\.?"
_LINK = r"(?:\s*(?:,|/|&|-|\bet\b|\bau\b|\ba\b|\bjusqu'au\b|\bpuis\b)\s*(?:et\s+)?(?:(?:le|les|du)\s+)?|\s+)"
_BEFORE = r"(?:\b(?:tous\s+les|chaque|du|de|des|le|les|et|ouvert(?:ure)?)\s+)*"
_RANK = (
    r"(?:1\s?ers?|premiers?|2\s?(?:eme|nd|e)s?|deuxiemes?|seconds?|3\s?(?:eme|e)s?|troisiemes?|4\s?(?:eme|e)s?"
    r"|quatriemes?|derniers?)"
)
_GROUP = re.compile(
    rf"""{_BEFORE}(?:
      (?P<ranks>{_RANK}(?:\s*(?:,|et|&)\s*(?:(?:le|les)\s+)?{_RANK})*)\s+
      (?P<ranked>{_DAY})\s+(?:du|de\s+chaque|par)\s+mois
    | (?P<all>\btous\s+les\s+jours|\b7\s?j(?:ours)?\s?(?:/|sur)\s?7)
    | (?P<weekend>\bweek-?\s?ends?\b)
    | (?P<days>\b{_DAY}(?:{_LINK}{_DAY})*)
    )(?:\s*\(?(?:des|les|en)?\s*semaines?\s+(?P<parity>im)?paires\)?)?""",
    re.VERBOSE,
)
_EXCEPTION = re.compile(r"\b(?:ferme(?:e|s)?|fermeture|sauf|excepte|hors)\b\s*:?\s*(?:le|les)?\s*$")
_HOLIDAYS_OFF = re.compile(
    r"[\s,;.(-]*\b(?:et\s+)?(?:ferme(?:e|s)?|fermeture|sauf|hors|excepte)\s*:?\s*(?:(?:le|les)\s+)?"
    r"(?P<sundays>dimanches?\s+et\s+(?:(?:le|les)\s+)?)?(?:jours?\s+)?feries\b\)?"
)
_BEGINNING = re.compile(
    r"(?:[\s:.,;-]|\b(?:horaires?|jours?|heures?|et|ouvertures?|ouverte?s?|accueil|public|est|sont|au|nos|bureaux?)\b"
    r"|\b(?:le|la|les)\b|\b[dl]'|\bd[eu]s?\b|\ben\s+libre\s+acces\b|\bsans\s+(?:rdv|rendez[\s-]?vous)\b)*"
)
_MONTH = (
    r"(?:janv(?:ier)?|fev(?:rier)?|mars|avr(?:il)?|mai|juin|juil(?:let)?|aout|sept(?:embre)?|oct(?:obre)?"
    r"|nov(?:embre)?|dec(?:embre)?)\b\.?"
)
_DATE = rf"(?:1er|\d{{1,2}})\s+{_MONTH}"
_PERIOD = re.compile(
    rf"""\b(?:
      (?:en\s+|pendant\s+|durant\s+)?(?:la\s+|les\s+)?(?P<term>periodes?\s+scolaires?|temps\s+scolaire)
    | (?P<term2>hors\s+(?:les\s+)?vacances\s+scolaires)
    | (?:en\s+|pendant\s+|durant\s+)?(?:les\s+)?(?P<school>vacances\s+scolaires)
    | (?:de\s+|d')(?P<first>{_MONTH})\s+(?:a|au)\s+(?:fin\s+)?(?P<last>{_MONTH})
    | du\s+(?P<first_date>{_DATE})\s+au\s+(?P<last_date>{_DATE})
    | en\s+(?P<months>{_MONTH}(?:\s*(?:,|et|-)\s*{_MONTH})*)
    )(?=\s*[:,]|\s+{_BEFORE}{_DAY})""",
    re.VERBOSE,
)


_RESTRICTS = re.compile(
    rf"\d|ferm|sauf|except|hors|uniquement|seulement|semaine|mois|vacances|conge|ouvert|horaire|periode|reserv|rdv|rendez"
    rf"|inscri|adher|abonn|appel|contact|matin|midi|soir|nuit|sur deux|variable|{_DAY}|{_MONTH}"
)


def split_tail(text: str) -> tuple[str, str]:
    """The text without its last sentences that say nothing of time nor of who may come, and those sentences."""
    tail: list[str] = []
    while match := re.search(r"(?<=[.\n])\s*([^.\n]{3,}\.?)\s*$", text):
        if _RESTRICTS.search(plain(match[1])):
            break
        tail.insert(0, match[1].strip())
        text = text[: match.start()]
    return text, " ".join(tail)


def take_apart(text: str, default_days: tuple[int, ...] = ()) -> tuple[list[Clause], set[str]]:
    """The clauses of a text, and what it says is closed (``PH``, ``Su``). Raises ``Uncertain``."""
    text = re.sub(r"\s", " ", text)
    closed = set()
    for match in reversed(list(_HOLIDAYS_OFF.finditer(plain(text)))):
        closed |= {"PH", "Su"} if match["sundays"] else {"PH"}
        text = text[: match.start()] + " ; " + text[match.end() :]
    clauses = [
        Clause(period, group, hours) for period, part in _periods(text) for group, hours in _groups(part, default_days)
    ]
    if not clauses:
        raise Uncertain(text)
    return clauses, closed


def _periods(text: str) -> Iterator[tuple[str, str]]:
    """The periods of a text, each with what it says of it. All of it has a period, or nothing."""
    words = plain(text)
    found = list(_PERIOD.finditer(words))
    if not found:
        yield "", text
        return
    if not _BEGINNING.fullmatch(words[: found[0].start()]):
        raise Uncertain(text)
    for index, match in enumerate(found):
        end = found[index + 1].start() if index + 1 < len(found) else len(text)
        part = text[match.end() : end]
        yield _period(match), re.sub(r"(?:[\s.;-]|horaires\b)*$", "", part, flags=re.IGNORECASE)


def _period(match: re.Match[str]) -> str:
    if match["school"]:
        return SCHOOL
    if match["term"] or match["term2"]:
        return TERM
    if match["first"]:
        return f"{_month(match['first'])}-{_month(match['last'])}"
    if match["first_date"]:
        return f"{_date(match['first_date'])}-{_date(match['last_date'])}"
    codes = [_month(month) for month in re.findall(_MONTH, match["months"])]
    return f"{codes[0]}-{codes[1]}" if len(codes) == 2 and "-" in match["months"] else ",".join(codes)


def _month(word: str) -> str:
    return next(code for start, code in _MONTHS.items() if word.startswith(start))


def _date(words: str) -> str:
    number, month = words.split(maxsplit=1)
    return f"{_month(month)} {int(number.removesuffix('er')):02}"


def _groups(text: str, default_days: tuple[int, ...]) -> Iterator[tuple[Group, DayHours]]:
    """The groups of days of a text and the hours of each."""
    words = plain(text)
    found = list(_GROUP.finditer(words))
    exceptions = [_exception_before(words, match) for match in found]
    starts = [match.start() - len(exception) for match, exception in zip(found, exceptions, strict=True)]
    beginning = text[: starts[0]] if found else text
    if not (found and _BEGINNING.fullmatch(plain(beginning))):
        if default_days:
            yield Group(default_days), _told(read_day(beginning), text)
        elif not found:
            yield Group(tuple(range(7))), _of_every_day(text)
        else:
            raise Uncertain(text)
    for index, match in enumerate(found):
        end = starts[index + 1] if index + 1 < len(found) else len(text)
        group = _group(match, bool(exceptions[index]))
        hours = read_day(text[match.end() : end].lstrip(" :,"))
        if not hours.is_told and group.is_exception:
            hours = DayHours(is_closed=True)
        yield group, _told(hours, text)


def _told(hours: DayHours, text: str) -> DayHours:
    if not hours.is_told:
        raise Uncertain(text)
    return hours


def _of_every_day(text: str) -> DayHours:
    """Hours without days: only what holds whatever the day."""
    hours = read_day(text)
    if hours.is_closed or any(part.spans not in {(), ((0, 24 * 60),)} for part in hours.parts):
        raise Uncertain(text)
    return hours


def _exception_before(words: str, match: re.Match[str]) -> str:
    """« fermé le », « sauf les », just before some days."""
    before = _EXCEPTION.search(words[: match.start()])
    if before is None:
        return ""
    following = _GROUP.search(words, match.end())
    own = words[match.end() : following.start() if following else len(words)]
    # « Lundi : fermé Mardi : 9h-12h »: what has hours of its own is not what is closed.
    return "" if before[0].startswith("ferm") and re.search(r"\d", own) else before[0]


def _group(match: re.Match[str], is_exception: bool) -> Group:
    weeks = ""
    if re.search(r"semaines?\s+(?:im)?paires", match[0]):
        weeks = "week 01-53/2" if match["parity"] else "week 02-52/2"
    if match["all"]:
        return Group(tuple(range(7)), weeks=weeks, is_exception=is_exception)
    if match["weekend"]:
        return Group((5, 6), weeks=weeks, is_exception=is_exception)
    if match["ranked"]:
        ranks = ",".join(_rank(word) for word in re.findall(_RANK, match["ranks"]))
        return Group((_day(match["ranked"]),), ranks, weeks, is_exception)
    return Group(_days(match["days"]), "", weeks, is_exception)


def _rank(word: str) -> str:
    starts = {"1": "1", "p": "1", "2": "2", "deu": "2", "sec": "2", "3": "3", "t": "3", "4": "4", "q": "4", "der": "-1"}
    return next(rank for start, rank in starts.items() if word.startswith(start))


def _day(word: str) -> int:
    return _DAY_STARTS.index(word[:3])


def _days(words: str) -> tuple[int, ...]:
    """« lundi au jeudi et samedi », « mardi-mercredi-jeudi », « lundi mardi »."""
    found = list(re.finditer(_DAY, words))
    links = [words[first.end() : second.start()].strip() for first, second in pairwise(found)]
    days = [_day(found[0][0])]
    for link, match in zip(links, found[1:], strict=True):
        day = _day(match[0])
        is_dash = link == "-" and links.count("-") == 1  # « lundi-mardi-jeudi » is a list
        is_range = is_dash or re.match(r"(?:au|a|jusqu'au)(?:\s|$)", link) is not None
        if is_range and day <= days[-1]:
            raise Uncertain(words)
        days += range(days[-1] + 1, day + 1) if is_range else [day]
    if len(days) != len(set(days)):
        raise Uncertain(words)
    return tuple(sorted(days))
