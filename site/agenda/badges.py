"""The state of an event in a word, an icon and a colour: the same on its page, in lists and on the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agenda.vocabulary import EventState, RegistrationMeans, Status
from ui.typography import whole_number

if TYPE_CHECKING:
    from agenda.models import EventPage

FEW = 50
"""From more free seats on, their number tells nobody to hurry: « Places libres »."""


class Badge(NamedTuple):
    """Words, the name of an icon, and a tone of the style sheet: good, warn, bad, note or nothing."""

    label: str
    icon: str
    tone: str = ""


_FIXED: dict[EventState, tuple[str, str]] = {
    EventState.DRAFT: ("pencil", "note"),
    EventState.SOON: ("clock", "note"),
    EventState.CLOSED: ("lock", ""),
    EventState.CANCELLED: ("ban", "bad"),
    EventState.POSTPONED: ("calendar-clock", "warn"),
    EventState.PAST: ("check", ""),
}


def told_with_status(title: str, status: str) -> str:
    """« Annulé : Rencontres »: a title, where no badge stands beside it."""
    if status == Status.CONFIRMED:
        return title
    return _("%(state)s : %(title)s") % {"state": EventState(status).label, "title": title}


def badge_of(event: EventPage) -> Badge:
    """What to show of an event's state; its free seats where they are known (``EventQuerySet.with_room``)."""
    state = event.state
    if state in _FIXED:
        icon, tone = _FIXED[state]
        return Badge(str(state.label), icon, tone)
    if state == EventState.FULL:
        return Badge(_("Complet, liste d’attente"), "hourglass", "warn")
    if event.registration == RegistrationMeans.NONE:
        return Badge(_("Sans inscription"), "users")
    if event.registration == RegistrationMeans.HERE and getattr(event, "is_room_full", False):
        return Badge(_("Salle complète"), "hourglass", "warn")  # what is free is elsewhere: nobody drives there in vain
    return Badge(_open_words(event), "check", "good")


def _open_words(event: EventPage) -> str:
    left = getattr(event, "seats_left", None)
    if left is None or event.has_unlimited or event.registration != RegistrationMeans.HERE:
        return _("Inscriptions ouvertes")
    return _left_words(left)


def _left_words(left: int) -> str:
    if left > FEW:
        return _("Places libres")
    return ngettext("%(count)s place", "%(count)s places", left) % {"count": whole_number(left)}


def left_badge(left: int | None) -> Badge:
    """What to show of some seats, by how many are free; ``None`` is no limit."""
    if left is None:
        return Badge(_("Ouvert"), "check", "good")
    return Badge(_left_words(left), "check", "good") if left > 0 else Badge(_("Liste d’attente"), "hourglass", "warn")
