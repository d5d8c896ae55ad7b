"""What a meeting is to a visitor at a moment: the one rule that every page, list, calendar and form asks."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from agenda.vocabulary import EventState, RegistrationMeans, Status

if TYPE_CHECKING:
    from agenda.models import EventPage


def state_of(event: EventPage, now: datetime, *, has_room: bool) -> EventState:
    """The state of an event; ``has_room`` says whether any of its seats is free, and matters while one may register.

    What its organiser says goes before what the clock says: a cancelled meeting stays so once its day is over. A
    meeting is past when it has ended, wherever the reader is, not when its day has begun.
    """
    if not event.live:
        return EventState.DRAFT
    if event.status != Status.CONFIRMED:
        return EventState(event.status)
    if event.ends_at < now:
        return EventState.PAST
    return _state_of_registration(event, now, has_room=has_room)


def _state_of_registration(event: EventPage, now: datetime, *, has_room: bool) -> EventState:
    if event.registration == RegistrationMeans.NONE:
        return EventState.OPEN
    if event.opens_at and now < event.opens_at:
        return EventState.SOON
    if event.registration_ends_at <= now:
        return EventState.CLOSED
    is_full = event.registration == RegistrationMeans.HERE and not has_room
    return EventState.FULL if is_full else EventState.OPEN
