"""A person's rights over their shared cars: those of the addresses that are proved to be theirs."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from accounts.rights import Section, addresses_of, erasing, exporting
from agenda.models.rides import Ride
from agenda.rides.actions import withdraw


def connect() -> None:
    """Listen to both signals."""
    exporting.connect(export, dispatch_uid="agenda.rides")
    erasing.connect(erase, dispatch_uid="agenda.rides")


def _rows_of(user: Any) -> Any:
    return Ride.objects.filter(email__in=addresses_of(user)).select_related("event", "commune")


def export(*, user: Any, **_kwargs: Any) -> list[Section]:
    """What they offered and asked for."""
    rows = [
        {
            "rendez_vous": ride.event.title,
            "offre_ou_demande": ride.get_kind_display(),
            "sens": ride.get_direction_display(),
            "commune": str(ride.commune),
            "moment": ride.half_day,
            "places": ride.seats,
            "nom": ride.name,
            "adresse": ride.email,
            "ecrite_le": ride.asked_at,
            "confirmee_le": ride.confirmed_at,
        }
        for ride in _rows_of(user).order_by("asked_at", "pk")
    ]
    return [Section(_("Vos covoiturages"), rows)] if rows else []


def erase(*, user: Any, **_kwargs: Any) -> None:
    """Delete them, with the mails that were written about them."""
    for ride in _rows_of(user):
        withdraw(ride)
