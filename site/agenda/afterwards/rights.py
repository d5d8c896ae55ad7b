"""A person's rights over what is kept of their coming. What they thought of an event is nobody's."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from accounts.rights import Section, addresses_of, erasing, exporting
from agenda.models import Arrival, OpinionAsk
from agenda.models.registrations import new_token


def connect() -> None:
    """Listen to both signals; to erasing before registrations lose their address."""
    exporting.connect(export, dispatch_uid="agenda.afterwards")
    erasing.connect(erase, dispatch_uid="agenda.afterwards")


def export(*, user: Any, **_kwargs: Any) -> list[Section]:
    """To which half-days they came, as it was ticked."""
    rows = Arrival.objects.filter(registration__email__in=addresses_of(user)).select_related("registration__event")
    told = [
        {
            "rendez_vous": row.registration.event.title,
            "demi_journee": row.half_day,
            "present": row.is_present,
            "note_le": row.marked_at,
        }
        for row in rows.order_by("half_day", "pk")
    ]
    return [Section(_("Vos présences à des rendez-vous"), told)] if told else []


def erase(*, user: Any, **_kwargs: Any) -> None:
    """Have the link that they were sent lead nowhere.

    That someone came and was asked stays, of a registration that bears no name any more: figures do not change.
    """
    for ask in OpinionAsk.objects.filter(registration__email__in=addresses_of(user)):
        ask.token = new_token()
        ask.save(update_fields=["token"])
