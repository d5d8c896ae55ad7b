"""Why a registration can't be, in words for who asked."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agenda.models import EventPage
from agenda.state import state_of
from agenda.vocabulary import EventState, RegistrationMeans

_WORDS: dict[EventState, str] = {
    EventState.DRAFT: gettext_noop("Ce rendez-vous n’est plus annoncé."),
    EventState.SOON: gettext_noop("Les inscriptions ne sont pas encore ouvertes."),
    EventState.CLOSED: gettext_noop("Les inscriptions sont closes."),
    EventState.CANCELLED: gettext_noop("Ce rendez-vous est annulé : on ne s’y inscrit plus."),
    EventState.POSTPONED: gettext_noop("Ce rendez-vous est reporté : les inscriptions reprendront avec la date."),
    EventState.PAST: gettext_noop("Ce rendez-vous est passé."),
}


class Refused(Exception):
    """It can't be done; ``str()`` tells the person why and what to do."""


def why_closed(event: EventPage) -> str:
    """Why nobody may register here now; nothing when one may, be it to wait."""
    if event.registration != RegistrationMeans.HERE:
        return _("On ne s’inscrit pas ici à ce rendez-vous.")
    words: Any = _WORDS.get(_state(event))
    return _(words) if words else ""


def _state(event: EventPage) -> EventState:
    """The state of an event, but for whether it is full: nobody is refused for that, and it would ask the database."""
    return state_of(event, timezone.now(), has_room=True)


def insist_on_open(event: EventPage) -> None:
    """Raise ``Refused`` where nobody may register now."""
    if words := why_closed(event):
        raise Refused(words)


def insist_on_coming(event: EventPage) -> None:
    """Raise ``Refused`` for an event that is over, or does not take place: who has a seat keeps it otherwise."""
    state = _state(event)
    if state in {EventState.DRAFT, EventState.CANCELLED, EventState.POSTPONED, EventState.PAST}:
        raise Refused(_(_WORDS[state]))
