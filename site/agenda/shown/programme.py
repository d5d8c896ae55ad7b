"""A programme as one reads it: a day after the other, with who speaks and what to download."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.dateformat import format as format_date
from django.utils.text import slugify

from agenda.programme import session_times
from agenda.vocabulary import SessionFormat
from cms.blocks.reading import read
from cms.resources.cards import extension, weight
from ui.typography import clock_time, long_date, sentence_list

if TYPE_CHECKING:
    from agenda.models import EventPage


@dataclass(frozen=True)
class Speaker:
    """Who speaks, with what they do and for whom."""

    name: str
    role: str = ""
    organisation: str = ""

    @property
    def initials(self) -> str:
        """Two letters at most: « HC »."""
        return "".join(word[0] for word in self.name.split()[:2]).upper()

    @property
    def what(self) -> str:
        """« sociologue, université de Millau »."""
        return ", ".join(filter(None, [self.role, self.organisation]))

    @property
    def in_a_line(self) -> str:
        """« Hélène Causse (sociologue) »."""
        said = self.role or self.organisation
        return f"{self.name} ({said})" if said else self.name


@dataclass(frozen=True)
class Download:
    """A document of a session."""

    label: str
    address: str
    detail: str


@dataclass(frozen=True)
class Session:
    """A session; its hours are naive, those of the clock on the wall."""

    title: str
    starts: datetime | None
    ends: datetime | None
    format: str
    room: str
    text: Any
    speakers: list[Speaker]
    documents: list[Download]

    @property
    def hours(self) -> str:
        """« 9 h 30 – 10 h 45 »."""
        return " – ".join(clock_time(moment) for moment in (self.starts, self.ends) if moment)

    @property
    def where(self) -> str:
        """« Table ronde, grande salle »: after the format, a room is a common noun, unless it is a sign: « B12 »."""
        room = self.room
        if self.format and room[1:2].islower():
            room = room[:1].lower() + room[1:]
        return ", ".join(filter(None, [self.format, room]))

    @property
    def who(self) -> str:
        """« Hélène Causse (sociologue) et Yanis Meljac (dirigeant) »."""
        return sentence_list(speaker.in_a_line for speaker in self.speakers)


@dataclass
class Day:
    """A day of the programme, and its sessions in the order of the clock."""

    day: date
    sessions: list[Session] = field(default_factory=list)

    @property
    def label(self) -> str:
        """« jeudi 10 décembre 2026 »."""
        return f"{format_date(self.day, 'l')} {long_date(self.day)}"

    @property
    def anchor(self) -> str:
        """What names it in the page."""
        return f"jour-{slugify(self.day.isoformat())}"


class Programme:
    """The programme of a version of an event, live or draft; links of its texts are expanded at once."""

    def __init__(self, event: EventPage) -> None:
        self.event = event

    @cached_property
    def days(self) -> list[Day]:
        """Its days that have sessions, in order."""
        read(self.event.programme)
        first = self.event.local_start.date()
        days: dict[date, Day] = {}
        for block in self.event.programme:
            day = first + timedelta(days=(block.value.get("day") or 1) - 1)
            days.setdefault(day, Day(day)).sessions.append(_session(block.value, first))
        for found in days.values():
            found.sessions.sort(key=lambda session: session.starts or datetime.min)  # noqa: DTZ901 - of a wall clock
        return [days[day] for day in sorted(days)]

    @cached_property
    def speakers(self) -> list[Speaker]:
        """Each once, in the order in which they speak, as the fullest of their mentions tells them."""
        fullest: dict[str, Speaker] = {}
        for speaker in self._mentions():
            key = speaker.name.casefold()
            if key not in fullest or len(speaker.what) > len(fullest[key].what):
                fullest[key] = speaker
        return list(fullest.values())

    @property
    def has_documents(self) -> bool:
        """Whether a session has something to download."""
        return any(session.documents for day in self.days for session in day.sessions)

    def _mentions(self) -> Iterator[Speaker]:
        for day in self.days:
            for session in day.sessions:
                yield from session.speakers


def _session(value: Any, first_day: date) -> Session:
    starts, ends = session_times(value, first_day)
    code = value.get("format")
    return Session(
        title=value.get("title") or "",
        starts=starts,
        ends=ends,
        format=str(SessionFormat(code).label) if code else "",
        room=value.get("room") or "",
        text=value.get("text"),
        speakers=[
            Speaker(row.get("name") or "", row.get("role") or "", row.get("organisation") or "")
            for row in value.get("speakers") or []
        ],
        documents=[_download(row) for row in value.get("documents") or [] if row.get("document")],
    )


def _download(row: Any) -> Download:
    document = row["document"]
    size = document.file_size
    detail = ", ".join(filter(None, [extension(document.filename), weight(size) if size else ""]))
    return Download(row.get("label") or document.title, document.url, detail)
