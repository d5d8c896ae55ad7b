"""Hours as French people write them, made into OSM syntax where they are certain, kept as text where they are not.

« Du lundi au vendredi de 9h à 12h et de 13h30 à 17h30 », « lun-ven 9h-12h30 / 14h-18h, fermé les jours fériés », « le
1er samedi du mois de 9h à 12h », and files with a column for each day. A text is taken apart at its days; each word
must be understood or only add to the hours (« et sur RDV »): one that could take some away leaves the whole as text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from places.hours import MAX_LENGTH, HoursError, normalise
from places.hours.spelling import tidy
from places.hours_french.days import APPOINTMENT, DayHours, Part, Uncertain, plain, read_day
from places.hours_french.texts import CODES, Clause, Group, split_tail, take_apart
from places.hours_french.writing import write_expression, write_notes

__all__ = ["FrenchHours", "from_days", "read"]


@dataclass(frozen=True)
class FrenchHours:
    """What is certain, in OSM syntax (``expression``, empty when nothing is), and the text left (``note``)."""

    expression: str
    note: str = ""

    def __bool__(self) -> bool:
        return bool(self.expression)


_NAMES = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_ROUND_THE_CLOCK = re.compile(
    r"(?:ouvert\s+)?24\s?h?\s?(?:/|sur)\s?24\s?h?(?:[\s,-]*(?:et\s+)?7\s?j?(?:ours)?\s?(?:/|sur)\s?7\s?j?)?\.?"
)
_CALL = re.compile(rf"(?:uniquement\s+)?{APPOINTMENT}\s*(?::|au|par\s+telephone\s*:?)\s*(?:\d[\s.]?){{10}}\.?")
_ALWAYS_CLOSED = re.compile(r"ferme(?:e|s)?(?:\s+tous\s+les\s+jours)?\.?")


def read(text: str, days: Sequence[str] = ()) -> FrenchHours:
    """The hours of a text, in French or already in OSM syntax.

    ``days`` are the codes (``Mo`` to ``Su``) of the days it is about where it names none. Without certainty the
    expression is empty and the text comes back as the note.
    """
    text = text.strip()
    if not text or len(text) > 2 * MAX_LENGTH:
        return FrenchHours("", text)
    if expression := _already_osm(text):
        return FrenchHours(expression)
    words = re.sub(r"\s+", " ", plain(text))
    if _ROUND_THE_CLOCK.fullmatch(words):
        return FrenchHours("24/7")
    if _ALWAYS_CLOSED.fullmatch(words):
        return FrenchHours("off")
    if _CALL.fullmatch(words):
        return FrenchHours('unknown "sur rendez-vous"', text)
    try:
        body, tail = split_tail(text)
        clauses, closed = take_apart(body, tuple(CODES.index(code) for code in days))
        return _accepted(clauses, closed, text, tail)
    except Uncertain:
        return FrenchHours("", text)


def from_days(cells: Mapping[str, str]) -> FrenchHours:
    """The hours of a file with a column for each day: ``{"Mo": "9h-12h", "Tu": "fermé", …}``; absent days are closed.

    A day that is not certain is unknown, its text the comment; nothing comes of cells that tell nothing.
    """
    clauses = [Clause("", Group((index,)), _cell(cells.get(code))) for index, code in enumerate(CODES)]
    if not any(clause.hours.parts for clause in clauses):
        return FrenchHours("")
    told = [
        clause if clause.hours.is_told else Clause("", clause.group, DayHours((Part((), "unknown"),)))
        for clause in clauses
    ]
    text = " ; ".join(f"{_NAMES[CODES.index(code)]} : {cell.strip()}" for code, cell in cells.items() if cell.strip())
    try:
        return _accepted(told, set(), text)
    except Uncertain:
        return FrenchHours("", text)


def _cell(text: str | None) -> DayHours:
    if text is None:
        return DayHours(is_closed=True)
    try:
        return read_day(text)
    except Uncertain:
        return DayHours((Part((), "unknown", " ".join(text.split())),))


def _already_osm(text: str) -> str:
    """The text tidied, when it is OSM syntax and needs no repair: « 9h-12h » without a day is not."""
    if not re.search(r"\b(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|24/7)\b", text):
        return ""
    try:
        return tidy(text) if normalise(text) == tidy(text) else ""
    except HoursError:
        return ""


def _accepted(clauses: Sequence[Clause], closed: set[str], text: str, tail: str = "") -> FrenchHours:
    """What the library accepts of it, else the text."""
    try:
        note = " ; ".join(part for part in (write_notes(clauses), tail) if part)
        return FrenchHours(normalise(write_expression(clauses, closed)), note)
    except HoursError:
        return FrenchHours("", text)
