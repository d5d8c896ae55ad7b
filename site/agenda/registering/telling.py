"""Telling those who registered that the event changed: its date, its place, whether it is held; in a task.

The task is queued in the transaction that notes the change, so that neither goes without the other. Killed, it is tried
again, and whoever has been told is not told twice: the number of the change is in the name of the mail.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django_tasks import task

from accounts.one_by_one import OneByOne
from agenda.models import EventPage, Registration
from agenda.publishing import change_of, event_changed, seats_written
from agenda.registering import letters, queue
from agenda.registering.due import method_for, serve_all, tell_all
from agenda.vocabulary import Status


def connect() -> None:
    """Follow the changes of events."""
    event_changed.connect(_changed, dispatch_uid="agenda.registering.telling")
    seats_written.connect(_seats_written, dispatch_uid="agenda.registering.telling")


def _seats_written(event: EventPage, **_kwargs: Any) -> None:
    """There may be more of them than before: those who wait have waited long enough."""
    if Registration.objects.filter(event=event.pk).waiting().exists():
        serve_waiting.enqueue(event.pk)


def _changed(event: EventPage, before: Any, **_kwargs: Any) -> None:
    """Where nobody has registered, nobody is to be told."""
    if change_of(event, before) and Registration.objects.filter(event=event.pk).active().exists():
        tell_of_change.enqueue(event.pk, before)


@task()
def tell_of_change(event_pk: int, before: dict[str, Any]) -> int:
    """Tell each of those who registered of a change of an event; return how many. ``before`` is what was announced.

    What is told is how it stands now: two changes at once are told as one.
    """
    event = EventPage.objects.filter(pk=event_pk).first()
    if event is None:
        return 0
    rounds = OneByOne()
    told = tell_all(event, lambda row: _tell(row, before), rounds)
    rounds.finish()
    return told


def _tell(row: Registration, before: dict[str, Any]) -> Any:
    event, occasion = row.event, str(row.event.sequence)
    change = change_of(event, before)
    if not change:
        return None
    Registration.objects.filter(pk=row.pk).update(reminded_at=timezone.now())
    if event.status != Status.CONFIRMED:
        method = method_for(row, is_on=False)
        return letters.write(row, "agenda_off", occasion, method=method, is_postponed=change == "postponed")
    is_back = change == "back"
    if is_back:
        _give_time(row)
    method = method_for(row, is_on=True)
    return letters.write(row, "agenda_changed", occasion, method=method, is_back=is_back)


def _give_time(row: Registration) -> None:
    """Who could not answer while the event was off may now."""
    now, this = timezone.now(), Registration.objects.filter(pk=row.pk)
    this.filter(confirm_by__isnull=False).update(confirm_by=queue.confirm_by(row.event, now))
    this.filter(offered_until__isnull=False).update(offered_until=queue.offer_until(row.event, now))


@task()
def serve_waiting(event_pk: int) -> int:
    """Offer the seats that were added to an event to those who wait; return how many."""
    rounds = OneByOne()
    served = serve_all(timezone.now(), rounds, event_pk)
    rounds.finish()
    return served
