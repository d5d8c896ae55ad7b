"""What of an event is found by words: its page, its sessions, who speaks, who makes it possible.

The address of the stream is for the registered: it is in no index.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import translation

from agenda.models import EventPage
from agenda.vocabulary import EventKind
from cms.resources.vocabulary import Audience, Theme
from cms.searching.indexing import AT_A_TIME, public_pages
from search.index import Document, Index

EVENTS = Index("events")
TITLE, LEAD, ABOUT, SESSION, PEOPLE, BODY = 8.0, 4.0, 3.0, 3.0, 3.0, 1.0


def documents(events: Iterable[EventPage]) -> Iterator[Document]:
    """The documents of some events, in French whatever the active language."""
    with translation.override("fr"):
        for event in events:
            yield Document(event.pk, [(text, weight) for text, weight in _texts(event) if text])


def _texts(event: EventPage) -> Iterator[tuple[str, float]]:
    yield event.title, TITLE
    yield event.lead, LEAD
    about = [str(EventKind(event.kind).label), event.where, event.room, event.organiser]
    about += [str(Theme(code).label) for code in event.themes] + [str(Audience(code).label) for code in event.audiences]
    yield " ".join(filter(None, about)), ABOUT
    yield " ".join(_titles(event)), SESSION
    yield " ".join([*_speakers(event), *(partner.name for partner in event.partners.all())]), PEOPLE
    for name in ("body", "programme"):
        field = event._meta.get_field(name)
        yield " ".join(str(text) for text in field.get_searchable_content(getattr(event, name))), BODY
    yield " ".join(filter(None, [event.access, event.how_to_come, event.status_note])), BODY


def _titles(event: EventPage) -> Iterator[str]:
    for session in event.programme:
        yield str(session.value.get("title") or "")


def _speakers(event: EventPage) -> Iterator[str]:
    """Names, roles and organisations of those who speak."""
    for session in event.programme:
        for speaker in session.value.get("speakers") or ():
            yield " ".join(filter(None, (speaker.get(part) for part in ("name", "role", "organisation"))))


def index_events(events: Any) -> None:
    """Write or forget the events of a queryset, as they are now."""
    everyone = set(events.order_by().values_list("pk", flat=True))
    public = set(public_pages(events).order_by().values_list("pk", flat=True))
    EVENTS.remove(everyone - public)
    EVENTS.write(documents(_read(public)))


def rebuild() -> int:
    """Index all public events from nothing; how many there are."""
    public = set(public_pages(EventPage.objects.all()).values_list("pk", flat=True))
    return EVENTS.rebuild(documents(_read(public)))


def _read(keys: set[int]) -> Iterator[EventPage]:
    events = EventPage.objects.filter(pk__in=keys).select_related("place", "commune").prefetch_related("partners")
    yield from events.order_by("pk").iterator(AT_A_TIME)
