"""Meetings, their seats, and who registered."""

from agenda.models.event_parts import Partner, Question, RelaySite
from agenda.models.facts import EventFacts
from agenda.models.pages import AgendaIndexPage, EventPage
from agenda.models.querysets import EventQuerySet
from agenda.models.registrations import Registration, RegistrationQuerySet
from agenda.models.seats import Seats, SeatsQuerySet

__all__ = [
    "AgendaIndexPage",
    "EventFacts",
    "EventPage",
    "EventQuerySet",
    "Partner",
    "Question",
    "Registration",
    "RegistrationQuerySet",
    "RelaySite",
    "Seats",
    "SeatsQuerySet",
]
