"""What is done to shared cars, one verb each. Addresses travel by mail only, and only to who is written to."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from agenda.keys import sent_key
from agenda.models import EventPage
from agenda.models.rides import TO_CONFIRM, Ride
from agenda.rides.board import words_of
from cms.moderation import territory_of_page
from listings.models import Moderator
from mail.models import OutgoingMail
from mail.outbox import write_mail
from mail.senders import absolute

KEPT = timedelta(days=30)
"""How long an offer outlives its event: nobody needs it then; figures are kept of seats, not of cars."""


@transaction.atomic
def propose(event: EventPage, submission: UUID, language: str, **answers: Any) -> Ride:
    """Keep an offer or a request, and ask its address to confirm it. Sent twice, it is one."""
    values = {**answers, "event": event, "email": answers["email"].lower(), "language": language}
    key = sent_key(submission, event, answers["email"])
    ride, is_new = Ride.objects.get_or_create(submission=key, defaults=values)
    if is_new:
        write_mail(
            "ride_confirm",
            ride.email,
            lambda: {**_about(ride), "link": absolute(reverse("agenda:ride", args=[ride.token]))},
            language=language,
            key=f"ride-{ride.pk}-confirm",
            on_behalf=territory_of_page(event),
        )
    return ride


def confirm(ride: Ride) -> None:
    """Put it on the board."""
    Ride.objects.filter(pk=ride.pk, confirmed_at=None).update(confirmed_at=timezone.now())


def change(ride: Ride, **answers: Any) -> None:
    """Write other answers; the address stays that which was confirmed."""
    Ride.objects.filter(pk=ride.pk).update(**answers)


@transaction.atomic
def withdraw(ride: Ride) -> None:
    """Delete it with the mails that were written about it."""
    OutgoingMail.objects.filter(key__startswith=f"ride-{ride.pk}-").delete()
    ride.delete()


def write_to(ride: Ride, submission: UUID, *, name: str, email: str, text: str) -> None:
    """Pass a message on to whoever wrote an offer or a request: they read the address to answer, and answer or not.

    Sent twice, it is one mail. It is kept nowhere but in the outbox.
    """
    write_mail(
        "ride_message",
        ride.email,
        lambda: {
            **_about(ride),
            "sender": name,
            "sender_address": email,
            "message": text,
            "link": absolute(reverse("agenda:ride", args=[ride.token])),
        },
        language=ride.language,
        key=f"ride-{ride.pk}-message-{submission.hex}",
        on_behalf=territory_of_page(ride.event),
    )


def report(ride: Ride, submission: UUID, *, text: str) -> None:
    """Tell the agency that something is wrong with an offer or a request."""
    territory = territory_of_page(ride.event)
    team = Moderator.objects.filter(territory=territory).order_by().values_list("user")
    for reader in get_user_model()._default_manager.filter(pk__in=team, is_active=True).order_by("pk"):
        write_mail(
            "ride_reported",
            reader.email,
            lambda: {
                **_about(ride),
                "message": text,
                "address": absolute(reverse("rides_desk:board", args=[ride.event_id])),
            },
            key=f"ride-{ride.pk}-report-{submission.hex}-{reader.pk}",
            on_behalf=territory,
        )


def forget_due(now: datetime) -> int:
    """Delete what was not confirmed in time, and what belongs to events of long ago; return how many."""
    due = Ride.objects.filter(Q(confirmed_at=None, asked_at__lt=now - TO_CONFIRM) | Q(event__ends_at__lt=now - KEPT))
    rows = list(due)
    for ride in rows:
        withdraw(ride)
    return len(rows)


def _about(ride: Ride) -> dict[str, str]:
    return {"event": ride.event.title, "when": ride.event.when, "name": ride.name, "ride": words_of(ride)}
