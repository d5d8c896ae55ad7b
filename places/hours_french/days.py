"""The hours of one day as French people write them: « 9h-12h30 / 14h-18h », « sur RDV », « 10:00 - 13:00 ».

Certain or nothing: every word must be understood, or only add to the hours (then it stays as a note); times must come
in pairs that follow each other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

MIDNIGHT = 24 * 60
Spans = tuple[tuple[int, int], ...]

_ACCENTS = str.maketrans("àâäéèêëîïôöùûüç’ʼ`\u00a0\u202f\u2009\t–—‑−‐", "aaaeeeeiioouuuc'''    -----")
APPOINTMENT = r"(?:sur|sous|avec|uniquement sur|seulement sur|prise de|prendre)\s+(?:rdv|r?endez[\s-]?vous)"
_NOT_TOLD = re.compile(r"(?:horaires?\s+)?(?:non\s+(?:communiquee?s?|renseignee?s?|connus?)|inconnus?)|n\.?c\.?|\?+")
_CLOSED = re.compile(r"-+|/|x|neant|fermee?s?|fermeture|ferme(?:e)?\s+(?:toute\s+)?la\s+journee")
_ALL_DAY = re.compile(r"jour et nuit|(?:ouvert\s+)?24\s*h?(?:eures)?\s*(?:/|sur)\s*24\s*h?")
_ONLY_APPOINTMENT = re.compile(rf"(?:ouvert(?:ure)?\s+)?{APPOINTMENT}(?:\s+(?:uniquement|seulement))?\.?")
_TIME = (
    # A colon without minutes is o'clock where it touches its hour: « 17: ».
    r"(?<![\d:.])(?:(?P<hour>\d{1,2})(?:\s?(?:heures?|h)|:|\s:(?=\s?\d{2}(?!\d|\s?[:h])))"
    r"(?:\s?(?P<minute>\d{2})(?!\d|\s?[:h]))?(?:\s?m(?:i?n)?\b)?|(?P<word>midi|minuit))(?!:)"
    r"(?!\d(?!\d?\s?[:h]))"  # what follows may only be another time: « 15h18h »
)
_WORD = r"[^\s\d/,;.:()+-]+"
_TOKEN = re.compile(
    rf"(?P<time>{_TIME})|(?P<number>(?<![\d:.])\d{{1,2}}(?![\d:.]))|(?P<double>//)|(?P<mark>[-/,;.:()+])"
    rf"|(?P<text>{_WORD}(?:-{_WORD})*|\S)"
)
_JOINING = frozenset({"de", "a", "et", "puis", "jusqu'a", "au", "ou", "d'"})
_PLAIN_LABEL = re.compile(
    r"(?:(?:le |l')?matin|(?:l'|d'|cet )?apres[\s-]midi|(?:la )?journee(?: continue)?|non[\s-]stop|en continu"
    r"|ouvert(?:ure)?(?: au public)?|accueil(?: du public)?|sans (?:rdv|rendez[\s-]?vous)|horaires?(?: d'ouverture)?)"
)
_HALF_CLOSED = re.compile(r"ferme(?:e|ture)?(?: au public)? (?:le (?P<morning>matin)|l'apres[\s-]midi)")
_SOME_SERVICES = re.compile(r"certains services(?: seulement| uniquement)?")
_ONE_IN_TWO = re.compile(r"(?:1|un|une)\s+\w+\s+sur\s+(?:2|deux)")
_ADDS_ONLY = re.compile(
    rf"(?:et |ou |puis )?(?:(?:le |l')?(?:matin|apres[\s-]midi)|(?:le )?reste du temps|en dehors|au-dela"
    rf"|autres? (?:horaires?|creneaux|jours?))?\s*:?\s*{APPOINTMENT}\s*:?\s*(?:(?:le |l')?(?:matin|apres[\s-]midi))?"
)


@dataclass(frozen=True)
class Part:
    """Some times of the day (none: all of it), ``open`` or ``unknown``, and what was said of them."""

    spans: Spans
    state: str = "open"
    comment: str = ""


@dataclass(frozen=True)
class DayHours:
    """One day: its parts, whether it is closed, or whether nothing was told; and the words left over."""

    parts: tuple[Part, ...] = ()
    is_closed: bool = False
    is_told: bool = True
    note: str = ""


class Uncertain(Exception):
    """Words that may mean several things."""


def plain(text: str) -> str:
    """The text without capitals, accents, curly apostrophes and special spaces; each character in its place."""
    lowered = "".join(character.lower()[:1] or character for character in text)
    return lowered.translate(_ACCENTS)


def read_day(text: str) -> DayHours:
    """The hours of one day. Raises ``Uncertain``."""
    words = re.sub(r"\s+", " ", plain(text)).strip(" .;:,\n")
    if not words or _NOT_TOLD.fullmatch(words):
        return DayHours(is_told=False)
    if _CLOSED.fullmatch(words):
        return DayHours(is_closed=True)
    if _ALL_DAY.fullmatch(words):
        return DayHours((Part(((0, MIDNIGHT),)),))
    if _ONLY_APPOINTMENT.fullmatch(words):
        return DayHours((Part((), "unknown", "sur rendez-vous"),))
    return _Reader(re.sub(r"\s", " ", text), re.sub(r"\s", " ", plain(text))).read()


class _Reader:
    """Reads tokens from left to right: words label the times that follow them."""

    def __init__(self, original: str, words: str) -> None:
        self.original, self.words = original, words
        self.parts: list[Part] = []
        self.notes: list[str] = []
        self.times: list[int] = []
        self.label: list[re.Match[str]] = []
        self.applied = ""
        self.separated = True  # whether a mark stands between the last times and the words that follow
        self.attached = False  # whether the label follows times directly
        self.broken = False
        self.morning_is_closed: bool | None = None

    def read(self) -> DayHours:
        tokens = list(_TOKEN.finditer(self.words))
        for index, token in enumerate(tokens):
            minutes = self._minutes(tokens, index)
            if minutes is not None:
                self._take_time(minutes)
            elif token["mark"] or token["double"]:
                self._take_mark(token[0])
            elif token["text"] in _JOINING and not self.label:
                self.separated = self.separated or token["text"] in {"et", "ou"}
            else:
                self._take_word(token)
        self._end_of_times()
        self._end_of_label()
        if not self.parts:
            raise Uncertain(self.original)
        self._check_closed_half()
        return DayHours(tuple(self.parts), note=" ; ".join(self.notes))

    def _minutes(self, tokens: list[re.Match[str]], index: int) -> int | None:
        """The minutes of a time, or of a bare number tied to one: « 14-17h », « 9h-17 »."""
        token = tokens[index]
        if token["word"]:
            return 12 * 60 if token["word"] == "midi" else MIDNIGHT
        if token["time"]:
            return _checked(int(token["hour"]), int(token["minute"] or 0), self.original)
        if not token["number"]:
            return None
        for near, tie in ((index + 2, index + 1), (index - 2, index - 1)):
            if 0 <= near < len(tokens) and tokens[near]["hour"] and tokens[tie][0] in {"-", "/", "a"}:
                return _checked(int(token[0]), 0, self.original)
        return None

    def _take_time(self, minutes: int) -> None:
        if self.label:
            self.applied = self._label_text()
            self.label = []
            self.broken = False
        elif self.broken and self.applied:
            raise Uncertain(self.original)  # « Sur RDV : 9:00 - 12:00 // 13:30 - 16:30 »: whose are the last?
        self.times.append(minutes)
        self.separated = False

    def _take_mark(self, mark: str) -> None:
        if mark == "//":
            self.broken = True
        if self.label and mark not in {":", "."}:
            self._end_of_label()
        if mark in {"/", "//", ";", "+"}:
            self.separated = True

    def _take_word(self, token: re.Match[str]) -> None:
        if self.times:
            self._end_of_times()
            self.attached = not self.separated
        self.label.append(token)

    def _end_of_times(self) -> None:
        """Make a part of the times read so far, under the label they came with."""
        if self.times:
            self.parts.append(self._part(_pairs(self.times, self.original)))
        self.times, self.applied = [], ""

    def _end_of_label(self) -> None:
        """Words that no times follow: a remark on what came before, or an addition."""
        if not self.label:
            return
        text, words = self._label_text(), plain(self._label_text())
        attached, self.attached, self.label = self.attached, False, []
        if half := _HALF_CLOSED.fullmatch(words):
            self.morning_is_closed = bool(half["morning"])
            return
        if _PLAIN_LABEL.fullmatch(words):
            return
        if attached and _ONLY_APPOINTMENT.fullmatch(words):
            last = self.parts[-1]
            if len(last.spans) != 1:
                raise Uncertain(self.original)
            self.parts[-1] = Part(last.spans, "unknown", "sur rendez-vous")
        elif _ADDS_ONLY.fullmatch(words):
            self.notes.append(text)
        else:
            raise Uncertain(self.original)

    def _check_closed_half(self) -> None:
        if self.morning_is_closed is None:
            return
        times = [time for part in self.parts for span in part.spans for time in span]
        if not times or (min(times) < 12 * 60 if self.morning_is_closed else max(times) > 14 * 60):
            raise Uncertain(self.original)

    def _label_text(self) -> str:
        text = self.original[self.label[0].start() : self.label[-1].end()].strip(" :")
        return re.sub(r"\s+(?:de|à|entre)$", "", text)

    def _part(self, spans: Spans) -> Part:
        words = plain(self.applied)
        if not words or _PLAIN_LABEL.fullmatch(words):
            _check_half_day(words, spans, self.original)
            return Part(spans)
        if _ONLY_APPOINTMENT.fullmatch(words):
            return Part(spans, "unknown", "sur rendez-vous")
        if _SOME_SERVICES.fullmatch(words):
            return Part(spans, "open", self.applied)
        if _ONE_IN_TWO.fullmatch(words) or re.match(APPOINTMENT, words):
            return Part(spans, "unknown", self.applied)
        raise Uncertain(self.original)


def _checked(hour: int, minute: int, text: str) -> int:
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        raise Uncertain(text)
    return hour * 60 + minute


def _pairs(times: list[int], text: str) -> Spans:
    """Openings of times that follow each other; the last may end at midnight (« 0 h »)."""
    if len(times) % 2:
        raise Uncertain(text)
    if times[-1] == 0:
        times = [*times[:-1], MIDNIGHT]
    spans = tuple(zip(times[::2], times[1::2], strict=True))
    if any(start >= end for start, end in spans):
        raise Uncertain(text)
    if any(end > start for (_start, end), (start, _end) in pairwise(spans)):
        raise Uncertain(text)
    return spans


def _check_half_day(label: str, spans: Spans, text: str) -> None:
    """« matin : 14h-18h » is a slip."""
    if "matin" in label and spans[-1][1] > 14 * 60:
        raise Uncertain(text)
    if "midi" in label and spans[0][0] < 11 * 60:
        raise Uncertain(text)
