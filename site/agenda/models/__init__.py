"""Meetings, their seats, and who registered."""

from agenda.models.afterwards import EventFigures, Opinion, OpinionAsk
from agenda.models.agenda_index import AgendaIndexPage
from agenda.models.attendance import Admission, Arrival, HeadCount, RelayDoor
from agenda.models.event_parts import Partner, Question, RelaySite
from agenda.models.facts import EventFacts
from agenda.models.imports import CalendarAddress, ImportedEvent
from agenda.models.pages import EventPage
from agenda.models.querysets import EventQuerySet
from agenda.models.registrations import Registration, RegistrationQuerySet
from agenda.models.rides import Ride, RideQuerySet
from agenda.models.seats import Seats, SeatsQuerySet
from agenda.models.series import Series, SeriesDate, SeriesQuerySet

__all__ = [
    "Admission",
    "AgendaIndexPage",
    "Arrival",
    "CalendarAddress",
    "EventFacts",
    "EventFigures",
    "EventPage",
    "EventQuerySet",
    "HeadCount",
    "ImportedEvent",
    "Opinion",
    "OpinionAsk",
    "Partner",
    "Question",
    "Registration",
    "RegistrationQuerySet",
    "RelayDoor",
    "RelaySite",
    "Ride",
    "RideQuerySet",
    "Seats",
    "SeatsQuerySet",
    "Series",
    "SeriesDate",
    "SeriesQuerySet",
]
