"""The choices of the agenda: which columns they ask about."""

from __future__ import annotations

from typing import Any

from agenda.vocabulary import Attendance
from listings.facets import Facet, Facets, Tick


def _comes(attendance: str) -> bool:
    return attendance != Attendance.ONLINE


def _follows(attendance: str) -> bool:
    return attendance != Attendance.ON_SITE


def _costs_nothing(amount: Any) -> bool:
    return not float(amount)


CHOICES = Facets(
    Facet("genre", "kind"),
    Facet("theme", "themes"),
    Facet("public", "audiences"),
    ticks=(
        Tick("surplace", ("attendance",), _comes),
        Tick("enligne", ("attendance",), _follows),
        Tick("gratuit", ("price_amount",), _costs_nothing),
    ),
    most=6,
)
