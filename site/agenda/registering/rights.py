"""A person's rights over their registrations: those of the addresses that are proved to be theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.rights import Section, addresses_of, erasing, exporting
from agenda.models import Question, Registration
from agenda.registering import letters
from agenda.registering.actions import leave, locked
from agenda.vocabulary import RegistrationState


def connect() -> None:
    """Listen to both signals."""
    exporting.connect(export, dispatch_uid="agenda.registering")
    erasing.connect(erase, dispatch_uid="agenda.registering")


def export(*, user: Any, **_kwargs: Any) -> list[Section]:
    """What they answered when they registered, and what became of it."""
    rows = list(_rows_of(user).select_related("event", "seats", "commune").order_by("asked_at", "pk"))
    return [Section(_("Vos inscriptions à des rendez-vous"), list(_told(rows)))] if rows else []


def _rows_of(user: Any) -> Any:
    return Registration.objects.filter(email__in=addresses_of(user))


def _told(rows: list[Registration]) -> Iterator[Mapping[str, Any]]:
    asked = Question.objects.filter(page__in={row.event_id for row in rows})
    labels = {str(question.key): question.label for question in asked}
    for row in rows:
        yield {
            "rendez_vous": row.event.title,
            "date": row.event.starts_at,
            "place": str(row.seats),
            "nom": row.name,
            "adresse": row.email,
            "structure": row.organisation,
            "commune": str(row.commune or ""),
            "reponses": {labels.get(key, key): answer for key, answer in row.answers.items()},
            "etat": row.get_state_display(),
            "demandee_le": row.asked_at,
            "confirmee_le": row.confirmed_at,
            "annulee_le": row.cancelled_at,
        }


def erase(*, user: Any, **_kwargs: Any) -> None:
    """Take their name off what is over, and cancel what is to come: the seat goes to whoever waits.

    The row stays, without anything of theirs: the figures of a meeting that took place do not change.
    """
    for row in _rows_of(user).order_by("event", "pk"):
        forget(row)


@transaction.atomic
def forget(registration: Registration) -> None:
    """Make one registration anonymous, and delete the mails that were written to it."""
    row = locked(registration)
    if row.is_active and row.event.ends_at > timezone.now():
        leave(row, RegistrationState.CANCELLED)
    letters.forget(row)
    nothing: dict[str, Any] = {"name": "", "email": "", "organisation": "", "commune": None, "answers": {}}
    Registration.objects.filter(pk=row.pk).update(**nothing, anonymised_at=timezone.now())
