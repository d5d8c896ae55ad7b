"""The choices of the locator: which columns they ask about."""

from __future__ import annotations

from listings.facets import Facet, Facets, Tick
from places.vocabulary import Wheelchair

CHOICES = Facets(
    Facet("type", "types"),
    Facet("service", "services", narrows=True),
    Facet("internet", "internet"),
    Facet("acces", "access"),
    Facet("accessibilite", "accessibility", narrows=True),
    ticks=[
        Tick("fauteuil", ("wheelchair",), lambda value: value == Wheelchair.YES),
        Tick("gratuit", ("is_free",), bool),
        Tick("bureau", ("closed_offices",), lambda value: (value or 0) >= 1),
        Tick("salle", ("meeting_rooms",), lambda value: (value or 0) >= 1),
    ],
)
