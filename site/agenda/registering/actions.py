"""What one does with a registration: one verb a function, each in a transaction, under the lock on the event's seats.

Each raises ``Refused``, with words for the person, when it can't be done. Done twice, it is done once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.calendars import Method
from agenda.keys import sent_key
from agenda.models import EventPage, Registration
from agenda.registering import letters, queue
from agenda.registering.finding import EVENTS
from agenda.registering.refusals import Refused, insist_on_coming, insist_on_open
from agenda.vocabulary import ACTIVE, Origin, RegistrationState
from geography.models import Commune

State = RegistrationState
_STANDING = ("state", "confirm_by", "offered_until", "confirmed_at", "reminded_at")


@dataclass(frozen=True)
class Wish:
    """What someone asks for: seats, by their key, and what they say of themselves."""

    seats_pk: int
    name: str
    organisation: str = ""
    commune: Commune | None = None
    answers: Mapping[str, str] = field(default_factory=dict)

    def values(self) -> dict[str, Any]:
        """What is kept of it beside the seat."""
        return {
            "name": self.name,
            "organisation": self.organisation,
            "commune": self.commune,
            "answers": dict(self.answers),
        }


@queue.in_turn
def register(event: EventPage, email: str, wish: Wish, submission: UUID, language: str = "fr") -> Registration:
    """Register an address for an event, ``event`` being in its first language: a seat at once, or a turn.

    An address that is registered stays as it is, whatever is asked: a mail there says so, and nothing else does.
    """
    held = queue.lock_seats(event.pk)
    event = EVENTS.get(pk=event.pk)  # as it is now, under the lock
    insist_on_open(event)
    email = email.strip().lower()
    key = sent_key(submission, event, email)
    rows = list(Registration.objects.filter(Q(email=email, state__in=ACTIVE) | Q(submission=key), event=event))
    known = next((row for row in rows if row.is_active), None)
    if known is not None:
        if known.submission != key:
            letters.write(known, "agenda_again", str(timezone.localdate()))
        return known
    # Sent once more by who has cancelled since, it names that registration already.
    row = Registration(event=event, email=email, submission=None if rows else key, language=language, **wish.values())
    _seat(row, wish.seats_pk, held)
    row.confirm_by = queue.confirm_by(event, timezone.now())
    row.save()
    letters.write(row, "agenda_confirm")
    return row


@queue.in_turn
def add(event: EventPage, email: str, wish: Wish, submission: UUID, language: str = "fr") -> Registration:
    """Register someone by hand, at the desk: they asked, so nothing is left to confirm. Raises ``Refused``."""
    held = queue.lock_seats(event.pk)
    event = EventPage.objects.select_related("place", "commune").get(pk=event.pk)
    email = email.strip().lower()
    key = sent_key(submission, event, f"{wish.name} {email}")
    if sent := Registration.objects.filter(submission=key).first():
        return sent
    insist_on_coming(event)
    if email and Registration.objects.filter(event=event, email=email).active().exists():
        raise Refused(_("Cette adresse est déjà inscrite à ce rendez-vous."))
    row = Registration(event=event, email=email, submission=key, origin=Origin.DESK, language=language, **wish.values())
    _seat(row, wish.seats_pk, held)
    _settle(row)
    row.save()
    _tell_standing(row)
    return row


def _seat(row: Registration, seats_pk: int, held: Mapping[int, Any]) -> None:
    """Give a new registration a seat, after those who wait for one; else a turn."""
    seats = held.get(seats_pk)
    if seats is None or not seats.is_offered:
        raise Refused(_("Ces places ne sont plus proposées : choisissez-en d’autres."))
    row.seats, row.asked_at = seats, timezone.now()
    is_seated = not seats.is_full and queue.take_after_those_who_wait(row.event, seats.pk)
    row.state = State.UNCONFIRMED if is_seated else State.WAITING


def _settle(row: Registration) -> None:
    """Note that the address is theirs: who holds a seat is registered for good."""
    row.confirm_by = row.offered_until = None
    row.confirmed_at = row.confirmed_at or timezone.now()
    if row.has_seat:
        row.state, row.reminded_at = State.CONFIRMED, timezone.now()  # the mail that follows says when and where


def _tell_standing(row: Registration, occasion: str = "", **flags: Any) -> None:
    if row.state == State.CONFIRMED:
        letters.write(row, "agenda_confirmed", occasion, method=Method.REQUEST, **flags)
    else:
        letters.write(row, "agenda_waiting", occasion)


@queue.in_turn
def confirm(registration: Registration) -> Registration:
    """The address is theirs: the seat, or the turn, is too; so is a seat that was offered in time."""
    row = locked(registration)
    if row.state == State.CONFIRMED or (row.state == State.WAITING and row.confirmed_at):
        return row
    insist_on_coming(row.event)
    if not row.is_active or (row.offered_until and row.offered_until <= timezone.now()):
        raise Refused(_("Le délai est passé : cette place a été rendue. Inscrivez-vous de nouveau."))
    _settle(row)
    row.save(update_fields=_STANDING)
    _tell_standing(row)
    return row


@queue.in_turn
def cancel(registration: Registration, *, by_agency: bool = False) -> Registration:
    """Someone comes no more, or does not want the seat that was offered: it goes to whoever waits first."""
    row = locked(registration)
    if row.state == State.CANCELLED:
        return row
    if not row.is_active:
        raise Refused(_("Cette inscription n’était plus valable : il n’y a rien à annuler."))
    if row.event.ends_at <= timezone.now():
        raise Refused(_("Ce rendez-vous est passé : il n’y a plus rien à annuler."))
    was_confirmed = row.state == State.CONFIRMED
    leave(row, State.CANCELLED)
    method = Method.CANCEL if was_confirmed else None
    letters.write(row, "agenda_cancelled", method=method, by_agency=by_agency)
    return row


def leave(row: Registration, state: RegistrationState) -> None:
    """End a registration in this state; its seat, if it held one, goes to whoever waits first. Under the lock."""
    had_seat = row.has_seat
    row.state, row.offered_until, row.confirm_by = state, None, None
    row.cancelled_at = timezone.now()
    row.save(update_fields=["state", "offered_until", "confirm_by", "cancelled_at"])
    if had_seat:
        queue.free_seat(row.seats_id)
        queue.serve_waiting(row.event, row.seats_id)


@queue.in_turn
def change(registration: Registration, wish: Wish) -> Registration:
    """Change what someone said, and where they sit; a seat is left only for another that is free."""
    row = locked(registration)
    if not row.is_active:
        raise Refused(_("Cette inscription n’est plus valable : inscrivez-vous de nouveau."))
    insist_on_coming(row.event)
    for name, value in wish.values().items():
        setattr(row, name, value)
    row.save(update_fields=list(wish.values()))
    if wish.seats_pk != row.seats_id:
        _move(row, wish.seats_pk)
    return row


def _move(row: Registration, seats_pk: int) -> None:
    held = queue.lock_seats(row.event_id)
    seats, left, had_seat = held.get(seats_pk), row.seats_id, row.has_seat
    if seats is None or not seats.is_offered:
        raise Refused(_("Ces places ne sont plus proposées : choisissez-en d’autres."))
    if queue.take_after_those_who_wait(row.event, seats_pk):
        row.seats = seats
        if row.confirmed_at or row.state == State.OFFERED:
            _settle(row)
            row.state = State.CONFIRMED
        else:
            row.state = State.UNCONFIRMED
    elif had_seat:
        words = _("Il n’y a plus de place, « %(where)s ». La vôtre vous est gardée où elle est.")
        raise Refused(words % {"where": seats})
    else:
        row.seats, row.asked_at = seats, timezone.now()
    row.save(update_fields=["seats", "asked_at", *_STANDING])
    if had_seat:
        queue.free_seat(left)
        queue.serve_waiting(row.event, left)
    if row.confirmed_at:
        _tell_standing(row, uuid4().hex, is_changed=True)


@queue.in_turn
def promote(registration: Registration) -> Registration:
    """Offer a free seat to someone who waits, before their turn: the desk's choice. Raises ``Refused``."""
    row = locked(registration)
    if row.state != State.WAITING:
        raise Refused(_("Cette personne n’attend plus de place."))
    insist_on_coming(row.event)
    now = timezone.now()
    if not queue.takes_place(row.event, now) or not queue.take_seat(row.seats_id):
        raise Refused(_("Il n’y a pas de place libre à lui proposer."))
    queue.offer(row, row.event, now)
    return row


def locked(registration: Registration) -> Registration:
    """A registration as it is now, kept from others with all the seats of its event. In a transaction."""
    queue.lock_seats(registration.event_id)
    related = ("event__place", "event__commune", "seats", "commune")
    row: Registration = Registration.objects.select_related(*related).get(pk=registration.pk)
    return row
