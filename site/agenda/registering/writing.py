"""What an agency writes to those who registered for an event: a mail to each, once."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from accounts.one_by_one import OneByOne
from agenda.models import EventPage, Registration
from agenda.registering import letters
from agenda.vocabulary import ACTIVE, SEATED, RegistrationState


class Readers(models.TextChoices):
    """To whom one writes."""

    SEATED = "seated", _("Les personnes qui ont une place")
    WAITING = "waiting", _("Les personnes en attente")
    ALL = "all", _("Toutes")

    def of(self, event: EventPage) -> list[int]:
        """The registrations of these, by key: those that left an address."""
        states = {
            Readers.SEATED: SEATED,
            Readers.WAITING: (RegistrationState.WAITING,),
            Readers.ALL: ACTIVE,
        }[self]
        rows = Registration.objects.filter(event=event, state__in=states).exclude(email="")
        return list(rows.order_by("pk").values_list("pk", flat=True))


@task()
def write_to_registered(event_pk: int, occasion: str, readers: str, subject: str, message: str) -> int:
    """Write to each; return to how many. ``occasion`` names the message: tried again, it is one mail each."""
    rounds = OneByOne()
    event = EventPage.objects.filter(pk=event_pk).first()
    keys = Readers(readers).of(event) if event else []
    told: dict[str, Any] = {"subject": subject, "message": message}

    def one(pk: int) -> bool:
        row = Registration.objects.select_related("event__place", "event__commune", "seats").filter(pk=pk).first()
        return row is not None and letters.write(row, "agenda_message", occasion, **told) is not None

    number = rounds.each("message to registration", keys, one)
    rounds.finish()
    return number
